"""Tablets at the counters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from webapp.store.tables import StaffSession, Tablet


def add(session: Session, tablet: Tablet) -> None:
    session.add(tablet)
    session.flush()


def by_token(session: Session, tenant: UUID, token_hash: str) -> Tablet | None:
    """One that has not been revoked."""
    here = (Tablet.tenant_id == tenant) & (Tablet.token_hash == token_hash) & Tablet.revoked_at.is_(None)
    return session.scalars(select(Tablet).where(here)).one_or_none()


def everywhere(session: Session, tenant: UUID) -> Sequence[Tablet]:
    """Those that have not been revoked, in the order of their names."""
    here = (Tablet.tenant_id == tenant) & Tablet.revoked_at.is_(None)
    return session.scalars(select(Tablet).where(here).order_by(Tablet.name, Tablet.id)).all()


def by_id_locked(session: Session, tenant: UUID, tablet: UUID) -> Tablet | None:
    here = (Tablet.tenant_id == tenant) & (Tablet.id == tablet) & Tablet.revoked_at.is_(None)
    return session.scalars(select(Tablet).where(here).with_for_update(key_share=True)).one_or_none()


def move(session: Session, tenant: UUID, tablet: UUID, salon: str) -> None:
    session.execute(update(Tablet).where(Tablet.tenant_id == tenant, Tablet.id == tablet).values(salon=salon))
    close_sessions(session, tenant, tablet)


def revoke(session: Session, tenant: UUID, tablet: UUID, now: datetime) -> None:
    session.execute(update(Tablet).where(Tablet.tenant_id == tenant, Tablet.id == tablet).values(revoked_at=now))
    close_sessions(session, tenant, tablet)


def close_sessions(session: Session, tenant: UUID, tablet: UUID) -> None:
    session.execute(delete(StaffSession).where(StaffSession.tenant_id == tenant, StaffSession.tablet_id == tablet))


def see(session: Session, tenant: UUID, tablet: UUID, now: datetime) -> None:
    session.execute(update(Tablet).where(Tablet.tenant_id == tenant, Tablet.id == tablet).values(used_at=now))
