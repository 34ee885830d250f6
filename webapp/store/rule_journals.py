"""The chain's journals: worked examples that its rules are tried on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webapp.store.tables import RuleJournal


def listed(session: Session, tenant: UUID) -> Sequence[RuleJournal]:
    """By name, the older of two of one name first."""
    query = select(RuleJournal).where(RuleJournal.tenant_id == tenant)
    return session.scalars(query.order_by(RuleJournal.name, RuleJournal.id)).all()


def find(session: Session, tenant: UUID, journal: UUID) -> RuleJournal | None:
    query = select(RuleJournal).where(RuleJournal.tenant_id == tenant, RuleJournal.id == journal)
    return session.scalars(query).one_or_none()


def add(session: Session, rows: Iterable[RuleJournal]) -> None:
    session.add_all(rows)
    session.flush()


def drop(session: Session, tenant: UUID, names: Iterable[str]) -> None:
    """Those of these names."""
    here = (RuleJournal.tenant_id == tenant) & RuleJournal.name.in_(list(names))
    session.execute(delete(RuleJournal).where(here))
