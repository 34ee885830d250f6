"""Events of a member that the programme names: told by the staff with what the rules read of them, and undone."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for

from webapp.engine.events import UndoEvent
from webapp.engine.questions import EventForm
from webapp.pages.desk.events.forms import MOST_REF, read_event
from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import say
from webapp.pages.shared.questions import brought, done, questions_of, sheet_where
from webapp.pages.shared.reading import Reading
from webapp.pages.shared.rules import event_name
from webapp.usecases.look_at_member import Sheet
from webapp.usecases.tell_event import tell_event
from webapp.usecases.undo_event import undo_event

routes = Blueprint("events", __name__, url_prefix="/members/<uuid:member>/events")


@routes.get("/")
def index(member: UUID) -> Response:
    """What may be told and what was; the form of an event where one is named."""
    sheet = _sheet(member)
    form = questions_of(sheet.programme).events.get(request.args.get("name", ""))
    if form is None:
        return _list(sheet, {})
    return _form(sheet, form, Reading({"ref": request.args.get("ref", "")[:MOST_REF]}))


@routes.post("/")
def create(member: UUID) -> Response:
    sheet, operation, reading = _sheet(member), visit.sent_operation_id(), Reading(request.form)
    if reading.typed("undo"):
        return _undo(sheet, operation, reading)
    form = questions_of(sheet.programme).events.get(reading.typed("name"))
    if form is None:
        return answers.see(url_for("desk.events.index", member=member))
    event = read_event(form, member, operation, reading)
    if event is None:
        return _form(sheet, form, reading, 422)
    actor = visit.actor(event.salon)
    outcome = done(reading, lambda: tell_event(visit.chain(), actor, operation, event, visit.now()))
    if outcome is None:
        return _form(sheet, form, reading, 422)
    came = brought(sheet.programme, outcome.result, sheet.standing["level"])
    flash(say("events.done", name=event_name(form.name), ref=event.ref, came=came))
    return answers.see(url_for("desk.events.index", member=member))


def _undo(sheet: Sheet, operation: str, reading: Reading) -> Response:
    """All that bears the reference."""
    ref = reading.text("undo", required=True, most=MOST_REF)
    if ref is not None:
        event = UndoEvent(member=sheet.known.id, ref=ref)
        outcome = done(reading, lambda: undo_event(visit.chain(), visit.actor(), operation, event, visit.now()))
        if outcome is not None:
            came = brought(sheet.programme, outcome.result, sheet.standing["level"])
            flash(say("events.undone", ref=ref, came=came))
            return answers.see(url_for("desk.events.index", member=sheet.known.id))
    return _list(sheet, reading.errors, 422)


def _sheet(member: UUID) -> Sheet:
    return sheet_where(lambda programme: questions_of(programme).events, member)


def _list(sheet: Sheet, errors: dict[str, str], status: int = 200) -> Response:
    return answers.answer(
        "desk/events/index.html",
        status=status,
        sheet=sheet,
        events=questions_of(sheet.programme).events.values(),
        errors=errors,
        operation=visit.operation_id,
    )


def _form(sheet: Sheet, form: EventForm, reading: Reading, status: int = 200) -> Response:
    chain = visit.chain()
    return answers.answer(
        "desk/events/edit.html",
        status=status,
        sheet=sheet,
        form=form,
        refs=list(dict.fromkeys([each.ref for each in sheet.happened] + [each.number for each in sheet.receipts])),
        salons=() if visit.salon() or len(chain.salons) < 2 else chain.salons,
        typed=reading,
        errors=reading.errors,
        operation=visit.operation_id(),
    )
