"""The member's card: its number as QR and as bars, large and dark on white in any light. The browser's worker keeps
this page alone, so that it opens without a connection.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort

from webapp.pages.shared import answers, visit
from webapp.usecases.look_at_home import look_at_home

routes = Blueprint("card", __name__, url_prefix="/card")


@routes.get("")
def show() -> Response:
    home = look_at_home(visit.chain(), str(visit.member()), visit.now())
    if home is None:
        abort(404)
    return answers.answer("me/card/show.html", home=home)
