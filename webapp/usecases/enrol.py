"""Opens an account for a new member."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import new_id, transact
from webapp.engine.decisions import Decision
from webapp.engine.events import Enrol
from webapp.ledger import operations
from webapp.store import chains, members
from webapp.usecases.gather import for_enrolment
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Keep, Order, Outcome, perform


def enrol(chain: OpenChain, actor: Actor, key: str, event: Enrol, now: datetime, also: Keep | None = None) -> Outcome:
    """`event.member` is taken over by an id of ours, which the outcome tells. `also` is written with the member."""

    def keep(session: Session, order: Order, decision: Decision, operation: UUID) -> None:
        account = decision.changes[0].account
        friend = account.people[account.holder].brought_by
        given = (event.full_name, event.phone, event.email)
        members.add(session, order.tenant, account.holder, account.id, now, *given, friend)
        if also is not None:
            also(session, order, decision, operation)

    if chain.most_members is not None and transact(
        lambda session: is_full(session, chain, key), chain.id, readonly=True
    ):
        return Outcome({"refused": ["member_limit"]})
    member = str(new_id())
    friend = member if event.referred_by == event.member else event.referred_by
    event = event.model_copy(update={"member": member, "referred_by": friend})
    return perform(Order(chain, actor, key, "enrol", event, now, frozenset({"member"})), for_enrolment, keep)


def is_full(session: Session, chain: OpenChain, key: str) -> bool:
    """Whether the operator's limit is reached; a repeat of what was done before gets its answer all the same."""
    assert chain.most_members is not None
    if operations.by_key(session, chain.id, key) is not None:
        return False
    return chains.members(session, chain.id) >= chain.most_members
