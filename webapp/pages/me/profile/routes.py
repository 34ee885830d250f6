"""By what a member comes in, and where they are signed in."""

from __future__ import annotations

from flask import Blueprint, Response

from webapp.pages.shared import answers, visit
from webapp.usecases.list_visits import list_visits

routes = Blueprint("profile", __name__, url_prefix="/profile")


@routes.get("/")
def show() -> Response:
    return answers.answer("me/profile/show.html", doors=list_visits(visit.chain(), visit.member(), visit.now()))
