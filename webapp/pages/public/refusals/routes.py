"""The way out of advertising: one button, without a sign-in (ES-7.6). Opening the page does nothing yet, for mail
filters open links too; mail programs send the form by themselves (RFC 8058), so it needs no token beside its own.
"""

from __future__ import annotations

from flask import Blueprint, Response

from webapp.pages.shared import answers, visit
from webapp.pages.shared.secret import secret
from webapp.usecases.change_consent import refuse_advertising
from webapp.usecases.way_out import EXAMPLE, WayOut, read_way_out

routes = Blueprint("refusals", __name__, url_prefix="/refusals")
TEMPLATE = "public/refusals/show.html"


@routes.get("/<word>")
def show(word: str) -> Response:
    way, trial = _way(word), word == EXAMPLE
    status = 200 if way is not None or trial else 404
    return answers.answer(TEMPLATE, word=word, way=way, trial=trial, done=False, status=status)


@routes.post("/<word>")
def create(word: str) -> Response:
    way = _way(word)
    if way is None:
        return answers.answer(TEMPLATE, word=word, way=None, trial=False, done=False, status=404)
    refuse_advertising(visit.chain(), way.member, way.channel, "message", visit.now())
    return answers.answer(TEMPLATE, word=word, way=way, trial=False, done=True)


def _way(word: str) -> WayOut | None:
    return read_way_out(secret(), visit.chain(), word)
