"""The chain's draft of its rules: at most one, begun from a revision."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from webapp.store.tables import RuleDraft


def find(session: Session, tenant: UUID) -> RuleDraft | None:
    return session.scalars(select(RuleDraft).where(RuleDraft.tenant_id == tenant)).one_or_none()


def add(session: Session, row: RuleDraft) -> None:
    session.add(row)
    session.flush()


def change(session: Session, tenant: UUID, seen: UUID, **columns: object) -> bool:
    """Whether the draft was still the one whose mark was seen."""
    here = (RuleDraft.tenant_id == tenant) & (RuleDraft.mark == seen)
    return bool(session.execute(update(RuleDraft).where(here).values(**columns)).rowcount)  # type: ignore[attr-defined]


def drop(session: Session, tenant: UUID, mark: UUID) -> bool:
    """The same of one that goes."""
    here = (RuleDraft.tenant_id == tenant) & (RuleDraft.mark == mark)
    return bool(session.execute(delete(RuleDraft).where(here)).rowcount)  # type: ignore[attr-defined]
