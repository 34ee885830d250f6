"""Who has a birthday around a day, found by an index on month and day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    Uuid,
    and_,
    case,
    column,
    exists,
    func,
    or_,
    select,
    table,
)
from sqlalchemy.orm import Session

from webapp.database import Instant
from webapp.store.certificates import Counted
from webapp.store.tables import Card, Member

# Tables of the ledger's, which this room knows by name alone.
_SPANS = table(
    "level_spans",
    *(
        column("tenant_id", Uuid()),
        column("account_id", Uuid()),
        column("number", Integer()),
        column("level", String()),
    ),
)
_OPERATIONS = table(
    "operations",
    *(column("tenant_id", Uuid()), column("account_id", Uuid()), column("member_id", Uuid())),
    *(column("verb", String()), column("at", Instant())),
)


class Wanted(NamedTuple):
    """Whose birthdays are looked for. `days` tells of each birth day (month * 100 + day) its place in the order.

    `levels` narrows to accounts that hold one of them, `card_on` to members whose card is good on that day. Of the
    places below `open_below` the gift can be had now: there those are left out who were given it from `given_since` on.
    """

    days: Mapping[int, int]
    open_below: int
    levels: Collection[str] | None = None
    card_on: date | None = None
    given_since: datetime | None = None
    verb: str = "birthday_gift"


class Place(NamedTuple):
    """Where in the queue somebody stands."""

    order: int
    id: UUID


class Celebrant(NamedTuple):
    """`order` is the place of their birthday."""

    id: UUID
    full_name: str | None
    phone: str | None
    level: str | None
    order: int


def listed(session: Session, tenant: UUID, wanted: Wanted, after: Place | None, most: int) -> list[Celebrant]:
    """Whose gift can be had no longer soon stands first."""
    if not wanted.days:
        return []
    place = _place(wanted)
    query = _chosen(tenant, wanted, Member.id, Member.full_name, Member.phone, _level(tenant), place)
    if after is not None:
        query = query.where(or_(place > after.order, and_(place == after.order, Member.id > after.id)))
    rows = session.execute(query.order_by(place, Member.id).limit(most))
    return [Celebrant(*row) for row in rows]


def counted(session: Session, tenant: UUID, wanted: Wanted) -> Counted:
    """How many there are; as late counts whose last day is today."""
    if not wanted.days:
        return Counted(0, 0)
    last = func.sum(case((_place(wanted) == 0, 1), else_=0))
    waiting, late = session.execute(_chosen(tenant, wanted, func.count(), last)).one()
    return Counted(int(waiting), int(late or 0))


def _chosen(tenant: UUID, wanted: Wanted, *columns: Any) -> Select[Any]:
    here = [Member.tenant_id == tenant, Member.birth_day.in_(wanted.days), Member.closed.is_(False)]
    if wanted.levels is not None:
        here.append(_level(tenant).in_(wanted.levels))
    if wanted.card_on is not None:
        here.append(_has_card(tenant, wanted.card_on))
    if wanted.given_since is not None:
        here.append(or_(_place(wanted) >= wanted.open_below, ~_was_given(tenant, wanted)))
    return select(*columns).where(*here)


def _place(wanted: Wanted) -> ColumnElement[int]:
    return case(dict(wanted.days), value=Member.birth_day)


def _level(tenant: UUID) -> Any:
    """The account's, as of its last operation."""
    own = (_SPANS.c.tenant_id == tenant) & (_SPANS.c.account_id == Member.account_id)
    newest = select(_SPANS.c.level).where(own).order_by(_SPANS.c.number.desc()).limit(1)
    return newest.correlate(Member).scalar_subquery()


def _has_card(tenant: UUID, day: date) -> ColumnElement[bool]:
    own = [Card.tenant_id == tenant, Card.account_id == Member.account_id, Card.member_id == Member.id]
    return exists().where(*own, Card.state == "active", or_(Card.ends.is_(None), Card.ends > day))


def _was_given(tenant: UUID, wanted: Wanted) -> ColumnElement[bool]:
    done = _OPERATIONS.c
    own = [done.tenant_id == tenant, done.account_id == Member.account_id, done.member_id == Member.id]
    return exists().where(*own, done.verb == wanted.verb, done.at >= wanted.given_since)
