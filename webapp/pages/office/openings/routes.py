"""A member is brought over from elsewhere with what stands: the secret once more, and as much as one person may give by
hand in a day (R49).
"""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for

from webapp.engine.programme import Programme
from webapp.engine.questions import questions_of
from webapp.pages.office.openings.forms import read_opening
from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.reading import Reading
from webapp.pages.shared.rules import refusals
from webapp.usecases.bring_member import bring_member
from webapp.usecases.confirm_secret import asks_for_pin, confirm_secret
from webapp.usecases.operation import KeyReused
from webapp.usecases.refusal import Refusal

routes = Blueprint("openings", __name__, url_prefix="/members/brought")


@routes.get("/")
def edit() -> Response:
    return _page(Reading({}))


@routes.post("/")
def create() -> Response:
    operation, reading = visit.sent_operation_id(), Reading(request.form)
    event = read_opening(_programme(), reading)
    if event is None:
        return _page(reading, 422)
    secret = request.form.get("pin" if asks_for_pin(visit.staff()) else "password", "")
    wrong = confirm_secret(visit.chain(), visit.staff(), secret, visit.now())
    if wrong is not None:
        reading.errors["secret"] = wrong.say(language())
        return _page(reading, 422)
    try:
        outcome = bring_member(visit.chain(), visit.actor(), operation, event, visit.now())
    except KeyReused:
        reading.errors["form"] = say("wrong.key_reused")
        return _page(reading, 422)
    if isinstance(outcome, Refusal) or outcome.refused:
        why = [outcome.say(language())] if isinstance(outcome, Refusal) else refusals(outcome.refused)
        field = "phone" if not isinstance(outcome, Refusal) and outcome.refused == ["phone_taken"] else "form"
        reading.errors[field] = " ".join(why)
        return _page(reading, 422)
    flash(say("openings.done"))
    return answers.see(url_for("desk.members.show", member=outcome.member))


def _programme() -> Programme:
    return visit.chain().timeline.at(visit.today())


def _page(reading: Reading, status: int = 200) -> Response:
    programme = _programme()
    return answers.answer(
        "office/openings/edit.html",
        status=status,
        programme=programme,
        asked=questions_of(programme),
        typed=reading,
        errors=reading.errors,
        operation=visit.operation_id(),
        by_pin=asks_for_pin(visit.staff()),
    )
