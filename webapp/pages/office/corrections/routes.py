"""Bonuses granted and withdrawn by hand: a reason, the secret once more, and what was done so before (R49)."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.engine.events import Grant, Withdraw
from webapp.engine.money import written
from webapp.pages.shared import answers, formats, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.reading import Reading
from webapp.pages.shared.rules import refusals
from webapp.usecases.confirm_secret import asks_for_pin, confirm_secret
from webapp.usecases.correct_bonuses import Corrections, correct_bonuses, look_at_corrections
from webapp.usecases.operation import KeyReused
from webapp.usecases.refusal import Refusal

routes = Blueprint("corrections", __name__, url_prefix="/members/<uuid:member>/corrections")
TEMPLATE = "office/corrections/edit.html"
WAYS = ("grant", "withdraw")
_NUMBER = re.compile(r"-?[0-9][0-9 \u00a0\u202f]*([.,][0-9]{1,2})?")


@routes.get("/")
def edit(member: UUID) -> Response:
    return _page(_look(member), Reading({}), visit.operation_id())


@routes.post("/")
def create(member: UUID) -> Response:
    look, operation, reading = _look(member), visit.sent_operation_id(), Reading(request.form)
    if not visit.may("grant"):
        abort(403)
    event = _read(look, reading)
    secret = request.form.get("pin" if asks_for_pin(visit.staff()) else "password", "")
    if event is None or reading.errors:
        return _page(look, reading, operation, status=422)
    wrong = confirm_secret(visit.chain(), visit.staff(), secret, visit.now())
    if wrong is not None:
        reading.errors["secret"] = wrong.say(language())
        return _page(look, reading, operation, status=422)
    try:
        outcome = correct_bonuses(visit.chain(), visit.actor(), operation, event, visit.now())
    except KeyReused:
        reading.errors["form"] = say("wrong.key_reused")
        return _page(look, reading, visit.operation_id(), status=422)
    if isinstance(outcome, Refusal) or outcome.refused:
        why = [outcome.say(language())] if isinstance(outcome, Refusal) else refusals(outcome.refused)
        reading.errors["form"] = " ".join(why)
        return _page(_look(member), reading, operation, status=422)
    if not outcome.repeated:
        flash(say("correction.done"))
    return answers.see(url_for("office.corrections.edit", member=member))


def _read(look: Corrections, reading: Reading) -> Grant | Withdraw | None:
    way = reading.chosen("way", WAYS, required=True)
    amount, reason = _amount(look, reading), reading.text("reason", required=True)
    if reading.errors or amount is None or reason is None:
        return None
    told = {"member": look.known.id, "bonuses": written(amount), "reason": reason}
    if way == "withdraw":
        return Withdraw.model_validate(told)
    campaign = reading.chosen("campaign", look.programme.campaigns)
    return Grant.model_validate({**told, "campaign": campaign} if campaign else told)


def _amount(look: Corrections, reading: Reading) -> int | None:
    """What is a number, but none that may be granted, is told from what to what it may go."""
    amount = reading.money("bonuses", required=True)
    if amount == 0 or (amount is None and _NUMBER.fullmatch(reading.typed("bonuses"))):
        cap = look.programme.document.limits.by_hand_a_day
        least, most = formats.number(language(), 1), formats.number(language(), cap)
        reading.errors["bonuses"] = say("field.money_range", least=least, most=most)
    return amount


def _page(look: Corrections, reading: Reading, operation: str, status: int = 200) -> Response:
    typed = {name: reading.typed(name) for name in ("way", "bonuses", "reason", "campaign")}
    values: dict[str, Any] = {"typed": typed, "errors": reading.errors, "operation": operation}
    return answers.answer(TEMPLATE, status=status, look=look, ways=WAYS, by_pin=asks_for_pin(visit.staff()), **values)


def _look(member: UUID) -> Corrections:
    found = look_at_corrections(visit.chain(), visit.actor(), member, visit.now())
    if found is None or not found.programme.wallets:
        abort(404)
    return found
