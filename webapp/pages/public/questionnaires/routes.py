"""The electronic questionnaire: whoever holds the link fills it once. Shows nothing that they did not type, and says
the same of a link that is wrong, used or too old.
"""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from webapp.engine.events import Answers
from webapp.pages.shared import answers, redraw, visit
from webapp.pages.shared.questionnaire import MOST_PHONES, Filled, questions, read_filled
from webapp.usecases.answer_link import answer_link, is_open

routes = Blueprint("questionnaires", __name__, url_prefix="/questionnaire")


@routes.get("/thanks")
def thanks() -> Response:
    return answers.answer("public/questionnaires/thanks.html")


@routes.get("/<token>")
def edit(token: str) -> Response:
    return _page(token, Filled()) if is_open(visit.chain(), token, visit.now()) else _dead()


@routes.post("/<token>")
def create(token: str) -> Response:
    filled = read_filled(visit.chain(), request.form, visit.today().date())
    if filled.errors or redraw.is_asked():
        return _page(token, filled, 422) if is_open(visit.chain(), token, visit.now()) else _dead()
    outcome = answer_link(visit.chain(), token, Answers.model_validate(filled.answers), visit.now())
    if outcome is None:
        return _dead()
    if outcome.refused:
        filled.refuse(outcome.refused)
        return _page(token, filled, 422)
    return answers.see(url_for("public.questionnaires.thanks"))


def _page(token: str, filled: Filled, status: int = 200) -> Response:
    asked = questions(visit.chain())
    return answers.answer(
        "public/questionnaires/edit.html",
        status=status,
        token=token,
        filled=filled,
        questions=asked,
        most_phones=MOST_PHONES,
    )


def _dead() -> Response:
    return answers.answer("public/questionnaires/gone.html", status=404)
