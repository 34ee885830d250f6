"""The mail that confirms the owner's address, once more."""

from __future__ import annotations

from flask import Blueprint, Response, flash, url_for

from webapp.pages.shared import answers, site, visit
from webapp.pages.shared.language import language, say
from webapp.usecases.ask_to_confirm import ask_to_confirm

routes = Blueprint("confirmations", __name__, url_prefix="/confirmations")


@routes.post("/")
def create() -> Response:
    link = site.address("public.confirmations.show") + "?token="
    refused = ask_to_confirm(visit.chain(), visit.staff(), link, language(), visit.now())
    if refused is None:
        flash(say("confirmation.sent", email=visit.staff().email))
    else:
        flash(refused.say(language()), "wrong")
    return answers.see(url_for("desk.home.show"))
