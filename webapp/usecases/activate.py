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
from webapp.usecases.operation import Actor, Gathered, Order, Outcome, perform


class _Declined(Exception):
    """What was filled in counts for nothing any more."""


def activate(chain: OpenChain, actor: Actor, key: str, event: Activate, now: datetime) -> Outcome:
    """Refused like a member without a questionnaire where the last one was declined: another has to be filled in."""

    def gather(session: Session, order: Order) -> Gathered:
        gathered = for_member(session, order)
        member = gathered.facts.person
        if member and not gathered.earlier and questionnaires.last_is_declined(session, order.tenant, UUID(member)):
            raise _Declined
        return gathered

    def keep(session: Session, order: Order, decision: Decision, operation: UUID) -> None:
        questionnaires.accept_waiting(session, order.tenant, event.member, actor.staff, now)

    try:
        return perform(Order(chain, actor, key, "activate", event, now), gather, keep)
    except _Declined:
        return Outcome({"refused": ["questionnaire_missing"]})
