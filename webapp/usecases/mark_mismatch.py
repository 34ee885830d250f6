"""Raises or takes down the flag that data do not match (ES-7.3)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.engine.decisions import Decision
from webapp.engine.events import Mismatch
from webapp.store import audit
from webapp.usecases.gather import for_member
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, perform

RAISED, TAKEN_DOWN = "mismatch_raised", "mismatch_taken_down"


def mark_mismatch(
    chain: OpenChain, actor: Actor, key: str, event: Mismatch, now: datetime, reason: str | None = None
) -> Outcome:
    """`reason` is kept in the audit log, for whoever asks why bonuses stand still."""

    def keep(session: Session, order: Order, decision: Decision, operation: UUID) -> None:
        before, after = {"open": not event.open}, {"open": event.open, "reason": reason}
        action = RAISED if event.open else TAKEN_DOWN
        audit.note(session, order.tenant, now, action, event.member, actor.staff, before, after)

    return perform(Order(chain, actor, key, "mismatch", event, now), for_member, keep)
