"""Facts on a member that the rules read. They change what the member gets for good, so a manager tells them."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for

from webapp.engine.events import SetAttributes
from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import say
from webapp.pages.shared.questions import done, questions_of, read_attributes, sheet_where
from webapp.pages.shared.reading import Reading
from webapp.usecases.look_at_member import Sheet
from webapp.usecases.set_attributes import set_attributes

routes = Blueprint("attributes", __name__, url_prefix="/members/<uuid:member>/attributes")


@routes.get("/")
def edit(member: UUID) -> Response:
    sheet = _sheet(member)
    return _page(sheet, Reading(_as_typed(sheet)))


@routes.post("/")
def update(member: UUID) -> Response:
    sheet, operation, reading = _sheet(member), visit.sent_operation_id(), Reading(request.form)
    told = read_attributes(questions_of(sheet.programme).attributes, reading)
    if not told and not reading.errors:
        reading.errors["form"] = say("attributes.nothing")
    if reading.errors:
        return _page(sheet, reading, 422)
    event = SetAttributes(member=str(member), attributes=told)
    if done(reading, lambda: set_attributes(visit.chain(), visit.actor(), operation, event, visit.now())) is None:
        return _page(sheet, reading, 422)
    flash(say("attributes.done"))
    return answers.see(url_for("desk.members.show", member=member))


def _as_typed(sheet: Sheet) -> dict[str, str]:
    """What is known, as the fields hold it."""
    typed: dict[str, str] = {}
    for question in questions_of(sheet.programme).attributes:
        value = sheet.standing["attributes"].get(question.name, "")
        field = f"attribute-{question.name}"
        parts = value.split("-") if question.day else []
        typed |= {f"{field}-{part}": text for part, text in zip(("year", "month", "day"), parts, strict=False)}
        typed[field] = value
    return typed


def _sheet(member: UUID) -> Sheet:
    return sheet_where(lambda programme: questions_of(programme).attributes, member)


def _page(sheet: Sheet, reading: Reading, status: int = 200) -> Response:
    return answers.answer(
        "desk/attributes/edit.html",
        status=status,
        sheet=sheet,
        asked=questions_of(sheet.programme).attributes,
        typed=reading,
        errors=reading.errors,
        operation=visit.operation_id(),
    )
