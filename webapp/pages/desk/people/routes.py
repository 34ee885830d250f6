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
from webapp.usecases.find_members import Known, find_member, find_members
from webapp.usecases.gather import uuid_of
from webapp.usecases.join_account import join_account
from webapp.usecases.leave_account import leave_account
from webapp.usecases.look_at_member import Sheet

routes = Blueprint("people", __name__, url_prefix="/members/<uuid:member>/people")
MOST_SEARCH = 120


@routes.get("/")
def index(member: UUID) -> Response:
    """What cannot be taken back is asked once more, with the name of who is meant."""
    sheet = _sheet(member)
    for what in ("joins", "leaves"):
        if person := request.args.get(what):
            one = _known(person)
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
    there = {sheet.known.id, *(one.id for one in sheet.sharing)}
    found = [known for known in find_members(visit.chain(), text) if known.id not in there] if text else []
    return _page(sheet, Reading({}), search=text, found=found)


def _join(sheet: Sheet, operation: str, reading: Reading) -> Response:
    event = JoinAccount(member=_known(reading.typed("joins")).id, account_of=sheet.known.id)
    if done(reading, lambda: join_account(visit.chain(), visit.actor(), operation, event, visit.now())) is None:
        return _page(sheet, reading, 422)
    flash(say("people.joined"))
    return answers.see(url_for("desk.people.index", member=sheet.known.id))


def _leave(sheet: Sheet, operation: str, reading: Reading) -> Response:
    event = LeaveAccount(member=_known(reading.typed("leaves")).id)
    if event.member not in {one.id for one in sheet.sharing}:
        # It may have been done already, by this very form.
        return answers.see(url_for("desk.people.index", member=sheet.known.id))
    if done(reading, lambda: leave_account(visit.chain(), visit.actor(), operation, event, visit.now())) is None:
        return _page(sheet, reading, 422)
    flash(say("people.left"))
    return answers.see(url_for("desk.people.index", member=sheet.known.id))


def _known(text: str) -> Known:
    person = uuid_of(text)
    known = find_member(visit.chain(), person) if person else None
    if known is None:
        abort(404)
    return known


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
        **{"search": "", "found": [], "what": "", **values},
    )
