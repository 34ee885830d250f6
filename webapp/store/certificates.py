"""Certificates as they stand. What has run out by its date still says `issued` or `booked` here: the date tells."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, and_, case, func, or_, select, update
from sqlalchemy.orm import Session

from webapp.database import locks_rows
from webapp.engine import facts
from webapp.store.certificate_tables import Certificate

_DETAILS = TypeAdapter(facts.Certificate)
GOOD = ("issued", "delivered", "booked")
"""States in which a certificate can run out."""
IN_HAND = ("requested", *GOOD)
"""Those in which it is still to be used."""
QUEUES = ("requested", "issued", "delivered", "booked", "expired", "used", "cancelled")
"""What a list shows: the states, with what has run out apart. To be delivered is also what was booked before."""
_NO_DAY = date(9999, 12, 31)
DAY, MOMENT = "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"


class Kept(NamedTuple):
    """A certificate, the salon that its paper goes to, and the day on which it was delivered."""

    held: facts.Certificate
    deliver_to: str | None = None
    delivered_on: date | None = None


class Place(NamedTuple):
    """Where in a queue's order a certificate stands."""

    key: str
    id: UUID


def place(queue: str, key: str, id_: UUID) -> Place | None:
    """As an address told it: a local moment of what is booked, else a day; None for anything else."""
    try:
        told = datetime.strptime(key, MOMENT) if queue == "booked" else datetime.strptime(key, DAY)
    except ValueError:
        return None
    return Place(told.isoformat() if queue == "booked" else told.date().isoformat(), id_)


class Counted(NamedTuple):
    """How many there are in a queue, and how many of them are late."""

    waiting: int
    late: int


def locked(session: Session, tenant: UUID, certificate: UUID) -> facts.Certificate | None:
    """The certificate, locked until the transaction ends: one use even if shown in two salons at once (R8)."""
    here = select(Certificate).where(Certificate.tenant_id == tenant, Certificate.id == certificate)
    row = session.scalars(here.with_for_update() if locks_rows(session) else here).one_or_none()
    return _DETAILS.validate_python(row.details) if row else None


def by_id(session: Session, tenant: UUID, certificate: UUID) -> Kept | None:
    here = (Certificate.tenant_id == tenant) & (Certificate.id == certificate)
    row = session.scalars(select(Certificate).where(here)).one_or_none()
    return _kept(row) if row is not None else None


def of_account(session: Session, tenant: UUID, account: str) -> list[facts.Certificate]:
    rows = session.scalars(
        select(Certificate)
        .where(Certificate.tenant_id == tenant, Certificate.account_id == UUID(account))
        .order_by(Certificate.id)
    )
    return [_DETAILS.validate_python(row.details) for row in rows]


def every(session: Session, tenant: UUID) -> Iterator[facts.Certificate]:
    for details in session.scalars(select(Certificate.details).where(Certificate.tenant_id == tenant)):
        yield _DETAILS.validate_python(details)


def keep(session: Session, tenant: UUID, certificate: facts.Certificate) -> None:
    row = session.get(Certificate, (tenant, UUID(certificate.id)))
    if row is None:
        row = Certificate(tenant_id=tenant, id=UUID(certificate.id))
        session.add(row)
    row.account_id, row.member_id = UUID(certificate.account), UUID(certificate.person)
    row.reward, row.state, row.valid_until = certificate.reward, certificate.state, certificate.valid_until
    row.deliver_by, row.salon = certificate.deliver_by, certificate.salon
    row.visit = certificate.visit.isoformat(timespec="seconds") if certificate.visit else None
    row.details = _DETAILS.dump_python(certificate, mode="json")
    session.flush()


def send_to(session: Session, tenant: UUID, certificate: UUID, salon: str | None) -> None:
    """Where the paper goes; None where it goes nowhere."""
    here = (Certificate.tenant_id == tenant) & (Certificate.id == certificate)
    session.execute(update(Certificate).where(here).values(deliver_to=salon))


def deliver(session: Session, tenant: UUID, certificate: UUID, day: date) -> bool:
    """Marks it as delivered; False where it was before."""
    here = (Certificate.tenant_id == tenant) & (Certificate.id == certificate) & Certificate.delivered_on.is_(None)
    return session.execute(update(Certificate).where(here).values(delivered_on=day)).rowcount > 0  # type: ignore[attr-defined]


def listed(
    session: Session, tenant: UUID, queue: str, now: datetime, after: Place | None, most: int
) -> list[tuple[Kept, Place]]:
    """Of a queue, what is due first; of those that came to an end, the newest. `now` is the tenant's local time."""
    key, falling = _order(queue)
    here = and_(Certificate.tenant_id == tenant, _in(queue, now.date()))
    if after is not None:
        here = and_(here, _behind(key, falling, after))
    order = (key.desc(), Certificate.id.desc()) if falling else (key, Certificate.id)
    rows = session.execute(select(Certificate, key).where(here).order_by(*order).limit(most)).all()
    return [(_kept(row), Place(str(value), row.id)) for row, value in rows]


