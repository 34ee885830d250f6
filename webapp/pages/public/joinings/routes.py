"""Joining by the electronic questionnaire: the whole of it on one page. Whoever sends it reads the same words, whether
the phone was known or not (R45).
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, request, url_for

from webapp.engine.events import Answers
from webapp.pages.shared import answers, redraw, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.questionnaire import MOST_PHONES, Filled, questions, read_filled
from webapp.usecases.ask_to_join import ask_to_join, may_join
from webapp.usecases.refusal import Refusal

LONGEST_CODE = 40
routes = Blueprint("joinings", __name__, url_prefix="/join")


@routes.get("/")
def edit() -> Response:
    _open_to_strangers()
    filled = Filled({"from": request.args.get("from", "")[:LONGEST_CODE]})
    return _page(filled, visit.operation_id())


@routes.post("/")
def create() -> Response:
    _open_to_strangers()
    operation = visit.sent_operation_id()
    filled = read_filled(visit.chain(), request.form, visit.today().date())
    if "phone" not in filled.answers and "phone" not in filled.errors:
        filled.errors["phone"] = say("field.missing")
    if filled.errors or redraw.is_asked():
        return _page(filled, operation, 422)
    said = Answers.model_validate(filled.answers)
    key, address, friend = f"joining {operation}", request.remote_addr or "", filled.typed.get("from", "")
    outcome = ask_to_join(visit.chain(), key, said, address, visit.now(), friend[:LONGEST_CODE])
    if isinstance(outcome, Refusal):
        filled.errors["form"] = outcome.say(language())
    else:
        filled.refuse(outcome)
    if filled.errors:
        return _page(filled, operation, 422)
    return answers.see(url_for("public.joinings.thanks"))


@routes.get("/thanks")
def thanks() -> Response:
    return answers.answer("public/joinings/thanks.html")


def _open_to_strangers() -> None:
    if not may_join(visit.chain()):
        abort(404)


def _page(filled: Filled, operation: str, status: int = 200) -> Response:
    asked = [{**one, "required": one["required"] or one["name"] == "phone"} for one in questions(visit.chain())]
    return answers.answer(
        "public/joinings/edit.html",
        status=status,
        filled=filled,
        operation=operation,
        questions=asked,
        most_phones=MOST_PHONES,
    )
