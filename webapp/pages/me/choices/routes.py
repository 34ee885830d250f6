"""What the programme leaves to its members to choose. Where it leaves nothing there is no page."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.engine.events import Choose
from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import say
from webapp.pages.shared.reading import Reading
from webapp.pages.shared.rules import refusals
from webapp.usecases.choose_benefit import choose_benefit
from webapp.usecases.look_at_member import Sheet, look_at_member
from webapp.usecases.operation import KeyReused

routes = Blueprint("choices", __name__, url_prefix="/choices")
TEMPLATE = "me/choices/edit.html"


@routes.get("/")
def edit() -> Response:
    return _page(_sheet(), Reading({}))


@routes.post("/")
def update() -> Response:
    """One setting at a time: each form holds its own."""
    sheet, reading = _sheet(), Reading(request.form)
    setting, operation = reading.typed("setting"), visit.sent_operation_id()
    rule = sheet.programme.document.choices.get(setting)
    if rule is None:
        abort(404)
    value = reading.chosen("value", rule.of, required=True)
    if value is None:
        reading.errors[setting] = reading.errors.pop("value")
        return _page(sheet, reading, 422)
    event = Choose(member=str(visit.member()), setting=setting, value=value)
    try:
        outcome = choose_benefit(visit.chain(), visit.member_actor(), operation, event, visit.now())
    except KeyReused:
        reading.errors["form"] = say("wrong.key_reused")
        return _page(sheet, reading, 422)
    if outcome.refused:
        reading.errors[setting] = " ".join(refusals(outcome.refused))
        return _page(_sheet(), reading, 422)
    if not outcome.repeated:
        flash(say("me.choices.done"))
    return answers.see(url_for("me.choices.edit"))


def _sheet() -> Sheet:
    sheet = look_at_member(visit.chain(), str(visit.member()), visit.now())
    if sheet is None or not sheet.programme.document.choices:
        abort(404)
    return sheet


def _page(sheet: Sheet, reading: Reading, status: int = 200) -> Response:
    return answers.answer(
        TEMPLATE,
        status=status,
        sheet=sheet,
        settings=sheet.programme.document.choices,
        typed={reading.typed("setting"): reading.typed("value")},
        errors=reading.errors,
        operation=visit.operation_id,
    )
