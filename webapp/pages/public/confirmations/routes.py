"""The link that was mailed to a chain's owner. Opening it does nothing yet, for mail filters open links too."""

from __future__ import annotations

from flask import Blueprint, Response, request

from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import language
from webapp.usecases.confirm_email import confirm_email

routes = Blueprint("confirmations", __name__, url_prefix="/confirmation")
TEMPLATE = "public/confirmations/show.html"


@routes.get("/")
def show() -> Response:
    return answers.answer(TEMPLATE, token=request.args.get("token", ""), done=False, wrong=None)


@routes.post("/")
def create() -> Response:
    refused = confirm_email(visit.chain(), request.form.get("token", "")[:200], visit.now())
    if refused is None:
        return answers.answer(TEMPLATE, token="", done=True, wrong=None)
    return answers.answer(TEMPLATE, status=422, token="", done=False, wrong=refused.say(language()))
