"""Posts a receipt: a sale with what it gives, spends and counts."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.engine.decisions import Decision
from webapp.engine.events import Purchase
from webapp.store import audit, members
from webapp.usecases.gather import for_receipt
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, perform


class Again(NamedTuple):
    """A receipt whose own number is taken: that number, and why it is entered all the same (R6)."""

    number: str
    reason: str


def post_receipt(
    chain: OpenChain,
    actor: Actor,
    key: str,
    event: Purchase,
    now: datetime,
    in_full: bool = False,
    again: Again | None = None,
) -> Outcome:
    """The answer of the first posting under this key, however often it is sent. `in_full`: refused with `changed`
    unless the tenders make up what is payable.
    """

    def note(session: Session, order: Order, decision: Decision, operation: UUID) -> None:
        if again is not None:
            before, after = {"receipt": again.number}, {"receipt": event.receipt, "reason": again.reason}
            where, subject = actor.salon, event.receipt
            audit.note(session, chain.id, now, "receipt_repeated", subject, actor.staff, before, after, where)
        if event.introduced_by is not None:
            _introduce(session, chain.id, event.introduced_by, decision)

    return perform(Order(chain, actor, key, "purchase", event, now, in_full=in_full), for_receipt, note)


def _introduce(session: Session, tenant: UUID, friend: str, decision: Decision) -> None:
    """Whoever the receipt has made known as the one who brought its buyer is looked for with the buyer from now on."""
    for change in decision.changes:
        for person in change.account.people.values():
            if person.brought_by == friend:
                members.introduce(session, tenant, UUID(person.id), UUID(friend))
