"""Finds members by what the counter knows of them. Every way is a range or a value of an index, so that a chain of a
million members is asked as quickly as one of a thousand (P14).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, literal, select, union_all
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import InstrumentedAttribute

from webapp.store.layouts import as_latin, other_layout
from webapp.store.members import KNOWN, Known, folded, known
from webapp.store.names import LONGEST_PIECE
from webapp.store.phones import normalised
from webapp.store.tables import Card, Member, MemberPhone, MemberWord, NamePiece

MOST_FOUND = 20
_LAST = "\U0010ffff"
_OF_PHONES = frozenset("0123456789+-() \u00a0.")
LEAST_DIGITS = 4
"""So many of a phone's last digits tell enough; the first ones are those of everybody."""


def found(session: Session, tenant: UUID, text: str) -> list[Known]:
    """At most MOST_FOUND members that `text` may mean; where it means nobody, those that it means on the other layout
    of the keyboard.
    """
    wanted = " ".join(text.split())
    if not wanted:
        return []
    return _found(session, tenant, wanted) or _found(session, tenant, other_layout(wanted))


def _found(session: Session, tenant: UUID, wanted: str) -> list[Known]:
    """A way that tells more comes first: a card before a phone, a whole phone before its end."""
    asked = union_all(
        *(
            select(literal(place).label("place"), query.limit(3 * MOST_FOUND).subquery().c[0].label("member"))
            for place, query in enumerate(_ways(tenant, wanted))
        )
    ).subquery()
    place = func.min(asked.c.place)
    query = (
        select(place, Member.search, *KNOWN)
        .join(asked, asked.c.member == Member.id)
        .where(Member.tenant_id == tenant, Member.closed.is_(False))
        .group_by(Member.tenant_id, Member.id)
        .order_by(place)
        .limit(MOST_FOUND)
    )
    rows = sorted(session.execute(query), key=lambda row: (row[0], row.search or "", row.id))
    return [known(row) for row in rows]


def _ways(tenant: UUID, wanted: str) -> Iterator[Select[Any]]:
    yield _by_card(tenant, wanted)
    number = normalised(wanted)
    if number is not None:
        yield _by_phone(tenant, number)
    digits = "".join(sign for sign in wanted if sign.isdecimal() and sign.isascii())
    if _OF_PHONES.issuperset(wanted):
        yield from _by_part_of_phone(tenant, wanted, digits)
    elif "@" in wanted:
        yield _by_email(tenant, wanted)
    elif not digits and folded(wanted):
        yield _by_name(tenant, folded(wanted).split())


def _by_card(tenant: UUID, number: str) -> Select[Any]:
    return select(Card.member_id).where(Card.tenant_id == tenant, Card.number.in_(as_cards(number)))


def _by_phone(tenant: UUID, number: str) -> Select[Any]:
    return select(MemberPhone.member_id).where(MemberPhone.tenant_id == tenant, MemberPhone.number == number)


def _by_email(tenant: UUID, email: str) -> Select[Any]:
    return select(Member.id).where(Member.tenant_id == tenant, Member.email == email.lower())


def _by_part_of_phone(tenant: UUID, wanted: str, digits: str) -> Iterator[Select[Any]]:
    if len(digits) < LEAST_DIGITS:
        return
    here = select(MemberPhone.member_id).where(MemberPhone.tenant_id == tenant)
    yield here.where(*_begins(MemberPhone.backwards, digits[::-1]))
    if len(digits) > LEAST_DIGITS:
        abroad = wanted.startswith("+") or digits[0] not in "789"
        national = digits if digits[0] == "9" else digits[1:]
        yield here.where(*_begins(MemberPhone.number, f"+{digits}" if abroad else f"+7{national}"))


def _by_name(tenant: UUID, parts: list[str]) -> Select[Any]:
    """The longest part leads to few members; whether the other ones fit is looked up in each name."""
    parts = sorted(parts, key=len, reverse=True)
    same = (NamePiece.tenant_id == MemberWord.tenant_id) & (NamePiece.word == MemberWord.word)
    query = (
        select(MemberWord.member_id)
        .join(NamePiece, same)
        .where(NamePiece.tenant_id == tenant, *_begins(NamePiece.piece, parts[0][:LONGEST_PIECE]))
    )
    if len(parts) > 1:
        named = (Member.tenant_id == MemberWord.tenant_id) & (Member.id == MemberWord.member_id)
        query = query.join(Member, named).where(*(Member.search.contains(part, autoescape=True) for part in parts[1:]))
    return query


def _begins(column: InstrumentedAttribute[str], part: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """All that begins with the part, as a range: LIKE would not use the index on every database."""
    return column >= part, column < part + _LAST


WAYS = ("phone", "card", "email", "name")


def by(session: Session, tenant: UUID, way: str, text: str, after: UUID | None, most: int) -> list[Known]:
    """At most so many whose phone, card or email this is, or a part of whose name; in the order of their ids."""
    wanted = _by_way(tenant, way, " ".join(text.split()))
    if wanted is None:
        return []
    here = (Member.tenant_id == tenant) & Member.closed.is_(False) & Member.id.in_(wanted)
    if after is not None:
        here &= Member.id > after
    return [known(row) for row in session.execute(select(*KNOWN).where(here).order_by(Member.id).limit(most))]


def _by_way(tenant: UUID, way: str, text: str) -> Select[Any] | None:
    if way == "phone":
        number = normalised(text)
        return _by_phone(tenant, number) if number is not None else None
    if way == "card":
        return _by_card(tenant, text)
    if way == "email":
        return _by_email(tenant, text)
    return _by_name(tenant, folded(text).split()) if folded(text) else None


def as_cards(number: str) -> set[str]:
    """A card's number as it may have been typed: in small letters, or by a scanner on a Russian layout."""
    typed = as_latin(number)
    return {number, number.upper(), typed, typed.upper()}


def as_card(number: str) -> str:
    """One writing for all of these."""
    return as_latin(number).upper()
