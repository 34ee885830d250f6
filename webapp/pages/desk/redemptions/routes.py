"""Rewards that are no part of a receipt: what can be had now, and having it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for

from webapp.engine.events import MOST_UNITS, Redeem
from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import say
from webapp.pages.shared.questions import brought, done, questions_of, sheet_where
from webapp.pages.shared.reading import Reading
from webapp.pages.shared.rules import reward_name
from webapp.usecases.look_at_member import Sheet
from webapp.usecases.redeem_reward import redeem_reward

routes = Blueprint("redemptions", __name__, url_prefix="/members/<uuid:member>/redemptions")


@routes.get("/")
def index(member: UUID) -> Response:
    """What there is; the form of a reward where one is named."""
    sheet, reward = _sheet(member), request.args.get("reward", "")
    rewards = questions_of(sheet.programme).rewards
    if reward in rewards:
        return _form(sheet, reward, Reading({"quantity": "1"}))
    return answers.answer("desk/redemptions/index.html", sheet=sheet, rewards=rewards)


@routes.post("/")
def create(member: UUID) -> Response:
    sheet, operation, reading = _sheet(member), visit.sent_operation_id(), Reading(request.form)
    reward = reading.typed("reward")
    if reward not in questions_of(sheet.programme).rewards:
        return answers.see(url_for("desk.redemptions.index", member=member))
    told: dict[str, Any] = {"member": str(member), "reward": reward}
    told["quantity"] = reading.quantity("quantity", MOST_UNITS)
    if choice := sheet.programme.document.rewards[reward].gives.choice:
        told["choice"] = reading.chosen("choice", choice, required=True)
    if reading.errors:
        return _form(sheet, reward, reading, 422)
    event = Redeem.model_validate(told)
    outcome = done(reading, lambda: redeem_reward(visit.chain(), visit.actor(), operation, event, visit.now()))
    if outcome is None:
        return _form(sheet, reward, reading, 422)
    came = brought(sheet.programme, outcome.result, sheet.standing["level"])
    flash(say("redemptions.done", reward=reward_name(sheet.programme, reward), came=came))
    return answers.see(url_for("desk.redemptions.index", member=member))


def _sheet(member: UUID) -> Sheet:
    return sheet_where(lambda programme: questions_of(programme).rewards, member)


def _form(sheet: Sheet, reward: str, reading: Reading, status: int = 200) -> Response:
    return answers.answer(
        "desk/redemptions/edit.html",
        status=status,
        sheet=sheet,
        code=reward,
        reward=sheet.programme.document.rewards[reward],
        typed=reading,
        errors=reading.errors,
        operation=visit.operation_id(),
    )
