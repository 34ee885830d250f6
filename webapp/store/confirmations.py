"""Links by which someone of the staff shows that an e-mail is theirs."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from webapp.database import new_id
from webapp.store.tables import EmailConfirmation as Confirmation


def add(session: Session, tenant: UUID, person: UUID, token_hash: str, now: datetime, expires: datetime) -> UUID:
    row = Confirmation(tenant_id=tenant, id=new_id(), staff_id=person, token_hash=token_hash)
    row.created_at, row.expires_at = now, expires
    session.add(row)
    session.flush()
    return row.id


def use(session: Session, tenant: UUID, token_hash: str, now: datetime) -> UUID | None:
    """Whose link it is, which is thereby used up; None where it is unknown, used or too old."""
    here = (Confirmation.tenant_id == tenant) & (Confirmation.token_hash == token_hash)
    good = Confirmation.used_at.is_(None) & (Confirmation.expires_at > now)
    done = update(Confirmation).where(here, good).values(used_at=now).returning(Confirmation.staff_id)
    return session.execute(done).scalar()


def count(session: Session, tenant: UUID, since: datetime) -> int:
    """How many were made after `since`."""
    here = (Confirmation.tenant_id == tenant) & (Confirmation.created_at > since)
    return session.scalar(select(func.count()).select_from(Confirmation).where(here)) or 0
