"""Codes by which members bring friends, and the friends who came."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from webapp.store.tables import Member


def code_of(session: Session, tenant: UUID, member: UUID) -> str | None:
    here = (Member.tenant_id == tenant) & (Member.id == member)
    return session.execute(select(Member.referral_code).where(here)).scalar()


def put(session: Session, tenant: UUID, member: UUID, code: str) -> None:
    here = (Member.tenant_id == tenant) & (Member.id == member)
    session.execute(update(Member).where(here).values(referral_code=code))


def by_code(session: Session, tenant: UUID, code: str) -> UUID | None:
    here = (Member.tenant_id == tenant) & (Member.referral_code == code)
    return session.execute(select(Member.id).where(here)).scalar()


def counted(session: Session, tenant: UUID, member: UUID) -> int:
    here = (Member.tenant_id == tenant) & (Member.brought_by == member)
    return session.execute(select(func.count()).select_from(Member).where(here)).scalar() or 0
