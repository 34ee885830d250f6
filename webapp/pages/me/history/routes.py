"""What happened to the member's account, each thing with why; one of them line by line."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, abort, request

from webapp.pages.me.history.words import title, why
from webapp.pages.shared import answers, visit
from webapp.usecases.gather import uuid_of
from webapp.usecases.look_at_history import look_at_history, look_at_operation

routes = Blueprint("history", __name__, url_prefix="/history")


@routes.get("/")
def index() -> Response:
    after = uuid_of(request.args.get("after"))
    history = look_at_history(visit.chain(), str(visit.member()), visit.now(), after)
    if history is None:
        abort(404)
    return answers.answer("me/history/index.html", history=history, first=after is None, title_of=title, why_of=why)


@routes.get("/<uuid:operation>")
def show(operation: UUID) -> Response:
    look = look_at_operation(visit.chain(), str(visit.member()), operation, visit.now())
    if look is None:
        abort(404)
    return answers.answer("me/history/show.html", look=look, title_of=title, why_of=why)
