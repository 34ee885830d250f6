"""Passwords that members have chosen."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.store.door_tables import MemberPassword


def of(session: Session, tenant: UUID, member: UUID) -> str | None:
    """The hash of the member's password; None for one who has chosen none."""
    here = (MemberPassword.tenant_id == tenant) & (MemberPassword.member_id == member)
    return session.scalars(select(MemberPassword.password_hash).where(here)).one_or_none()


def put(session: Session, tenant: UUID, member: UUID, password_hash: str, now: datetime) -> None:
    """In the place of any that there was."""
    row = MemberPassword(tenant_id=tenant, member_id=member, password_hash=password_hash, set_at=now)
    session.merge(row)
    session.flush()
