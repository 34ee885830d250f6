"""A member leaves or is closed; the phone is free again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.engine.decisions import Decision
from webapp.engine.events import Close
from webapp.store import member_sessions, members
from webapp.usecases.gather import for_member
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, perform


def close_membership(chain: OpenChain, actor: Actor, key: str, event: Close, now: datetime) -> Outcome:
    def keep(session: Session, order: Order, decision: Decision, operation: UUID) -> None:
        members.close(session, order.tenant, event.member)
        member_sessions.close_all(session, order.tenant, UUID(event.member))

    return perform(Order(chain, actor, key, "close", event, now), for_member, keep)
