"""Where a member begins: what they have, what ends when, their level and the ways up, what is in hand."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from webapp.pages.shared import answers, visit
from webapp.usecases.look_at_home import look_at_home

routes = Blueprint("home", __name__)


@routes.get("/")
def show() -> Response:
    home = look_at_home(visit.chain(), str(visit.member()), visit.now())
    if home is None:
        abort(404)
    return answers.answer("me/home/show.html", home=home)
