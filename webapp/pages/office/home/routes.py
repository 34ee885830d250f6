"""Where the office begins: with the first of its pages that is open to whoever asks."""

from __future__ import annotations

from flask import Blueprint, Response

from webapp.pages.shared import answers, ways

routes = Blueprint("home", __name__)


@routes.get("/")
def show() -> Response:
    return answers.see(ways.office())
