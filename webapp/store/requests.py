"""Requests of guests: kept, found by member and by what they are about, listed by what is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select, update
from sqlalchemy.orm import Session

from webapp.database import locks_rows
from webapp.store import merges
from webapp.store.certificates import Counted
from webapp.store.request_tables import GuestRequest, RequestPhoto

NEW, TAKEN, DONE, DECLINED = "new", "taken", "done", "declined"


class Place(NamedTuple):
    """Where in a queue a request stands."""

    due_at: datetime
    id: UUID


class Photo(NamedTuple):
    media_type: str
    content: bytes


def add(session: Session, row: GuestRequest, photo: Photo | None = None) -> None:
    session.add(row)
    session.flush()
    if photo is not None:
        session.add(RequestPhoto(tenant_id=row.tenant_id, request_id=row.id, **photo._asdict()))
        session.flush()


def by_id(session: Session, tenant: UUID, request: UUID, lock: bool = False) -> GuestRequest | None:
    query = select(GuestRequest).where(GuestRequest.tenant_id == tenant, GuestRequest.id == request)
    return session.scalars(query.with_for_update() if lock and locks_rows(session) else query).one_or_none()


def by_key(session: Session, tenant: UUID, key: str) -> GuestRequest | None:
    query = select(GuestRequest).where(GuestRequest.tenant_id == tenant, GuestRequest.key == key)
    return session.scalars(query).one_or_none()


def of_member(session: Session, tenant: UUID, member: UUID, most: int) -> Sequence[GuestRequest]:
    """The newest first, with those of whoever turned out to be the member."""
    own = (GuestRequest.member_id == member) | GuestRequest.member_id.in_(merges.gone(tenant, member))
    query = select(GuestRequest).where(GuestRequest.tenant_id == tenant, own)
    return session.scalars(query.order_by(GuestRequest.id.desc()).limit(most)).all()


def waiting_of(session: Session, tenant: UUID, member: UUID) -> int:
    query = select(func.count()).select_from(GuestRequest).where(_waits(tenant), GuestRequest.member_id == member)
    return session.execute(query).scalar() or 0


def about(session: Session, tenant: UUID, kind: str, subject: str, member: UUID | None) -> GuestRequest | None:
    """One of the same that still waits, of the member where one is named."""
    here = [GuestRequest.tenant_id == tenant, GuestRequest.kind == kind, GuestRequest.subject == subject]
    here.append(GuestRequest.decided_at.is_(None))
    if member is not None:
        here.append(GuestRequest.member_id == member)
    return session.scalars(select(GuestRequest).where(*here).limit(1)).one_or_none()


def settled(session: Session, tenant: UUID, kind: str, subject: str) -> bool:
    """Whether a receipt was posted for one about this already, to whomever."""
    here = [GuestRequest.tenant_id == tenant, GuestRequest.kind == kind, GuestRequest.subject == subject]
    query = select(GuestRequest.id).where(*here, GuestRequest.receipt_id.is_not(None)).limit(1)
    return session.execute(query).scalar() is not None


def take(session: Session, tenant: UUID, request: UUID, by: UUID | None, now: datetime) -> None:
    _change(session, tenant, request, {"state": TAKEN, "taken_by": by, "taken_at": now})


class Decided(NamedTuple):
    """How it ended: `visit` is of the tenant's local time."""

    state: str
    reason: str | None = None
    visit: datetime | None = None
    salon: str | None = None
    receipt: UUID | None = None


def decide(session: Session, tenant: UUID, request: UUID, decided: Decided, by: UUID | None, now: datetime) -> None:
    told: dict[str, object] = {"state": decided.state, "reason": decided.reason, "decided_by": by, "decided_at": now}
    if decided.visit is not None:
        told |= {"visit": decided.visit.isoformat(timespec="seconds"), "salon": decided.salon}
    if decided.receipt is not None:
        told["receipt_id"] = decided.receipt
    _change(session, tenant, request, told)


def move_visit(session: Session, tenant: UUID, request: UUID, salon: str, visit: datetime) -> None:
    _change(session, tenant, request, {"visit": visit.isoformat(timespec="seconds"), "salon": salon})


def page(session: Session, tenant: UUID, after: UUID | None, most: int) -> Sequence[GuestRequest]:
    """The oldest first, from the one behind `after` on."""
    here = GuestRequest.tenant_id == tenant
    if after is not None:
        here &= GuestRequest.id > after
    return session.scalars(select(GuestRequest).where(here).order_by(GuestRequest.id).limit(most)).all()


def next_photo(session: Session, tenant: UUID, after: UUID | None) -> RequestPhoto | None:
    """One at a time: they are large. Of the oldest request behind `after`; None after the last."""
    here = RequestPhoto.tenant_id == tenant
    if after is not None:
        here &= RequestPhoto.request_id > after
    query = select(RequestPhoto).where(here).order_by(RequestPhoto.request_id).limit(1)
    return session.scalars(query).one_or_none()


def _change(session: Session, tenant: UUID, request: UUID, told: dict[str, object]) -> None:
    here = (GuestRequest.tenant_id == tenant) & (GuestRequest.id == request)
    session.execute(update(GuestRequest).where(here).values(told))


def photo(session: Session, tenant: UUID, request: UUID) -> Photo | None:
    columns = (RequestPhoto.media_type, RequestPhoto.content)
    query = select(*columns).where(RequestPhoto.tenant_id == tenant, RequestPhoto.request_id == request)
    row = session.execute(query).one_or_none()
    return Photo(*row) if row is not None else None


def has_photo(session: Session, tenant: UUID, request: UUID) -> bool:
    here = (RequestPhoto.tenant_id == tenant) & (RequestPhoto.request_id == request)
    return session.execute(select(RequestPhoto.request_id).where(here)).scalar() is not None


def listed(session: Session, tenant: UUID, kind: str, after: Place | None, most: int) -> Sequence[GuestRequest]:
    """Those of the kind that wait, the longest overdue first."""
    here = [_waits(tenant), GuestRequest.kind == kind]
    if after is not None:
        same = and_(GuestRequest.due_at == after.due_at, GuestRequest.id > after.id)
        here.append(or_(GuestRequest.due_at > after.due_at, same))
    query = select(GuestRequest).where(*here).order_by(GuestRequest.due_at, GuestRequest.id).limit(most)
    return session.scalars(query).all()


def counted(session: Session, tenant: UUID, now: datetime) -> dict[str, Counted]:
    """Of each kind of which any wait: how many, and how many are late by now."""
    late = func.sum(case((GuestRequest.due_at <= now, 1), else_=0))
    query = select(GuestRequest.kind, func.count(), late).where(_waits(tenant)).group_by(GuestRequest.kind)
    return {kind: Counted(int(waiting), int(overdue)) for kind, waiting, overdue in session.execute(query)}


def visits(session: Session, tenant: UUID, salon: str | None, since: datetime, most: int) -> Sequence[GuestRequest]:
    """Agreed visits from that moment of the tenant's local time on, in one salon or in all."""
    here = [GuestRequest.tenant_id == tenant, GuestRequest.visit.is_not(None)]
    here.append(GuestRequest.visit >= since.isoformat(timespec="seconds"))
    if salon:
        here.append(GuestRequest.salon == salon)
    query = select(GuestRequest).where(*here).order_by(GuestRequest.visit, GuestRequest.id).limit(most)
    return session.scalars(query).all()


def _waits(tenant: UUID) -> ColumnElement[bool]:
    return and_(GuestRequest.tenant_id == tenant, GuestRequest.decided_at.is_(None))
