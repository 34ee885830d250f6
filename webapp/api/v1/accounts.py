"""Common accounts, and bonuses that go from one account to another."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response

from webapp.api.v1 import answers, bodies
from webapp.engine.events import JoinAccount, LeaveAccount, Transfer
from webapp.usecases.join_account import join_account
from webapp.usecases.leave_account import leave_account
from webapp.usecases.transfer_bonuses import transfer_bonuses

routes = Blueprint("accounts", __name__)


@routes.post("/members/<uuid:member>/account")
def join(member: UUID) -> Response:
    """The member joins the account of `account_of`."""
    return answers.of_member(join_account, bodies.event(JoinAccount, member=str(member)))


@routes.delete("/members/<uuid:member>/account")
def leave(member: UUID) -> Response:
    """The member goes on alone, from nothing."""
    return answers.of_member(leave_account, bodies.event(LeaveAccount, member=str(member)))


@routes.post("/transfers")
def transfer() -> Response:
    return answers.write(transfer_bonuses, bodies.event(Transfer))
