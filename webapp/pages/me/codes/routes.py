"""One-time codes: asked for by phone or e-mail, and entered. Nothing here tells whether somebody is a member (R45)."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, abort, current_app, request, url_for

from webapp.pages.shared import answers, guest, kept, visit, ways
from webapp.pages.shared.language import language, say
from webapp.pages.shared.reading import Reading
from webapp.store.door_tables import MemberCode
from webapp.usecases import ask_code as asking
from webapp.usecases.ask_code import Asking, Letter, ask_code
from webapp.usecases.enter_code import Several, Tried, enter_code, look_at_code
from webapp.usecases.refusal import Refusal

routes = Blueprint("codes", __name__, url_prefix="/codes")
ASKED, TEMPLATE = "me/sessions/show.html", "me/codes/edit.html"


@routes.post("/")
def create() -> Response:
    reading, operation = Reading(request.form), visit.sent_operation_id()
    typed = reading.text("who", required=True, most=254)
    after = kept.own_address(request.form.get("next", ""))
    want = asking.wanted(typed, asking.EMAIL) if typed else None
    if typed and want is None:
        reading.errors["who"] = say("me.who.wrong")
    if want is not None:
        asked = ask_code(visit.chain(), want, _asking(operation), visit.now())
        if isinstance(asked, UUID):
            return answers.see(url_for("me.codes.edit", code=asked, next=after))
        reading.errors["form"] = asked.say(language())
    typed, errors = reading.typed("who"), reading.errors
    return answers.answer(ASKED, status=422, typed=typed, errors=errors, next=after, operation=operation)


@routes.get("/<uuid:code>")
def edit(code: UUID) -> Response:
    return _page(_asked(code), {}, None)


@routes.post("/<uuid:code>")
def update(code: UUID) -> Response:
    asked, reading = _asked(code), Reading(request.form)
    digits = reading.text("code", required=True, most=40)
    if digits is None:
        return _page(asked, reading.errors, None, status=422)
    tried = Tried(digits, request.remote_addr or "", _secret(), _chosen(reading.typed("member")))
    done = enter_code(visit.chain(), asked, tried, visit.now())
    if isinstance(done, Several):
        return _page(asked, {}, done, digits)
    if isinstance(done, Refusal):
        return _page(asked, {"code": done.say(language())}, None, status=422)
    return guest.enter(answers.see(_after() or ways.home()), done.token)


def _page(
    asked: MemberCode, errors: dict[str, str], several: Several | None, typed: str = "", status: int = 200
) -> Response:
    return answers.answer(
        TEMPLATE, status=status, asked=asked, errors=errors, several=several, typed=typed, next=_after()
    )


def _asked(code: UUID) -> MemberCode:
    found = look_at_code(visit.chain(), code, visit.now())
    if found is None:
        abort(404)
    return found


def _after() -> str | None:
    return kept.own_address(request.values.get("next", ""))


def _chosen(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _asking(operation: str) -> Asking:
    return Asking(request.remote_addr or "", operation, _secret(), _letter)


def _letter(code: str) -> Letter:
    chain = visit.chain().name.say(language())
    return Letter(say("me.code.subject", chain=chain), say("me.code.letter", chain=chain, code=code))


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])
