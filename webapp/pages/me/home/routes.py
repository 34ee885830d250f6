"""Where a member begins: who they are here, their level and what they have."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from webapp.pages.shared import answers, visit
from webapp.usecases.look_at_member import look_at_member

routes = Blueprint("home", __name__)


@routes.get("/")
def show() -> Response:
    sheet = look_at_member(visit.chain(), str(visit.member()), visit.now())
    if sheet is None:
        abort(404)
    return answers.answer("me/home/show.html", sheet=sheet)
