"""The first page: what Laurel is, and the demo chains where this is a demo."""

from __future__ import annotations

from flask import Blueprint, Response

from webapp.pages.shared import answers, demo

routes = Blueprint("home", __name__)


@routes.get("/")
def show() -> Response:
    return answers.answer("platform/home/show.html", chains=demo.chains(), phone=demo.PHONE)
