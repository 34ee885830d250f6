"""Who shares the account: who does, who was invited, and a link for one more (7K-14).

Only the token's hash is kept, so a link is shown in the answer to the form itself and never again.
"""

from __future__ import annotations

from uuid import UUID

import segno
from flask import Blueprint, Response, abort, flash, url_for

from webapp.pages.shared import answers, site, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.rules import refusals
from webapp.usecases.invite_person import invite_person, look_at_persons, take_in
from webapp.usecases.operation import KeyReused, Outcome
from webapp.usecases.refusal import Refusal
from webapp.usecases.send_questionnaire import Sent

routes = Blueprint("persons", __name__, url_prefix="/persons")
LIST, LINK = "me/persons/index.html", "me/persons/show.html"


@routes.get("/")
def index() -> Response:
    return _list()


@routes.post("/")
def create() -> Response:
    return _invite()


@routes.post("/<uuid:person>/link")
def renew(person: UUID) -> Response:
    return _invite(person)


@routes.post("/<uuid:person>")
def update(person: UUID) -> Response:
    """The word on a guest whose questionnaire is in."""
    try:
        done = take_in(visit.chain(), visit.member(), visit.sent_operation_id(), person, visit.now())
    except KeyReused:
        return _list(say("wrong.key_reused"), 422)
    if done is None:
        abort(404)
    if isinstance(done, Refusal) or done.refused:
        return _list(_why(done), 422)
    if not done.repeated:
        flash(say("me.persons.joined"))
    return answers.see(url_for("me.persons.index"))


def _invite(again: UUID | None = None) -> Response:
    try:
        sent = invite_person(visit.chain(), visit.member(), visit.sent_operation_id(), visit.now(), again)
    except KeyReused:
        return _list(say("wrong.key_reused"), 422)
    if sent is None:
        abort(404)
    return _link(sent) if isinstance(sent, Sent) else _list(_why(sent), 422)


def _why(refused: Refusal | Outcome) -> str:
    return refused.say(language()) if isinstance(refused, Refusal) else " ".join(refusals(refused.refused))


def _link(sent: Sent) -> Response:
    address = site.address("public.questionnaires.edit", token=sent.token)
    code = segno.make(address, error="m").svg_inline(scale=6, border=3, omitsize=True)
    return answers.answer(LINK, address=address, code=code, until=visit.chain().local(sent.expires_at))


def _list(error: str | None = None, status: int = 200) -> Response:
    sharing = look_at_persons(visit.chain(), visit.member(), visit.now())
    if sharing is None:
        abort(404)
    errors = {"form": error} if error else {}
    return answers.answer(
        LIST, status=status, sharing=sharing, errors=errors, operation=visit.operation_id(), now=visit.now()
    )
