"""The people on an account: one more joins it without a card, one leaves it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.engine.events import JoinAccount, LeaveAccount
from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import say
from webapp.pages.shared.questions import done, only_where, questions_of, sheet_of
from webapp.pages.shared.reading import Reading
from webapp.usecases.find_members import find_member, find_members
from webapp.usecases.gather import uuid_of
from webapp.usecases.join_account import join_account
from webapp.usecases.leave_account import leave_account
from webapp.usecases.look_at_member import Sheet

routes = Blueprint("people", __name__, url_prefix="/members/<uuid:member>/people")
MOST_SEARCH = 120


@routes.get("/")
def index(member: UUID) -> Response:
    return _page(_sheet(member), Reading({}))


@routes.post("/search")
def find(member: UUID) -> Response:
    sheet, text = _sheet(member), Reading(request.form).typed("search")[:MOST_SEARCH]
    there = {sheet.known.id, *(one.id for one in sheet.sharing)}
    found = [known for known in find_members(visit.chain(), text) if known.id not in there] if text else []
    return _page(sheet, Reading({}), search=text, found=found)


@routes.post("/")
def create(member: UUID) -> Response:
    """Somebody joins this member's account."""
    sheet, operation, reading = _sheet(member), visit.sent_operation_id(), Reading(request.form)
    event = JoinAccount(member=_named(reading), account_of=str(member))
    if done(reading, lambda: join_account(visit.chain(), visit.actor(), operation, event, visit.now())) is None:
        return _page(sheet, reading, 422)
    flash(say("people.joined"))
    return answers.see(url_for("desk.people.index", member=member))


@routes.post("/left")
def destroy(member: UUID) -> Response:
    sheet, operation, reading = _sheet(member), visit.sent_operation_id(), Reading(request.form)
    event = LeaveAccount(member=_named(reading))
    if event.member not in {one.id for one in sheet.sharing}:
        # It may have been done already, by this very form.
        return answers.see(url_for("desk.people.index", member=member))
    if done(reading, lambda: leave_account(visit.chain(), visit.actor(), operation, event, visit.now())) is None:
        return _page(sheet, reading, 422)
    flash(say("people.left"))
    return answers.see(url_for("desk.people.index", member=member))


def _named(reading: Reading) -> str:
    person = uuid_of(reading.typed("person"))
    known = find_member(visit.chain(), person) if person else None
    if known is None:
        abort(404)
    return known.id


def _sheet(member: UUID) -> Sheet:
    sheet = sheet_of(member)
    only_where(questions_of(sheet.programme).people, member)
    return sheet


def _page(sheet: Sheet, reading: Reading, status: int = 200, **values: Any) -> Response:
    return answers.answer(
        "desk/people/index.html",
        status=status,
        sheet=sheet,
        errors=reading.errors,
        operation=visit.operation_id,
        **{"search": "", "found": [], **values},
    )
