"""Another phone: confirmed by a code to the new one and a code to the old."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.pages.me import letters
from webapp.pages.shared import answers, guest, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.reading import Reading
from webapp.pages.shared.secret import secret
from webapp.store.door_tables import MemberCode
from webapp.usecases.change_phone import Codes, ask_to_change_phone, change_phone, look_at_change

routes = Blueprint("phones", __name__, url_prefix="/phone")
TEMPLATE, CODES = "me/phones/edit.html", "me/phones/show.html"


@routes.get("/")
def edit() -> Response:
    return answers.answer(TEMPLATE, typed="", errors={}, ways=letters.texts(), operation=visit.operation_id())


@routes.post("/")
def create() -> Response:
    reading, operation = Reading(request.form), visit.sent_operation_id()
    phone = reading.phone("phone", required=True)
    if not letters.texts():
        abort(404)
    if phone is not None:
        by = letters.channel() if letters.channel() in letters.texts() else letters.texts()[0]
        asking = letters.asking(operation, letters.of_new_phone)
        asked = ask_to_change_phone(visit.chain(), visit.member(), phone, by, asking, visit.now())
        if isinstance(asked, UUID):
            return answers.see(url_for("me.phones.show", code=asked))
        reading.errors["phone" if asked.code == "phone_own" else "form"] = asked.say(language())
    typed, again = reading.typed("phone"), visit.operation_id()
    return answers.answer(
        TEMPLATE, status=422, typed=typed, errors=reading.errors, ways=letters.texts(), operation=again
    )


@routes.get("/<uuid:code>")
def show(code: UUID) -> Response:
    return answers.answer(CODES, asked=_asked(code), errors={})


@routes.post("/<uuid:code>")
def update(code: UUID) -> Response:
    asked, reading = _asked(code), Reading(request.form)
    new, old = (reading.text(name, required=True, most=40) for name in ("new-code", "old-code"))
    if new and old:
        codes = Codes(new, old, secret(), letters.texts())
        refused = change_phone(visit.chain(), asked, codes, guest.token(), visit.now())
        if refused is None:
            flash(say("me.phone.done"))
            return answers.see(url_for("me.profile.show"))
        reading.errors["form"] = refused.say(language())
    return answers.answer(CODES, status=422, asked=asked, errors=reading.errors)


def _asked(code: UUID) -> MemberCode:
    found = look_at_change(visit.chain(), visit.member(), code, visit.now())
    if found is None:
        abort(404)
    return found
