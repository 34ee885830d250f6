"""A member asks to leave: at once or after the days that the programme asks for, not before its minimum term."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for

from webapp.engine.events import Leave
from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import say
from webapp.pages.shared.questions import done, questions_of, sheet_where
from webapp.pages.shared.reading import Reading
from webapp.usecases.leave_programme import leave_programme
from webapp.usecases.look_at_member import Sheet

routes = Blueprint("leaving", __name__, url_prefix="/members/<uuid:member>/leaving")


@routes.get("/")
def edit(member: UUID) -> Response:
    return _page(_sheet(member), Reading({}))


@routes.post("/")
def create(member: UUID) -> Response:
    sheet, operation, reading = _sheet(member), visit.sent_operation_id(), Reading(request.form)
    event = Leave(member=str(member))
    if done(reading, lambda: leave_programme(visit.chain(), visit.actor(), operation, event, visit.now())) is None:
        return _page(sheet, reading, 422)
    flash(say("leaving.done"))
    return answers.see(url_for("desk.members.show", member=member))


def _sheet(member: UUID) -> Sheet:
    return sheet_where(lambda programme: questions_of(programme).leaving, member)


def _page(sheet: Sheet, reading: Reading, status: int = 200) -> Response:
    return answers.answer(
        "desk/leaving/edit.html", status=status, sheet=sheet, errors=reading.errors, operation=visit.operation_id()
    )
