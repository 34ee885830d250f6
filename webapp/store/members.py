"""Members: found by what the counter knows of them, written when a questionnaire says so."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from webapp.store.phones import normalised
from webapp.store.tables import Card, Member

MOST_FOUND = 20


class Known(NamedTuple):
    """A member as lists show one."""

    id: str
    account: str
    full_name: str | None
    phone: str | None
    email: str | None


_KNOWN = (Member.id, Member.account_id, Member.full_name, Member.phone, Member.email)


def folded(name: str) -> str:
    """A name as it is looked for: one case, ё as е, one space between words (R58)."""
    plain = unicodedata.normalize("NFKC", name).casefold().replace("ё", "е")
    return " ".join("".join(sign for sign in plain if sign.isprintable()).split())


def by_phone(session: Session, tenant: UUID, phone: str | None) -> UUID | None:
    number = normalised(phone)
    if number is None:
        return None
    return session.execute(select(Member.id).where(Member.tenant_id == tenant, Member.phone == number)).scalar()


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
    row = session.execute(select(*_KNOWN).where(Member.tenant_id == tenant, Member.id == member)).one_or_none()
    return _known(row) if row else None


def found(session: Session, tenant: UUID, text: str) -> list[Known]:
    """Members that `text` may mean: a phone, its last four digits, a card's number, an e-mail, the beginning of a
    name's word.
    """
    wanted = text.strip()
    if not wanted:
        return []
    rows: list[Known] = []
    for query in _queries(tenant, wanted):
        known = {row.id for row in rows}
        rows.extend(row for row in map(_known, session.execute(query.limit(MOST_FOUND))) if row.id not in known)
    return rows[:MOST_FOUND]


def _queries(tenant: UUID, wanted: str) -> list[Select[UUID, UUID, str | None, str | None, str | None]]:
    everyone = select(*_KNOWN).where(Member.tenant_id == tenant, Member.closed.is_(False)).order_by(Member.search)
    queries = [
        everyone.join(Card, (Card.tenant_id == Member.tenant_id) & (Card.member_id == Member.id)).where(
            Card.number.in_(_as_scanned(wanted))
        )
    ]
    digits = "".join(sign for sign in wanted if sign.isdigit())
    number = normalised(wanted)
    if number is not None:
        queries.append(everyone.where(Member.phone == number))
    if len(digits) == 4 and len(wanted) == 4:
        queries.append(everyone.where(Member.phone_tail == digits))
    if "@" in wanted:
        queries.append(everyone.where(Member.email == wanted.lower()))
    elif not digits:
        name = folded(wanted)
        parts = [part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for part in name.split()]
        matching = [Member.search.like(f"%{part}%", escape="\\") for part in parts]
        if matching:
            queries.append(everyone.where(*matching))
    return queries


_CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбю"
_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
_SAME_KEYS = str.maketrans(_CYRILLIC + _CYRILLIC.upper(), _LATIN + _LATIN.upper())


def _as_scanned(number: str) -> set[str]:
    """A card's number as it may have been typed: in small letters, or by a scanner on a Russian layout."""
    typed = number.translate(_SAME_KEYS)
    return {number, number.upper(), typed, typed.upper()}


def _known(row: Sequence[object]) -> Known:
    member, account, name, phone, email = row
    return Known(str(member), str(account), name, phone, email)  # type: ignore[arg-type]


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
    _fill(row, full_name, phone, email)
    session.add(row)
    session.flush()


def rewrite(
    session: Session, tenant: UUID, member: str, full_name: str | None, phone: str | None, email: str | None
) -> None:
    """Personal data as a new questionnaire gives them; what it leaves out stays."""
    row = session.get_one(Member, (tenant, UUID(member)))
    _fill(row, full_name, phone, email)
    session.flush()


def _fill(row: Member, full_name: str | None, phone: str | None, email: str | None) -> None:
    if full_name is not None:
        row.full_name, row.search = full_name, folded(full_name)
    if phone is not None:
        row.phone = normalised(phone)
        row.phone_tail = row.phone[-4:] if row.phone else None
    if email is not None:
        row.email = email.strip().lower()


def move(session: Session, tenant: UUID, member: str, account: str) -> None:
    """The member joins another account."""
    here = (Member.tenant_id == tenant) & (Member.id == UUID(member))
    session.execute(update(Member).where(here).values(account_id=UUID(account)))


def close(session: Session, tenant: UUID, member: str) -> None:
    """The member has left: the phone is free again."""
    here = (Member.tenant_id == tenant) & (Member.id == UUID(member))
    session.execute(update(Member).where(here).values(closed=True, phone=None, phone_tail=None))


def page(session: Session, tenant: UUID, after: UUID | None, most: int) -> Sequence[Member]:
    """All members, closed ones too, by their ids, from the one behind `after` on."""
    here = Member.tenant_id == tenant
    if after is not None:
        here &= Member.id > after
    return session.scalars(select(Member).where(here).order_by(Member.id).limit(most)).all()
