"""What is kept of a member: told on a page, taken along as a file; the account closed, the data erased (R63, R64).

Whoever finds a phone that is signed in shall not carry everything away: for that the sign-in has to be fresh.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, request, url_for

from webapp.pages.me.data.rows import readable
from webapp.pages.shared import answers, formats, guest, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.reading import Reading
from webapp.pages.shared.rules import refusals
from webapp.usecases.choose_way import choose_way, look_at_ways
from webapp.usecases.erase_member import erase_member
from webapp.usecases.leave_alone import leave_alone
from webapp.usecases.operation import Actor, KeyReused
from webapp.usecases.tell_my_data import MyData, tell_my_data
from webapp.usecases.weigh_erasure import Prospect, weigh_erasure

routes = Blueprint("data", __name__, url_prefix="/data")
FRESH = timedelta(minutes=15)
CLOSING, ERASURE = "me/data/closing.html", "me/data/erasure.html"


@routes.get("/")
def show() -> Response:
    ways = look_at_ways(visit.chain(), visit.member())
    options = [("", say("me.told_by.chain")), *((way, say(f"messages.way.{way}")) for way in ways.ways)]
    return answers.answer("me/data/show.html", fresh=_is_fresh(), ways=ways, options=options)


@routes.post("/sign-in")
def renew() -> Response:
    return guest.leave(answers.see(url_for("me.sessions.show", next=url_for("me.data.show"))))


@routes.get("/all")
def everything() -> Response:
    if not _is_fresh():
        return answers.see(url_for("me.data.show"))
    told = _told()
    local = visit.chain().local(told.made_at)
    return answers.answer("me/data/all.html", tables=readable(told), made_at=local)


@routes.post("/file")
def download() -> Response:
    """By POST, so that no link of another site makes the server gather it all."""
    if not _is_fresh():
        return answers.see(url_for("me.data.show"))
    response = make_response(_told().as_json())
    response.mimetype = "application/json"
    response.headers["Content-Disposition"] = f'attachment; filename="{visit.chain().slug}.json"'
    return response


@routes.post("/channel")
def choose() -> Response:
    """By what the member is told of their account."""
    way = Reading(request.form).typed("way") or None
    if choose_way(visit.chain(), visit.member(), way):
        flash(say("me.told_by.saved"))
    else:
        flash(say("me.told_by.gone"), "wrong")
    return answers.see(url_for("me.data.show"))


@routes.get("/closing")
def ask_to_close() -> Response:
    return _confirm(CLOSING, {}, "")


@routes.post("/closing")
def close() -> Response:
    if not _is_confirmed("me.data.close.word"):
        return _confirm(CLOSING, _wrong("me.data.close.word"), request.form.get("confirmed", ""), 422)
    try:
        left = leave_alone(visit.chain(), str(visit.member()), visit.sent_operation_id(), visit.now())
    except KeyReused:
        return _confirm(CLOSING, {"form": say("wrong.key_reused")}, request.form["confirmed"], 422)
    if left.refused:
        return _confirm(CLOSING, {"form": " ".join(refusals(left.refused))}, request.form["confirmed"], 422)
    if left.leaves_on is not None:
        flash(say("me.data.close.leaves", day=formats.day(language(), left.leaves_on)))
        return answers.see(url_for("me.data.show"))
    return guest.forget(answers.see(url_for("me.data.closed")))


@routes.get("/erasure")
def ask_to_erase() -> Response:
    return _confirm(ERASURE, {}, "") if _is_fresh() else answers.see(url_for("me.data.show"))


@routes.post("/erasure")
def erase() -> Response:
    if not _is_fresh():
        return answers.see(url_for("me.data.show"))
    if not _is_confirmed("erasure.word"):
        return _confirm(ERASURE, _wrong("erasure.word"), request.form.get("confirmed", ""), 422)
    refused = erase_member(visit.chain(), Actor(), visit.member(), "asked", visit.now())
    if refused is not None:
        return _confirm(ERASURE, {"form": refused.say(language())}, request.form["confirmed"], 422)
    return guest.forget(answers.see(url_for("me.data.erased")))


@routes.get("/closed")
def closed() -> Response:
    return answers.answer("me/data/gone.html", what="closed")


@routes.get("/erased")
def erased() -> Response:
    return answers.answer("me/data/gone.html", what="erased")


def _is_fresh() -> bool:
    found = visit.guest_or_none()
    return found is not None and visit.now() - found.began < FRESH


def _told() -> MyData:
    told = tell_my_data(visit.chain(), visit.member(), visit.now())
    if told is None:
        abort(404)
    return told


def _weighed() -> Prospect:
    found = weigh_erasure(visit.chain(), str(visit.member()), visit.now())
    if found is None:
        abort(404)
    return found


def _is_confirmed(word: str) -> bool:
    return Reading(request.form).typed("confirmed").casefold() == say(word).casefold()


def _wrong(word: str) -> dict[str, str]:
    return {"confirmed": say("erasure.word.wrong", word=say(word))}


def _confirm(template: str, errors: dict[str, str], typed: str, status: int = 200) -> Response:
    values: dict[str, Any] = {"prospect": _weighed(), "errors": errors, "typed": typed}
    return answers.answer(template, status=status, operation=visit.operation_id(), **values)
