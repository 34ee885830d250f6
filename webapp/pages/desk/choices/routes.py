"""What the programme leaves to its members to choose, told at the counter."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for

from webapp.engine.events import Choose
from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import say
from webapp.pages.shared.questions import done, sheet_where
from webapp.pages.shared.reading import Reading
from webapp.usecases.choose_benefit import choose_benefit
from webapp.usecases.look_at_member import Sheet

routes = Blueprint("choices", __name__, url_prefix="/members/<uuid:member>/choices")


@routes.get("/")
def edit(member: UUID) -> Response:
    return _page(_sheet(member), Reading({}))


@routes.post("/")
def update(member: UUID) -> Response:
    """One setting at a time: each form holds its own."""
    sheet, operation, reading = _sheet(member), visit.sent_operation_id(), Reading(request.form)
    setting = reading.typed("setting")
    rule = sheet.programme.document.choices.get(setting)
    if rule is None:
        return answers.see(url_for("desk.choices.edit", member=member))
    value = reading.chosen("value", rule.of, required=True)
    if value is not None:
        event = Choose(member=str(member), setting=setting, value=value)
        if done(reading, lambda: choose_benefit(visit.chain(), visit.actor(), operation, event, visit.now())):
            flash(say("choices.done"))
            return answers.see(url_for("desk.choices.edit", member=member))
    errors = {setting: " ".join(reading.errors.values())}
    return _page(sheet, reading, 422, errors)


def _sheet(member: UUID) -> Sheet:
    return sheet_where(lambda programme: programme.document.choices, member)


def _page(sheet: Sheet, reading: Reading, status: int = 200, errors: dict[str, str] | None = None) -> Response:
    return answers.answer(
        "desk/choices/edit.html",
        status=status,
        sheet=sheet,
        settings=sheet.programme.document.choices,
        typed={reading.typed("setting"): reading.typed("value")},
        errors=errors or {},
        operation=visit.operation_id,
    )
