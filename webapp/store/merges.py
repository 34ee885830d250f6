"""Members who turned out to be one person: what becomes of their rows, and how they are parted again (R11)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BindParameter, Select, select, update
from sqlalchemy.orm import Session

from webapp.database import new_id
from webapp.store.duplicate_tables import Merge
from webapp.store.tables import Member, MemberPhone

PERSONAL = ("full_name", "phone", "email")
MERGED = "merged"
"""The field of phones that came with another member: no questionnaire takes their place."""
MOST_LISTED = 100


class Joined(NamedTuple):
    """What is written of a merge; `theirs` are the personal data that are taken from who goes."""

    member: UUID
    goes: UUID
    account: UUID
    gone_account: UUID
    theirs: Collection[str]
    brought_by: UUID | None


def gone(tenant: UUID | BindParameter[UUID], member: UUID | BindParameter[UUID]) -> Select[Any]:
    """The members who are this one now."""
    found: Select[Any] = select(Merge.gone_member_id).where(
        Merge.tenant_id == tenant, Merge.member_id == member, Merge.undone_at.is_(None)
    )
    return found


def gone_into(session: Session, tenant: UUID, members: Collection[UUID]) -> set[UUID]:
    """Those who are one of these now."""
    here = (Merge.tenant_id == tenant) & Merge.member_id.in_(members) & Merge.undone_at.is_(None)
    return set(session.scalars(select(Merge.gone_member_id).where(here)))


def person(session: Session, tenant: UUID, member: UUID) -> set[UUID]:
    """The member and those that they turned out to be: one person."""
    return {member, *gone_into(session, tenant, [member])}


def accounts(session: Session, tenant: UUID, account: UUID) -> list[UUID]:
    """The account and those that it has ever taken in: what was done on one of these was done for it."""
    here = (Merge.tenant_id == tenant) & (Merge.account_id == account)
    return [account, *session.scalars(select(Merge.gone_account_id).where(here))]


def by_id(session: Session, tenant: UUID, merge: UUID) -> Merge | None:
    return session.scalars(select(Merge).where(Merge.tenant_id == tenant, Merge.id == merge)).one_or_none()


def standing(session: Session, tenant: UUID, gone_member: UUID) -> Merge | None:
    here = (Merge.tenant_id == tenant) & (Merge.gone_member_id == gone_member) & Merge.undone_at.is_(None)
    return session.scalars(select(Merge).where(here)).one_or_none()


def latest(session: Session, tenant: UUID, gone_member: UUID) -> UUID | None:
    """The last merge by which the member had gone, whether it stands or not."""
    here = (Merge.tenant_id == tenant) & (Merge.gone_member_id == gone_member)
    return session.scalars(select(Merge.id).where(here).order_by(Merge.id.desc()).limit(1)).first()


def who_is(session: Session, tenant: UUID, member: UUID) -> UUID:
    """The member who answers for this one now: themselves, or whoever they turned out to be."""
    row = standing(session, tenant, member)
    while row is not None:
        member = row.member_id
        row = standing(session, tenant, member)
    return member


def since(session: Session, tenant: UUID, first: datetime) -> list[Merge]:
    """Those that stand, the newest first; at most MOST_LISTED."""
    here = (Merge.tenant_id == tenant) & (Merge.at >= first) & Merge.undone_at.is_(None)
    return list(session.scalars(select(Merge).where(here).order_by(Merge.at.desc(), Merge.id).limit(MOST_LISTED)))


def join(session: Session, tenant: UUID, joined: Joined, operation: UUID, now: datetime) -> None:
    """The phones of who goes are the other's now; their name is kept on their own row, by which nobody finds them."""
    stays, goes = (session.get_one(Member, (tenant, member)) for member in (joined.member, joined.goes))
    phones = _phones(session, tenant, goes.id)
    before = {"member": _data(stays), "brought_by": str(stays.brought_by) if stays.brought_by else None}
    after = {name: getattr(goes if name in joined.theirs else stays, name) for name in PERSONAL}
    after = {name: value or getattr(stays, name) or getattr(goes, name) for name, value in after.items()}
    told = {**before, "after": after, "gone_phone": goes.phone, "phones": phones}
    goes.phone, goes.closed = None, True
    session.flush()
    for name, value in after.items():
        setattr(stays, name, value)
    stays.brought_by = joined.brought_by
    own = (MemberPhone.tenant_id == tenant) & (MemberPhone.member_id == goes.id)
    session.execute(update(MemberPhone).where(own).values(member_id=stays.id, field=MERGED))
    row = Merge(tenant_id=tenant, id=new_id(), member_id=stays.id, gone_member_id=goes.id, before=told, at=now)
    row.account_id, row.gone_account_id, row.operation_id = joined.account, joined.gone_account, operation
    session.add(row)
    session.flush()


def part(session: Session, tenant: UUID, row: Merge, brought_by: UUID | None, now: datetime) -> None:
    """Each has their own data again; what a questionnaire has said since stays."""
    stays, goes = (session.get_one(Member, (tenant, member)) for member in (row.member_id, row.gone_member_id))
    told: dict[str, Any] = row.before
    for name, value in told["after"].items():
        if getattr(stays, name) == value:
            setattr(stays, name, told["member"][name])
    stays.brought_by, row.undone_at = brought_by, now
    session.flush()
    came = (MemberPhone.tenant_id == tenant) & (MemberPhone.member_id == stays.id) & (MemberPhone.field == MERGED)
    for number, field in told["phones"].items():
        back = update(MemberPhone).where(came, MemberPhone.number == number).values(member_id=goes.id, field=field)
        session.execute(back)
    own = _phones(session, tenant, goes.id)
    goes.phone, goes.closed = told["gone_phone"] if told["gone_phone"] in own else None, False
    session.flush()


def _data(member: Member) -> dict[str, str | None]:
    return {name: getattr(member, name) for name in PERSONAL}


def _phones(session: Session, tenant: UUID, member: UUID) -> dict[str, str]:
    """The field that gave each number."""
    here = (MemberPhone.tenant_id == tenant) & (MemberPhone.member_id == member)
    return {row.number: row.field for row in session.execute(select(MemberPhone.number, MemberPhone.field).where(here))}
