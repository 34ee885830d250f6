"""An owner's consent that the operator looks inside the chain."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from webapp.database import new_id
from webapp.store.tables import LookPermit


def add(session: Session, tenant: UUID, person: UUID, now: datetime, expires: datetime) -> None:
    session.add(LookPermit(tenant_id=tenant, id=new_id(), staff_id=person, given_at=now, expires_at=expires))
    session.flush()


def good_until(session: Session, tenant: UUID, now: datetime) -> datetime | None:
    """When the last consent ends; None where there is none now."""
    here = (LookPermit.tenant_id == tenant) & (LookPermit.expires_at > now)
    return session.scalar(select(func.max(LookPermit.expires_at)).where(here))


def withdraw(session: Session, tenant: UUID, now: datetime) -> None:
    here = (LookPermit.tenant_id == tenant) & (LookPermit.expires_at > now)
    session.execute(update(LookPermit).where(here).values(expires_at=now))
