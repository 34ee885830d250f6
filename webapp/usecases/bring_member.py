"""Brings a member over from elsewhere, with what stands at this moment."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import new_id
from webapp.engine.decisions import Decision
from webapp.engine.events import Opening
from webapp.store import members
from webapp.usecases.gather import for_enrolment
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, perform


def bring_member(chain: OpenChain, actor: Actor, key: str, event: Opening, now: datetime) -> Outcome:
    """`event.member` is taken over by an id of ours, which the outcome tells."""

    def keep(session: Session, order: Order, decision: Decision, operation: UUID) -> None:
        account = decision.changes[0].account
        members.add(session, order.tenant, account.holder, account.id, now, event.full_name, event.phone, None, None)

    event = event.model_copy(update={"member": str(new_id())})
    return perform(Order(chain, actor, key, "opening", event, now, frozenset({"member"})), for_enrolment, keep)
