"""Members: found by what the counter knows of them, written when a questionnaire says so."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, bindparam, delete, or_, select, update
from sqlalchemy.orm import Session

from webapp.store import duplicates
from webapp.store import names as words
from webapp.store.phones import normalised
from webapp.store.tables import Card, Member, MemberPhone

MAIN = "phone"
"""The questionnaire's field of the phone that a member is called by."""


class Known(NamedTuple):
    """A member as lists show one; `further` are phones beside the one they are called by, told for one alone."""

    id: str
    account: str
    full_name: str | None
    phone: str | None
    email: str | None
    further: tuple[str, ...] = ()


KNOWN = (Member.id, Member.account_id, Member.full_name, Member.phone, Member.email)
# Made once: most pages of the desk ask it.
_ONE = (
    select(*KNOWN, MemberPhone.number)
    .outerjoin(MemberPhone, (MemberPhone.tenant_id == Member.tenant_id) & (MemberPhone.member_id == Member.id))
    .where(Member.tenant_id == bindparam("tenant", type_=Uuid()), Member.id == bindparam("member", type_=Uuid()))
    .order_by(MemberPhone.field)
)


def folded(name: str) -> str:
    """A name as it is looked for: one case, ё as е, one space between words (R58)."""
    plain = unicodedata.normalize("NFKC", name).casefold().replace("ё", "е")
    return " ".join("".join(sign for sign in plain if sign.isprintable()).split())


def way_of(session: Session, tenant: UUID, member: UUID) -> str | None:
    """The channel that they have chosen to be told by."""
    return session.execute(select(Member.way).where(Member.tenant_id == tenant, Member.id == member)).scalar()


def set_way(session: Session, tenant: UUID, member: UUID, way: str | None) -> None:
    session.execute(update(Member).where(Member.tenant_id == tenant, Member.id == member).values(way=way))


def by_phone(session: Session, tenant: UUID, phone: str | None) -> UUID | None:
    number = normalised(phone)
    if number is None:
        return None
    here = select(MemberPhone.member_id).where(MemberPhone.tenant_id == tenant, MemberPhone.number == number)
    return session.execute(here).scalar()


def by_phones(session: Session, tenant: UUID, phones: Iterable[str]) -> set[UUID]:
    """Everybody who has one of them."""
    numbers = {number for number in map(normalised, phones) if number is not None}
    if not numbers:
        return set()
    here = select(MemberPhone.member_id).where(MemberPhone.tenant_id == tenant, MemberPhone.number.in_(numbers))
    return set(session.scalars(here))


def by_card(session: Session, tenant: UUID, number: str) -> UUID | None:
    return session.execute(select(Card.member_id).where(Card.tenant_id == tenant, Card.number == number)).scalar()


def names(session: Session, tenant: UUID, wanted: Collection[UUID]) -> dict[UUID, str | None]:
    """How these members are called; None for one who has not said."""
    rows = session.execute(select(Member.id, Member.full_name).where(Member.tenant_id == tenant, Member.id.in_(wanted)))
    return {row.id: row.full_name for row in rows}


def accounts(session: Session, tenant: UUID) -> dict[str, str]:
    """The account of each member."""
    rows = session.execute(select(Member.id, Member.account_id).where(Member.tenant_id == tenant))
    return {str(member): str(account) for member, account in rows}


def by_id(session: Session, tenant: UUID, member: UUID) -> Known | None:
    rows = session.execute(_ONE, {"tenant": tenant, "member": member}).all()
    if not rows:
        return None
    first = known(rows[0])
    return first._replace(further=tuple(row.number for row in rows if row.number not in (None, first.phone)))


def known(row: Any) -> Known:
    return Known(str(row.id), str(row.account_id), row.full_name, row.phone, row.email)


def on_account(session: Session, tenant: UUID, account: UUID) -> list[Known]:
    """Everyone who shares it."""
    rows = session.execute(select(*KNOWN).where(Member.tenant_id == tenant, Member.account_id == account))
    return [known(row) for row in rows]


def has_left(session: Session, tenant: UUID, member: UUID) -> bool:
    query = select(Member.closed).where(Member.tenant_id == tenant, Member.id == member)
    return session.execute(query).scalar() is True


def add(
    session: Session,
    tenant: UUID,
    member: str,
    account: str,
    now: datetime,
    full_name: str | None,
    phone: str | None,
    email: str | None,
    brought_by: str | None,
) -> None:
    row = Member(tenant_id=tenant, id=UUID(member), account_id=UUID(account), enrolled_at=now, closed=False)
    row.brought_by = UUID(brought_by) if brought_by else None
    session.add(row)
    _fill(session, row, full_name, phone, email, {})


