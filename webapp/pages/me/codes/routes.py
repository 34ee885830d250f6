"""One-time codes: asked for and entered. Nothing here tells whether somebody is a member (R45)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, Response, abort, flash, request, session, url_for

from webapp.pages.me import letters
from webapp.pages.shared import answers, guest, kept, visit, ways
from webapp.pages.shared.language import language
from webapp.pages.shared.reading import Reading
from webapp.store.door_tables import MemberCode
from webapp.usecases.ask_code import EMAIL, PAUSE, SIGN_IN, Channel, Wanted, ask_code, renew_code
from webapp.usecases.enter_code import Several, enter_code, look_at_code
from webapp.usecases.refusal import Refusal

routes = Blueprint("codes", __name__, url_prefix="/codes")
ASKED, FIRST, TEMPLATE = "me/sessions/show.html", "me/codes/new.html", "me/codes/edit.html"
RESUMED = "me/sessions/resume.html"
OWN_FORM = "form of code"
"""In the browser's session, which code its own form waits for: whoever is handed the address of another's code page
must not be handed their form too.
"""
LONGEST = 80


@routes.post("/")
def create() -> Response:
    reading, operation = Reading(request.form), visit.sent_operation_id()
    return _ask(ASKED, reading, letters.wanted_by(reading, letters.channel()), operation)


@routes.get("/first")
def new() -> Response:
    """With the card's number and the birth date, as a chain may tell its guests (7K-19)."""
    return answers.answer(FIRST, typed={}, errors={}, operation=visit.operation_id(), next=_after(), kept=None)


@routes.post("/first")
def create_first() -> Response:
    reading, operation = Reading(request.form), visit.sent_operation_id()
    card = reading.text("who", required=True, most=LONGEST)
    born = reading.day("born", visit.today().date(), required=True)
    want = Wanted("card", card, letters.channel(), born) if card and born and not reading.errors else None
    return _ask(FIRST, reading, want, operation)


@routes.get("/<uuid:code>")
def edit(code: UUID) -> Response:
    return _page(_asked(code), {})


@routes.post("/<uuid:code>")
def update(code: UUID) -> Response:
    asked, reading = _asked(code), Reading(request.form)
    digits = reading.text("code", required=True, most=40)
    if digits is None:
        return _page(asked, reading.errors, status=422)
    done = enter_code(visit.chain(), asked, letters.tried(digits, reading.typed("member")), visit.now())
    if isinstance(done, Several):
        return _page(asked, {}, done, digits)
    if isinstance(done, Refusal):
        return _page(asked, {"code": done.say(language())}, status=422)
    form = kept.unpacked(done.form) if done.form is not None else None
    if form is not None and session.pop(OWN_FORM, "") == str(code):
        return guest.enter(answers.answer(RESUMED, form=form), done.token)
    after = _after()
    offer = url_for("me.passwords.edit", first=1, next=after) if done.offer else None
    return guest.enter(answers.see(offer or after or ways.home()), done.token)


@routes.post("/<uuid:code>/again")
def renew(code: UUID) -> Response:
    asked, operation = _asked(code), visit.sent_operation_id()
    by = letters.channel() if letters.channel() in _ways(asked) else _ways(asked)[0]
    sent = renew_code(visit.chain(), asked, by, letters.asking(operation), visit.now())
    if isinstance(sent, Refusal):
        flash(sent.say(language()), "wrong")
        sent = code
    elif session.get(OWN_FORM) == str(code):
        session[OWN_FORM] = str(sent)
    return answers.see(url_for("me.codes.edit", code=sent, next=_after()))


def _ask(template: str, reading: Reading, want: Wanted | None, operation: str) -> Response:
    after, form = _after(), kept.members_form()
    if want is not None:
        asked = ask_code(visit.chain(), want, letters.asking(operation, form=form), visit.now())
        if isinstance(asked, UUID):
            if form is not None:
                session[OWN_FORM] = str(asked)
            return answers.see(url_for("me.codes.edit", code=asked, next=after))
        reading.errors["form"] = asked.say(language())
    typed = {name: reading.typed(name) for name in ("who", "born-day", "born-month", "born-year")}
    errors, again = reading.errors, visit.operation_id()
    return answers.answer(template, status=422, typed=typed, errors=errors, next=after, operation=again, kept=form)


def _page(
    asked: MemberCode, errors: dict[str, str], several: Several | None = None, typed: str = "", status: int = 200
) -> Response:
    return answers.answer(
        TEMPLATE,
        status=status,
        asked=asked,
        errors=errors,
        several=several,
        typed=typed,
        ways=_ways(asked),
        wait=_wait(asked),
        next=_after(),
        operation=visit.operation_id(),
    )


def _asked(code: UUID) -> MemberCode:
    found = look_at_code(visit.chain(), code, visit.now())
    if found is None or found.purpose != SIGN_IN:
        abort(404)
    return found


def _ways(asked: MemberCode) -> tuple[Channel, ...]:
    """Whoever typed an e-mail gets e-mails."""
    return (EMAIL,) if asked.details["kind"] == "email" else letters.channels()


def _wait(asked: MemberCode) -> int:
    """Seconds until another may be asked for."""
    left = asked.made_at + PAUSE - visit.now()
    return max(0, -(-left // timedelta(seconds=1)))


def _after() -> str | None:
    return kept.own_address(request.values.get("next", ""))
