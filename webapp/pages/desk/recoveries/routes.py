"""A forgotten password: the answer is the same, whether or not somebody signs in by that e-mail (R45)."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for

from webapp.pages.shared import answers, links, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.reading import Reading
from webapp.usecases.offer_link import SECRET
from webapp.usecases.recover_access import Letter, recover_access

routes = Blueprint("recoveries", __name__, url_prefix="/forgotten-password")
TEMPLATE = "desk/recoveries/edit.html"


@routes.get("/")
def edit() -> Response:
    return answers.answer(TEMPLATE, typed="", errors={}, operation=visit.operation_id())


@routes.post("/")
def create() -> Response:
    reading = Reading(request.form)
    email, operation = reading.email("email", required=True), visit.sent_operation_id()
    if email is None:
        typed = reading.typed("email")
        return answers.answer(TEMPLATE, status=422, typed=typed, errors=reading.errors, operation=operation)
    recover_access(visit.chain(), email, request.remote_addr or "", operation, visit.now(), _letter)
    flash(say("recovery.sent"))
    return answers.see(url_for("desk.sessions.show", by="email"))


def _letter(link: UUID) -> Letter:
    chain = visit.chain().name.say(language())
    address = links.address(link, SECRET)
    return Letter(say("recovery.subject", chain=chain), say("recovery.letter", chain=chain, address=address))