def introduce(session: Session, tenant: UUID, member: UUID, friend: UUID) -> None:
    """Notes who brought the member, of whom nobody was known to have."""
    unknown = (Member.tenant_id == tenant) & (Member.id == member) & Member.brought_by.is_(None)
    session.execute(update(Member).where(unknown).values(brought_by=friend))


def rewrite(
    session: Session,
    tenant: UUID,
    member: str,
    full_name: str | None,
    phone: str | None,
    email: str | None,
    further: Mapping[str, Sequence[str]],
    birth_date: date | None = None,
) -> None:
    """Personal data as a new questionnaire gives them; what it leaves out stays. `further` are phones by the field that
    gave them.
    """
    _fill(session, session.get_one(Member, (tenant, UUID(member))), full_name, phone, email, further, birth_date)


def _fill(
    session: Session,
    row: Member,
    full_name: str | None,
    phone: str | None,
    email: str | None,
    further: Mapping[str, Sequence[str]],
    birth_date: date | None = None,
) -> None:
    if full_name is not None:
        row.full_name, row.search = full_name, folded(full_name)
    if phone is not None:
        row.phone = normalised(phone)
    if email is not None:
        row.email = email.strip().lower()
    if birth_date is not None:
        row.birth_day = _birth_day(birth_date)
    session.flush()
    if full_name is not None:
        words.keep(session, row.tenant_id, row.id, row.search or "")
    phones = further if phone is None else {MAIN: [phone], **further}
    _keep_phones(session, row, phones)
    duplicates.trace(session, row, [text for texts in phones.values() for text in texts], birth_date)


def _keep_phones(session: Session, row: Member, given: Mapping[str, Sequence[str]]) -> None:
    """Each field's numbers take the place of those that it gave before."""
    numbers: dict[str, str] = {}
    for field, texts in given.items():
        for number in map(normalised, texts):
            if number is not None:
                numbers.setdefault(number, field)
    if not given:
        return
    own = (MemberPhone.tenant_id == row.tenant_id) & (MemberPhone.member_id == row.id)
    replaced = or_(MemberPhone.field.in_(given), MemberPhone.number.in_(numbers))
    session.execute(delete(MemberPhone).where(own, replaced))
    for number, field in numbers.items():
        told = {"number": number, "backwards": number[:0:-1], "member_id": row.id, "field": field}
        session.add(MemberPhone(tenant_id=row.tenant_id, **told))
    session.flush()


def called(session: Session, tenant: UUID, members: Iterable[UUID]) -> dict[UUID, str]:
    """What to call each of them: by name, else by phone."""
    query = select(*KNOWN).where(Member.tenant_id == tenant, Member.id.in_(set(members)))
    rows = map(known, session.execute(query))
    return {UUID(row.id): row.full_name or row.phone or row.email or "" for row in rows}


def _birth_day(birth_date: date) -> int:
    return birth_date.month * 100 + birth_date.day


def call_anew(session: Session, tenant: UUID, member: UUID, birth_date: date | None) -> None:
    """The member's row has other data by a merge: they are found by these, and known again by them and their phones."""
    row = session.get_one(Member, (tenant, member))
    row.search = folded(row.full_name) if row.full_name is not None else None
    if birth_date is not None:
        row.birth_day = _birth_day(birth_date)
    session.flush()
    words.keep(session, tenant, member, row.search or "")
    own = (MemberPhone.tenant_id == tenant) & (MemberPhone.member_id == member)
    duplicates.trace(session, row, session.scalars(select(MemberPhone.number).where(own)).all(), birth_date)


def move(session: Session, tenant: UUID, member: str, account: str) -> None:
    """The member joins another account."""
    here = (Member.tenant_id == tenant) & (Member.id == UUID(member))
    session.execute(update(Member).where(here).values(account_id=UUID(account)))


def close(session: Session, tenant: UUID, member: str) -> None:
    """The member has left: their phones are free again, and nobody finds them by name."""
    here = (Member.tenant_id == tenant) & (Member.id == UUID(member))
    session.execute(update(Member).where(here).values(closed=True, phone=None))
    session.execute(delete(MemberPhone).where(MemberPhone.tenant_id == tenant, MemberPhone.member_id == UUID(member)))
    words.forget(session, tenant, UUID(member))


def page(session: Session, tenant: UUID, after: UUID | None, most: int) -> Sequence[Member]:
    """All members, closed ones too, by their ids, from the one behind `after` on."""
    here = Member.tenant_id == tenant
    if after is not None:
        here &= Member.id > after
    return session.scalars(select(Member).where(here).order_by(Member.id).limit(most)).all()
