"""Passwords that members have chosen."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.database import new_id
from webapp.store.door_tables import MemberPassword


def of(session: Session, tenant: UUID, member: UUID) -> str | None:
    """The hash of the member's password; None for one who has chosen none."""
    here = (MemberPassword.tenant_id == tenant) & (MemberPassword.member_id == member)
    return session.scalars(select(MemberPassword.password_hash).where(here)).one_or_none() or None


def of_any(session: Session, tenant: UUID, members: Collection[UUID]) -> dict[UUID, str]:
    """The hashes of those of them who have chosen one."""
    here = (MemberPassword.tenant_id == tenant) & MemberPassword.member_id.in_(members or {new_id()})
    query = select(MemberPassword.member_id, MemberPassword.password_hash).where(here)
    return {row.member_id: row.password_hash for row in session.execute(query) if row.password_hash}


def offer(session: Session, tenant: UUID, member: UUID, now: datetime) -> bool:
    """Whether the member has never been offered to choose one: from now on they have."""
    if session.get(MemberPassword, (tenant, member)) is not None:
        return False
    put(session, tenant, member, "", now)
    return True


def put(session: Session, tenant: UUID, member: UUID, password_hash: str, now: datetime) -> None:
    """In the place of any that there was."""
    row = MemberPassword(tenant_id=tenant, member_id=member, password_hash=password_hash, set_at=now)
    session.merge(row)
    session.flush()
