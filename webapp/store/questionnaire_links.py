"""One-time links to an electronic questionnaire: rows hold the hash of what the address holds."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from webapp.database import locks_rows, new_id
from webapp.store.tables import Member, QuestionnaireLink


def add(
    session: Session,
    tenant: UUID,
    member: UUID,
    token_hash: str,
    now: datetime,
    expires_at: datetime,
    made_by: UUID | None,
    host: UUID | None = None,
) -> UUID:
    row = QuestionnaireLink(tenant_id=tenant, id=new_id(), member_id=member, token_hash=token_hash, tries=0)
    row.made_at, row.expires_at, row.made_by, row.host_id = now, expires_at, made_by, host
    session.add(row)
    session.flush()
    return row.id


def by_hash(session: Session, tenant: UUID, token_hash: str) -> QuestionnaireLink | None:
    query = select(QuestionnaireLink).where(
        QuestionnaireLink.tenant_id == tenant, QuestionnaireLink.token_hash == token_hash
    )
    return session.scalars(query).one_or_none()


class Guest(NamedTuple):
    """Who was invited to a member's account, and how far they are; `expires_at` is their latest link's."""

    member: UUID
    full_name: str | None
    filled: bool
    expires_at: datetime


def guests_of(session: Session, tenant: UUID, host: UUID, account: UUID) -> list[Guest]:
    """Those whom the host invited and who are not on the account yet, the first one first."""
    query = (
        select(QuestionnaireLink, Member.full_name)
        .join(Member, (Member.tenant_id == QuestionnaireLink.tenant_id) & (Member.id == QuestionnaireLink.member_id))
        .where(QuestionnaireLink.tenant_id == tenant, QuestionnaireLink.host_id == host, Member.tenant_id == tenant)
        .where(Member.account_id != account, Member.closed.is_(False))
        .order_by(QuestionnaireLink.id)
    )
    found: dict[UUID, Guest] = {}
    for link, name in session.execute(query):
        before = found.get(link.member_id)
        filled = link.used_at is not None or (before is not None and before.filled)
        found[link.member_id] = Guest(link.member_id, name, filled, link.expires_at)
    return list(found.values())


def locked(session: Session, tenant: UUID, link: UUID) -> QuestionnaireLink:
    query = select(QuestionnaireLink).where(QuestionnaireLink.tenant_id == tenant, QuestionnaireLink.id == link)
    return session.scalars(query.with_for_update() if locks_rows(session) else query).one()


def use_up(session: Session, tenant: UUID, member: UUID, now: datetime) -> None:
    """Ends every link of the member that is still open: one questionnaire was asked for."""
    here = (QuestionnaireLink.tenant_id == tenant) & (QuestionnaireLink.member_id == member)
    session.execute(update(QuestionnaireLink).where(here, QuestionnaireLink.used_at.is_(None)).values(used_at=now))


def tried(session: Session, tenant: UUID, member: UUID, now: datetime) -> int:
    """How many phones of others were tried on all the member's links that have not run out, used or not."""
    here = (QuestionnaireLink.tenant_id == tenant) & (QuestionnaireLink.member_id == member)
    query = select(func.sum(QuestionnaireLink.tries)).where(here, QuestionnaireLink.expires_at > now)
    return session.scalar(query) or 0


def count_try(session: Session, tenant: UUID, link: UUID) -> None:
    here = (QuestionnaireLink.tenant_id == tenant) & (QuestionnaireLink.id == link)
    session.execute(update(QuestionnaireLink).where(here).values(tries=QuestionnaireLink.tries + 1))
