"""Bonuses given to another member, where the wallet allows it: to whom, of which wallet, how many."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.engine.events import Transfer
from webapp.engine.money import written
from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import say
from webapp.pages.shared.others import MOST_SEARCH, found_beside, known_by
from webapp.pages.shared.questions import done, questions_of, sheet_where, units
from webapp.pages.shared.reading import Reading
from webapp.usecases.find_members import Known
from webapp.usecases.look_at_member import Sheet
from webapp.usecases.transfer_bonuses import transfer_bonuses

routes = Blueprint("transfers", __name__, url_prefix="/members/<uuid:member>/transfers")


@routes.get("/")
def edit(member: UUID) -> Response:
    return _page(_sheet(member), Reading(request.args))


@routes.post("/")
def create(member: UUID) -> Response:
    """Searched for by POST, so that no phone stands in an address (R66); then given."""
    sheet, operation, reading = _sheet(member), visit.sent_operation_id(), Reading(request.form)
    if text := reading.typed("search")[:MOST_SEARCH]:
        return _page(sheet, Reading({}), search=text, found=found_beside(text, {sheet.known.id}))
    receiver, wallets = _receiver(sheet, reading), questions_of(sheet.programme).wallets
    if receiver is None:
        return answers.see(url_for("desk.transfers.edit", member=member))
    wallet = reading.chosen("wallet", wallets, required=True) if len(wallets) > 1 else wallets[0]
    amount = reading.money("bonuses", required=True)
    if amount == 0:
        reading.wrong("bonuses", "money")
    if reading.errors or amount is None:
        return _page(sheet, reading, 422)
    told = {"member": str(member), "to": receiver.id, "bonuses": written(amount), "wallet": wallet}
    event = Transfer.model_validate(told)
    outcome = done(reading, lambda: transfer_bonuses(visit.chain(), visit.actor(), operation, event, visit.now()))
    if outcome is None:
        return _page(sheet, reading, 422)
    flash(say("transfers.done", amount=units(sheet.programme, wallet or "", outcome.result["taken"])))
    return answers.see(url_for("desk.members.show", member=member))


def _sheet(member: UUID) -> Sheet:
    return sheet_where(lambda programme: questions_of(programme).wallets, member)


def _receiver(sheet: Sheet, reading: Reading) -> Known | None:
    to = reading.typed("to")
    if not to:
        return None
    known = known_by(to)
    if known.id == sheet.known.id:
        abort(404)
    return known


def _page(sheet: Sheet, reading: Reading, status: int = 200, **values: Any) -> Response:
    """Without somebody to give to, the search for them."""
    return answers.answer(
        "desk/transfers/edit.html",
        status=status,
        sheet=sheet,
        receiver=_receiver(sheet, reading),
        asked=questions_of(sheet.programme),
        typed=reading,
        errors=reading.errors,
        operation=visit.operation_id(),
        **{"search": "", "found": [], **values},
    )
