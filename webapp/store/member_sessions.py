"""Sign-ins of members."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from webapp.database import new_id
from webapp.store.door_tables import MemberSession
from webapp.store.tables import Member


class Visiting(NamedTuple):
    """A sign-in of somebody who is still a member."""

    id: UUID
    member: UUID
    created_at: datetime
    used_at: datetime
    expires_at: datetime


_COLUMNS = (
    MemberSession.id,
    MemberSession.member_id,
    MemberSession.created_at,
    MemberSession.used_at,
    MemberSession.expires_at,
)


def open_(
    session: Session, tenant: UUID, member: UUID, token_hash: str, now: datetime, expires: datetime, began: datetime
) -> None:
    row = MemberSession(tenant_id=tenant, id=new_id(), member_id=member, token_hash=token_hash)
    row.created_at, row.used_at, row.expires_at = began, now, expires
    session.add(row)
    session.flush()


def by_token(session: Session, tenant: UUID, token_hash: str) -> Visiting | None:
    """None where the member has left or was merged into another."""
    here = (MemberSession.tenant_id == tenant) & (MemberSession.token_hash == token_hash)
    whose = (Member.tenant_id == MemberSession.tenant_id) & (Member.id == MemberSession.member_id)
    query = select(*_COLUMNS).join(Member, whose).where(here, Member.closed.is_(False))
    row = session.execute(query).one_or_none()
    return Visiting._make(row) if row is not None else None


def prolong(session: Session, tenant: UUID, sign_in: UUID, now: datetime, expires: datetime) -> None:
    here = (MemberSession.tenant_id == tenant) & (MemberSession.id == sign_in)
    session.execute(update(MemberSession).where(here).values(used_at=now, expires_at=expires))


def close(session: Session, tenant: UUID, token_hash: str) -> None:
    here = (MemberSession.tenant_id == tenant) & (MemberSession.token_hash == token_hash)
    session.execute(delete(MemberSession).where(here))


def close_all(session: Session, tenant: UUID, member: UUID, but: str = "") -> None:
    """All of the member's, but for the one with that token's hash."""
    here = (MemberSession.tenant_id == tenant) & (MemberSession.member_id == member)
    session.execute(delete(MemberSession).where(here, MemberSession.token_hash != but))


def count(session: Session, tenant: UUID, member: UUID, now: datetime) -> int:
    """How many are good now."""
    here = (MemberSession.tenant_id == tenant) & (MemberSession.member_id == member)
    query = select(func.count()).select_from(MemberSession).where(here, MemberSession.expires_at > now)
    return session.scalar(query) or 0


def sweep(session: Session, tenant: UUID, now: datetime) -> None:
    here = (MemberSession.tenant_id == tenant) & (MemberSession.expires_at <= now)
    session.execute(delete(MemberSession).where(here))
