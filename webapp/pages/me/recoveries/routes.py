"""A forgotten password: a link by which another is chosen. Whether it was sent to anybody is told to nobody (R45)."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for

from webapp.pages.me import letters
from webapp.pages.shared import answers, guest, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.reading import Reading
from webapp.pages.shared.secret import secret
from webapp.usecases.ask_code import PASSWORD, ask_code
from webapp.usecases.choose_password import Link, Opened, choose_by_link, look_at_link
from webapp.usecases.refusal import Refusal

routes = Blueprint("recoveries", __name__)
TEMPLATE, CHOSEN = "me/recoveries/edit.html", "me/recoveries/show.html"
GONE = 410
LONGEST_PASSWORD = 1024


@routes.get("/forgotten-password")
def edit() -> Response:
    return answers.answer(TEMPLATE, typed="", errors={}, ways=letters.channels(), operation=visit.operation_id())


@routes.post("/forgotten-password")
def create() -> Response:
    reading, operation = Reading(request.form), visit.sent_operation_id()
    want = letters.wanted_by(reading, letters.channel())
    if want is not None:
        sent = ask_code(visit.chain(), want, letters.asking(operation, letters.link), visit.now(), PASSWORD)
        if isinstance(sent, UUID):
            flash(say("me.recovery.sent"))
            return answers.see(url_for("me.sessions.new"))
        reading.errors["form"] = sent.say(language())
    typed, again = reading.typed("who"), visit.operation_id()
    return answers.answer(
        TEMPLATE, status=422, typed=typed, errors=reading.errors, ways=letters.channels(), operation=again
    )


@routes.get("/new-password")
def show() -> Response:
    word, opened = _opened()
    return _page(word, opened, {}) if opened is not None else _gone()


@routes.post("/new-password")
def update() -> Response:
    word, opened = _opened()
    if opened is None:
        return _gone()
    new, again = (request.form.get(name, "")[:LONGEST_PASSWORD] for name in ("new-password", "again"))
    errors = {} if new else {"new-password": say("field.missing")}
    if new != again:
        errors.setdefault("again", say("invitation.again.differs"))
    if errors:
        return _page(word, opened, errors, status=422)
    chosen = visit.id_of(request.form.get("member", ""))
    done = choose_by_link(visit.chain(), Link(word, secret(), letters.texts()), chosen, new, visit.now())
    if isinstance(done, Refusal):
        return _gone() if done.code == "link_dead" else _page(word, opened, {"new-password": done.say(language())}, 422)
    flash(say("me.password.done"))
    return guest.enter(answers.see(url_for("me.profile.show")), done.token)


def _opened() -> tuple[str, Opened | None]:
    word = request.values.get(letters.LINK, "")[:200]
    return word, look_at_link(visit.chain(), word, secret(), visit.now())


def _gone() -> Response:
    return answers.answer(CHOSEN, status=GONE, people=[], errors={}, word="")


def _page(word: str, opened: Opened, errors: dict[str, str], status: int = 200) -> Response:
    return answers.answer(CHOSEN, status=status, people=opened.people, errors=errors, word=word)
