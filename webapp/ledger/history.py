"""Reads what happened to accounts, for those whose accounts they are. Nothing is locked and nothing decided."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, or_, select, tuple_, union
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
    alone did is told where it moved bonuses. Each part is found by its account, however large the chain is.
    """
    own, moved = _own(tenant, whose), _moved(tenant, whose)
    if after is not None:
        own, moved = own.where(Operation.id < after), moved.where(Entry.operation_id < after)
    newest = own.order_by(Operation.id.desc()).limit(most).subquery()
    elsewhere = moved.order_by(Entry.operation_id.desc()).limit(most).subquery()
    found = union(select(newest.c.id), select(elsewhere.c.operation_id))
    query = select(Operation).where(Operation.tenant_id == tenant, Operation.id.in_(found))
    return session.scalars(query.order_by(Operation.id.desc()).limit(most)).all()


def one(session: Session, tenant: UUID, whose: Whose, operation: UUID) -> Operation | None:
    """None where the list would not have it."""
    own = _own(tenant, whose).where(Operation.id == operation)
    moved = _moved(tenant, whose).where(Entry.operation_id == operation)
    here = (Operation.tenant_id == tenant) & Operation.id.in_(union(own, moved))
    return session.scalars(select(Operation).where(here)).one_or_none()


def _own(tenant: UUID, whose: Whose) -> Select[UUID]:
    for_all = Operation.verb.not_in((*OF_ONE_PERSON, "settle"))
    for_one = Operation.verb.in_(OF_ONE_PERSON) & Operation.member_id.in_(whose.members)
    here = (Operation.tenant_id == tenant) & Operation.account_id.in_(whose.accounts)
    return select(Operation.id).where(here, or_(for_all, for_one))


def _moved(tenant: UUID, whose: Whose) -> Select[UUID]:
    here = (Entry.tenant_id == tenant) & Entry.account_id.in_(whose.accounts)
    return select(Entry.operation_id).where(here).distinct()


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
