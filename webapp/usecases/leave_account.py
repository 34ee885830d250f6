"""A person goes on alone, from nothing."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.engine.decisions import Decision
from webapp.engine.events import LeaveAccount
from webapp.store import members
from webapp.usecases.gather import for_leaving
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, perform


def leave_account(chain: OpenChain, actor: Actor, key: str, event: LeaveAccount, now: datetime) -> Outcome:
    return perform(Order(chain, actor, key, "leave_account", event, now), for_leaving, _keep)


def _keep(session: Session, order: Order, decision: Decision, operation: UUID) -> None:
    """Notes whose account the person is on now."""
    assert isinstance(order.event, LeaveAccount)
    members.move(session, order.tenant, order.event.member, decision.changes[0].account.id)
