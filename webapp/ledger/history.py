"""Reads what happened to accounts, for those whose accounts they are. Nothing is locked and nothing decided."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, or_, select, tuple_
from sqlalchemy.orm import Session

from webapp.ledger.tables import Entry, Lot, Operation

OF_ONE_PERSON = ("enrol", "questionnaire", "activate", "mismatch", "set", "choose", "close", "leave", "opening")
"""What is done to one person of an account, and is nothing to the others on it."""


class Whose(NamedTuple):
    """Accounts, and those who ask: the ids under which they are and were known."""

    accounts: Collection[UUID]
    members: Collection[UUID]


def listed(session: Session, tenant: UUID, whose: Whose, after: UUID | None, most: int) -> Sequence[Operation]:
    """What the accounts were told or got from elsewhere, such as a friend's first receipt, the newest first. What time
    alone did is told where it moved bonuses.
    """
    query = _seen(tenant, whose)
    if after is not None:
        query = query.where(Operation.id < after)
    return session.scalars(query.order_by(Operation.id.desc()).limit(most)).all()


def one(session: Session, tenant: UUID, whose: Whose, operation: UUID) -> Operation | None:
    """None where the list would not have it."""
    return session.scalars(_seen(tenant, whose).where(Operation.id == operation)).one_or_none()


def _seen(tenant: UUID, whose: Whose) -> Select[Operation]:
    moved = select(Entry.operation_id).where(Entry.tenant_id == tenant, Entry.account_id.in_(whose.accounts))
    for_all = Operation.verb.not_in((*OF_ONE_PERSON, "settle"))
    for_one = Operation.verb.in_(OF_ONE_PERSON) & Operation.member_id.in_(whose.members)
    own = Operation.account_id.in_(whose.accounts) & or_(for_all, for_one)
    return select(Operation).where(Operation.tenant_id == tenant, or_(own, Operation.id.in_(moved)))


def entries(session: Session, tenant: UUID, accounts: Collection[UUID], of: Collection[UUID]) -> Sequence[Entry]:
    """What these operations moved on the accounts, in order."""
    here = (Entry.tenant_id == tenant) & Entry.account_id.in_(accounts) & Entry.operation_id.in_(of)
    return session.scalars(select(Entry).where(here).order_by(Entry.account_id, Entry.number)).all()


def lots(session: Session, tenant: UUID, named: Collection[tuple[UUID, int]]) -> dict[tuple[UUID, int], Any]:
    """By account and number."""
    if not named:
        return {}
    here = (Lot.tenant_id == tenant) & tuple_(Lot.account_id, Lot.number).in_(set(named))
    return {(lot.account_id, lot.number): lot for lot in session.scalars(select(Lot).where(here))}
