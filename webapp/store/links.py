"""Links that are good once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webapp.store.tables import StaffLink


def add(session: Session, link: StaffLink) -> None:
    session.add(link)
    session.flush()


def by_id(session: Session, tenant: UUID, link: UUID, now: datetime) -> StaffLink | None:
    """One that is still good."""
    here = (StaffLink.tenant_id == tenant) & (StaffLink.id == link) & (StaffLink.expires_at > now)
    return session.scalars(select(StaffLink).where(here)).one_or_none()


def by_key(session: Session, tenant: UUID, key: str) -> StaffLink | None:
    return session.scalars(select(StaffLink).where(StaffLink.tenant_id == tenant, StaffLink.key == key)).one_or_none()


def open_links(session: Session, tenant: UUID, purpose: str, now: datetime) -> Sequence[StaffLink]:
    here = (StaffLink.tenant_id == tenant) & (StaffLink.purpose == purpose) & (StaffLink.expires_at > now)
    return session.scalars(select(StaffLink).where(here).order_by(StaffLink.made_at, StaffLink.id)).all()


def use(session: Session, tenant: UUID, link: UUID) -> bool:
    """Takes the link away; False where somebody was faster."""
    gone = session.execute(
        delete(StaffLink).where(StaffLink.tenant_id == tenant, StaffLink.id == link).returning(StaffLink.id)
    )
    return gone.one_or_none() is not None


def withdraw_of(session: Session, tenant: UUID, person: UUID) -> None:
    """All that lead to the person's secrets."""
    session.execute(delete(StaffLink).where(StaffLink.tenant_id == tenant, StaffLink.staff_id == person))


def sweep(session: Session, tenant: UUID, now: datetime) -> None:
    session.execute(delete(StaffLink).where(StaffLink.tenant_id == tenant, StaffLink.expires_at <= now))