def queued(session: Session, tenant: UUID, now: datetime, states: Collection[str] | None = None) -> dict[str, Counted]:
    """As lists show them: what is booked and still to be delivered counts as both. Of those states alone where some are
    named.
    """
    here = None if states is None else Certificate.state.in_(states) | _booked_undelivered()
    found: dict[str, Counted] = {}
    for row in _grouped(session, tenant, now, here):
        _count(found, row.state, row.late, row.number)
        if row.undelivered:
            _count(found, "issued", row.overdue, row.number)
    return found


def counted(session: Session, tenant: UUID, now: datetime) -> dict[str, Counted]:
    """Of each state that any are in, what has run out apart. Late is what should have been issued, delivered or used by
    now.
    """
    found: dict[str, Counted] = {}
    for row in _grouped(session, tenant, now, None):
        _count(found, row.state, row.late, row.number)
    return found


def _count(found: dict[str, Counted], state: str, late: bool, number: int) -> None:
    before = found.get(state, Counted(0, 0))
    found[state] = Counted(before.waiting + number, before.late + (number if late else 0))


def _grouped(session: Session, tenant: UUID, now: datetime, here: ColumnElement[bool] | None) -> Iterator[Any]:
    day = now.date()
    ran_out = _ran_out(day)
    overdue = func.coalesce(Certificate.deliver_by, _NO_DAY) < day
    late = case(
        (ran_out, False),
        (Certificate.state.in_(("requested", "issued")), overdue),
        (Certificate.state == "booked", Certificate.visit < now.isoformat(timespec="seconds")),
        else_=False,
    )
    columns = (
        case((ran_out, "expired"), else_=Certificate.state).label("state"),
        late.label("late"),
        case((ran_out, False), else_=_booked_undelivered()).label("undelivered"),
        overdue.label("overdue"),
    )
    narrowed = Certificate.tenant_id == tenant if here is None else and_(Certificate.tenant_id == tenant, here)
    inner = select(*columns).where(narrowed).subquery()
    yield from session.execute(select(*inner.c, func.count().label("number")).group_by(*inner.c))


class Gathered(NamedTuple):
    """So many certificates of one month of order, in one state. `salon` is where they are booked or were used, else the
    one that their paper goes to; None for neither.
    """

    month: date
    salon: str | None
    state: str
    number: int


def by_month(session: Session, tenant: UUID, day: date, since: date, end: date) -> list[Gathered]:
    """In the states of `day`, what was ordered from `since` on and before `end`, both first days of months."""
    ordered = Certificate.details["ordered_on"].as_string()
    here = (Certificate.tenant_id == tenant) & (ordered >= since.isoformat()) & (ordered < end.isoformat())
    columns = (
        func.substr(ordered, 1, len("2026-11")).label("month"),
        func.coalesce(Certificate.salon, Certificate.deliver_to).label("salon"),
        case((_ran_out(day), "expired"), else_=Certificate.state).label("state"),
    )
    inner = select(*columns).where(here).subquery()
    query = select(*inner.c, func.count()).group_by(*inner.c)
    return [Gathered(date.fromisoformat(f"{month}-01"), *rest) for month, *rest in session.execute(query)]


def bookings(session: Session, tenant: UUID, salon: str | None, since: datetime, most: int) -> list[facts.Certificate]:
    """Visits from that moment of the tenant's local time on, in one salon or in all."""
    here = [Certificate.tenant_id == tenant, Certificate.state == "booked"]
    here += [Certificate.visit >= since.isoformat(timespec="seconds")]
    here += [Certificate.salon == salon] if salon else []
    query = select(Certificate.details).where(*here).order_by(Certificate.visit, Certificate.id).limit(most)
    return [_DETAILS.validate_python(details) for details in session.scalars(query)]


def _kept(row: Certificate) -> Kept:
    return Kept(_DETAILS.validate_python(row.details), row.deliver_to, row.delivered_on)


def _booked_undelivered() -> ColumnElement[bool]:
    return and_(Certificate.state == "booked", Certificate.delivered_on.is_(None))


def _ran_out(day: date) -> ColumnElement[bool]:
    return and_(Certificate.state.in_(GOOD), Certificate.valid_until < day)


def _in(queue: str, day: date) -> ColumnElement[bool]:
    if queue == "expired":
        return _ran_out(day)
    if queue in GOOD:
        good = or_(Certificate.valid_until.is_(None), Certificate.valid_until >= day)
        here = Certificate.state == queue
        return and_(here | _booked_undelivered() if queue == "issued" else here, good)
    return Certificate.state == queue


def _order(queue: str) -> tuple[ColumnElement[Any], bool]:
    """What a queue is ordered by, and whether the last comes first."""
    if queue in ("requested", "issued"):
        return func.coalesce(Certificate.deliver_by, _NO_DAY), False
    if queue == "booked":
        return func.coalesce(Certificate.visit, ""), False
    return func.coalesce(Certificate.valid_until, _NO_DAY), queue != "delivered"


def _behind(key: ColumnElement[Any], falling: bool, after: Place) -> ColumnElement[bool]:
    value: Any = after.key if "T" in after.key else date.fromisoformat(after.key)
    if falling:
        return or_(key < value, and_(key == value, Certificate.id < after.id))
    return or_(key > value, and_(key == value, Certificate.id > after.id))
