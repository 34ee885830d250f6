"""Consents, each with its state, the version of its text and how it changed; given or refused in one tap (R65)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import language, say
from webapp.usecases.change_consent import change_consent
from webapp.usecases.list_consents import list_consents

routes = Blueprint("consents", __name__, url_prefix="/consents")


@routes.get("/")
def show() -> Response:
    return _page()


@routes.post("/")
def update() -> Response:
    name, answer = request.form.get("name", ""), request.form.get("answer", "")
    if answer not in ("give", "refuse"):
        abort(400)
    refused = change_consent(visit.chain(), visit.member(), name, answer == "give", "cabinet", visit.now())
    if refused is not None:
        flash(refused.say(language()), "wrong")
    elif answers.asked_by_htmx():
        return _page(saved=name)
    else:
        flash(say("me.consents.saved"))
    return answers.see(url_for("me.consents.show"))


def _page(**values: Any) -> Response:
    listed = list_consents(visit.chain(), visit.member())
    return answers.answer("me/consents/show.html", block="consents", consents=listed, **values)
