"""The people on an account: one more joins it without a card, one leaves it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for

from webapp.engine.events import JoinAccount, LeaveAccount
from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import say
from webapp.pages.shared.others import MOST_SEARCH, found_beside, known_by
from webapp.pages.shared.questions import done, questions_of, sheet_where
from webapp.pages.shared.reading import Reading
from webapp.usecases.join_account import join_account
from webapp.usecases.leave_account import leave_account
from webapp.usecases.look_at_member import Sheet

routes = Blueprint("people", __name__, url_prefix="/members/<uuid:member>/people")


@routes.get("/")
def index(member: UUID) -> Response:
    """What cannot be taken back is asked once more, with the name of who is meant."""
    sheet = _sheet(member)
    for what in ("joins", "leaves"):
        if person := request.args.get(what):
            one = known_by(person)
            there = one.id in {each.id for each in sheet.sharing or [sheet.known]}
            if there == (what == "leaves") and one.id != sheet.holder:
                return _page(sheet, Reading({}), what=what, one=one)
    return _page(sheet, Reading({}))


@routes.post("/")
def update(member: UUID) -> Response:
    """Somebody is searched for, joins this member's account, or leaves it."""
    sheet, operation, reading = _sheet(member), visit.sent_operation_id(), Reading(request.form)
    if reading.typed("leaves"):
        return _leave(sheet, operation, reading)
    if reading.typed("joins"):
        return _join(sheet, operation, reading)
    text = reading.typed("search")[:MOST_SEARCH]
    found = found_beside(text, {sheet.known.id, *(one.id for one in sheet.sharing)})
    return _page(sheet, Reading({}), search=text, found=found)


def _join(sheet: Sheet, operation: str, reading: Reading) -> Response:
    event = JoinAccount(member=known_by(reading.typed("joins")).id, account_of=sheet.known.id)
    if done(reading, lambda: join_account(visit.chain(), visit.actor(), operation, event, visit.now())) is None:
        return _page(sheet, reading, 422)
    flash(say("people.joined"))
    return answers.see(url_for("desk.people.index", member=sheet.known.id))


def _leave(sheet: Sheet, operation: str, reading: Reading) -> Response:
    event = LeaveAccount(member=known_by(reading.typed("leaves")).id)
    if event.member not in {one.id for one in sheet.sharing}:
        # It may have been done already, by this very form.
        return answers.see(url_for("desk.people.index", member=sheet.known.id))
    if done(reading, lambda: leave_account(visit.chain(), visit.actor(), operation, event, visit.now())) is None:
        return _page(sheet, reading, 422)
    flash(say("people.left"))
    return answers.see(url_for("desk.people.index", member=sheet.known.id))


def _sheet(member: UUID) -> Sheet:
    return sheet_where(lambda programme: questions_of(programme).people, member)


def _page(sheet: Sheet, reading: Reading, status: int = 200, **values: Any) -> Response:
    return answers.answer(
        "desk/people/index.html",
        status=status,
        sheet=sheet,
        errors=reading.errors,
        operation=visit.operation_id,
        **{"search": "", "found": [], "what": "", **values},
    )
