"""The questionnaire has been entered in the database (ES-1.5)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.engine.decisions import Decision
from webapp.engine.events import Activate
from webapp.store import questionnaires
from webapp.usecases.gather import for_member
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, perform


def activate(chain: OpenChain, actor: Actor, key: str, event: Activate, now: datetime) -> Outcome:
    def keep(session: Session, order: Order, decision: Decision, operation: UUID) -> None:
        questionnaires.accept_waiting(session, order.tenant, event.member, actor.staff, now)

    return perform(Order(chain, actor, key, "activate", event, now), for_member, keep)
