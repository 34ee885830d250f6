"""A guest asks in writing that their data be erased, or a relative tells of their death: an owner does it (R63)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.reading import Reading
from webapp.usecases.erase_member import REASONS, erase_member, list_erasures
from webapp.usecases.weigh_erasure import Prospect, weigh_erasure

routes = Blueprint("erasures", __name__, url_prefix="/erasures")


@routes.get("/")
def index() -> Response:
    return answers.answer("office/erasures/index.html", erasures=list_erasures(visit.chain()))


@routes.get("/<uuid:member>")
def edit(member: UUID) -> Response:
    return _page(_weighed(member), {}, {})


@routes.post("/<uuid:member>")
def create(member: UUID) -> Response:
    found, reading = _weighed(member), Reading(request.form)
    typed = {name: reading.typed(name) for name in ("reason", "confirmed")}
    if typed["reason"] not in REASONS:
        reading.errors["reason"] = say("erasure.reason.missing")
    if typed["confirmed"].strip().casefold() != say("erasure.word").casefold():
        reading.errors["confirmed"] = say("erasure.word.wrong", word=say("erasure.word"))
    if reading.errors:
        return _page(found, typed, reading.errors, 422)
    reason = next(one for one in REASONS if one == typed["reason"])
    refused = erase_member(visit.chain(), visit.actor(), member, reason, visit.now())
    flash(refused.say(language()) if refused else say("erasure.done"), "wrong" if refused else "message")
    return answers.see(url_for("office.erasures.index"))


def _weighed(member: UUID) -> Prospect:
    found = weigh_erasure(visit.chain(), str(member), visit.now())
    if found is None:
        abort(404)
    return found


def _page(found: Prospect, typed: dict[str, str], errors: dict[str, str], status: int = 200) -> Response:
    reasons = [(reason, say(f"erasure.reason.{reason}")) for reason in REASONS]
    values: dict[str, Any] = {"prospect": found, "typed": typed, "errors": errors, "reasons": reasons}
    return answers.answer("office/erasures/edit.html", status=status, **values)
