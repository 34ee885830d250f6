"""A questionnaire, typed in from paper."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.engine.events import Answers, Questionnaire
from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import say
from webapp.pages.shared.questionnaire import MOST_PHONES, Filled, known_answers, questions, read_filled
from webapp.usecases.gather import uuid_of
from webapp.usecases.look_at_member import Sheet, look_at_member
from webapp.usecases.operation import KeyReused
from webapp.usecases.submit_questionnaire import submit_questionnaire

routes = Blueprint("questionnaires", __name__, url_prefix="/members/<uuid:member>/questionnaire")


@routes.get("/")
def edit(member: UUID) -> Response:
    sheet = _sheet(member)
    known = sheet.known
    filled = known_answers(known.full_name, known.phone, known.email, sheet.person.birth_date)
    # What is free to refuse stays as it was said; what the programme needs is asked for anew.
    free = {consent["name"] for consent in visit.chain().questionnaire["consents"] if not consent["required"]}
    filled.typed |= {told.name: "1" for told in sheet.consents if told.given and told.name in free}
    return _page(sheet, filled, visit.operation_id())


@routes.post("/")
def create(member: UUID) -> Response:
    sheet, operation = _sheet(member), visit.sent_operation_id()
    filled = read_filled(visit.chain(), request.form, visit.today().date())
    if "resumed" in request.form:
        filled.errors = {}
        return _page(sheet, filled, operation)
    if filled.errors:
        return _page(sheet, filled, operation, status=422)
    event = Questionnaire(member=str(member), channel="paper", answers=Answers.model_validate(filled.answers))
    try:
        outcome = submit_questionnaire(visit.chain(), visit.actor(), operation, event, visit.now())
    except KeyReused:
        filled.errors["form"] = say("wrong.key_reused")
        return _page(sheet, filled, visit.operation_id(), status=422)
    if outcome.refused:
        filled.refuse(outcome.refused)
        return _page(sheet, filled, operation, status=422)
    waiting = outcome.result.get("questionnaire")
    flash(say("questionnaire.waits" if waiting else "questionnaire.done"))
    if waiting:
        return answers.see(url_for("desk.queue.show", questionnaire=waiting))
    if _host():
        return answers.see(url_for("desk.cards.further", member=_host(), holder=member))
    return answers.see(url_for("desk.members.show", member=member))


def _host() -> UUID | None:
    """Whose account the filler's further card is for, where one came from there (7K-14)."""
    return uuid_of(request.args.get("host"))


def _sheet(member: UUID) -> Sheet:
    sheet = look_at_member(visit.chain(), str(member), visit.now())
    if sheet is None or sheet.person.state == "closed":
        abort(404)
    return sheet


def _page(sheet: Sheet, filled: Filled, operation: str, status: int = 200) -> Response:
    return answers.answer(
        "desk/questionnaires/edit.html",
        status=status,
        sheet=sheet,
        filled=filled,
        operation=operation,
        questions=questions(visit.chain()),
        most_phones=MOST_PHONES,
        host=_host(),
    )
