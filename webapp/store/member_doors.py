"""Who may be meant by what somebody types who wants to come in. Every look asks the same, whether or not it finds."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.database import new_id
from webapp.store.duplicate_tables import MemberTrace, Merge
from webapp.store.duplicates import BIRTH
from webapp.store.tables import Card, Member, MemberPhone


class Reached(NamedTuple):
    """A member, and where messages reach them."""

    id: UUID
    full_name: str | None
    email: str | None
    phones: tuple[str, ...]
    """The one that they are called by comes first."""


def by_phone(session: Session, tenant: UUID, number: str) -> set[UUID]:
    here = (MemberPhone.tenant_id == tenant) & (MemberPhone.number == number)
    return set(session.scalars(select(MemberPhone.member_id).where(here)))


def by_email(session: Session, tenant: UUID, email: str) -> set[UUID]:
    """Several may share it. Who was merged into another is that one as well, however often that has happened."""
    typed = select(Member.id).where(Member.tenant_id == tenant, Member.email == email)
    found = typed.cte("found", recursive=True)
    merged = select(Merge.member_id).where(Merge.tenant_id == tenant, Merge.undone_at.is_(None))
    found = found.union(merged.where(Merge.gone_member_id == found.c.id))
    return set(session.execute(select(found.c.id)).scalars())


def by_cards(session: Session, tenant: UUID, numbers: Collection[str]) -> set[UUID]:
    query = select(Card.member_id).where(Card.tenant_id == tenant, Card.number.in_(numbers))
    return set(session.scalars(query))


def born_on(session: Session, tenant: UUID, members: Collection[UUID], day: str) -> set[UUID]:
    """Those of them whose birth date it is, an ISO day."""
    here = (MemberTrace.tenant_id == tenant) & (MemberTrace.kind == BIRTH) & (MemberTrace.value == day)
    query = select(MemberTrace.member_id).where(here, MemberTrace.member_id.in_(members or {new_id()}))
    return set(session.scalars(query))


def reached(session: Session, tenant: UUID, members: Collection[UUID]) -> list[Reached]:
    """Those of them who have not left, in the order in which they came."""
    own = (MemberPhone.tenant_id == Member.tenant_id) & (MemberPhone.member_id == Member.id)
    columns = (Member.id, Member.full_name, Member.email, Member.phone, MemberPhone.number)
    here = (Member.tenant_id == tenant) & Member.id.in_(members or {new_id()}) & Member.closed.is_(False)
    found: dict[UUID, Reached] = {}
    for row in session.execute(select(*columns).outerjoin(MemberPhone, own).where(here).order_by(Member.id)):
        known = found.setdefault(row.id, Reached(row.id, row.full_name, row.email, (row.phone,) if row.phone else ()))
        if row.number is not None and row.number not in known.phones:
            found[row.id] = known._replace(phones=(*known.phones, row.number))
    return list(found.values())
