"""Messages to members: written before they go out, counted against the chain's caps, kept as a log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, bindparam, delete, func, select, text, update
from sqlalchemy.orm import Session

from webapp.database import Instant, Mark, older
from webapp.store.tables import Member, Message

WAITING, SENT, FAILED = "waiting", "sent", "failed"
OPEN = (WAITING, FAILED)
"""What may still go out: what was given up goes out where its job is restarted."""
_ADD = text(
    "INSERT INTO messages (tenant_id, id, member_id, event, channel, state, at, due_at, cost) "
    "VALUES (:tenant, :id, :member, :event, :channel, :state, :at, :at, 0) ON CONFLICT DO NOTHING"
).bindparams(
    bindparam("tenant", type_=Uuid()),
    bindparam("id", type_=Uuid()),
    bindparam("member", type_=Uuid()),
    bindparam("at", type_=Instant()),
)


class Told(NamedTuple):
    """A message as the log shows it."""

    id: UUID
    at: datetime
    member: UUID
    name: str | None
    event: str
    channel: str
    state: str
    due_at: datetime | None
    sent_at: datetime | None
    cost: int


class Sums(NamedTuple):
    """What went out since a moment: to the member, to the address, from the whole chain, and its money."""

    member: int
    address: int
    all: int
    cost: int


def add(
    session: Session, tenant: UUID, message: UUID, member: UUID, event: str, channel: str, state: str, at: datetime
) -> bool:
    """False where the same was written before (R17)."""
    told = {"tenant": tenant, "id": message, "member": member, "event": event, "channel": channel}
    return bool(session.connection().execute(_ADD, {**told, "state": state, "at": at}).rowcount)


def by_id(session: Session, tenant: UUID, message: UUID) -> Message | None:
    return session.scalars(select(Message).where(Message.tenant_id == tenant, Message.id == message)).one_or_none()


def settle(session: Session, tenant: UUID, message: UUID, state: str) -> None:
    """How it ended, if it did not go out: it costs nothing and counts for no cap."""
    ended = {"state": state, "due_at": None, "sent_at": None, "cost": 0}
    session.execute(update(Message).where(Message.tenant_id == tenant, Message.id == message).values(**ended))


def put_off(session: Session, tenant: UUID, message: UUID, due_at: datetime) -> None:
    here = (Message.tenant_id == tenant) & (Message.id == message)
    session.execute(update(Message).where(here).values(due_at=due_at, sent_at=None, cost=0))


def count(session: Session, tenant: UUID, message: UUID, address: str, cost: int, now: datetime) -> None:
    """It is on its way, and counts from now on."""
    here = (Message.tenant_id == tenant) & (Message.id == message)
    session.execute(update(Message).where(here).values(address=address, cost=cost, sent_at=now))


def take(session: Session, tenant: UUID, message: UUID, cost: int, now: datetime) -> None:
    """Its part of the day's money, where no cap may keep it back."""
    here = (Message.tenant_id == tenant) & (Message.id == message)
    session.execute(update(Message).where(here).values(cost=cost, sent_at=now))


def went(session: Session, tenant: UUID, message: UUID, now: datetime) -> None:
    here = (Message.tenant_id == tenant) & (Message.id == message)
    session.execute(update(Message).where(here).values(state=SENT, sent_at=now, due_at=None))


def sums(session: Session, tenant: UUID, since: datetime, member: UUID, address: str, without: UUID) -> Sums:
    """Beside the message `without`, which may be on its way for the second time."""
    here = (Message.tenant_id == tenant) & (Message.sent_at >= since) & (Message.id != without)
    mine = func.count().filter(Message.member_id == member)
    there = func.count().filter(Message.address == address)
    found = session.execute(select(mine, there, func.count(), func.coalesce(func.sum(Message.cost), 0)).where(here))
    return Sums(*(int(one) for one in found.one()))


def spent(session: Session, tenant: UUID, since: datetime) -> int:
    """The money of all that went out since a moment, in hundredths."""
    here = (Message.tenant_id == tenant) & (Message.sent_at >= since)
    return int(session.execute(select(func.coalesce(func.sum(Message.cost), 0)).where(here)).scalar_one())


def listed(session: Session, tenant: UUID, after: Mark | None, most: int) -> Sequence[Told]:
    """The newest first."""
    own = (Member.tenant_id == Message.tenant_id) & (Member.id == Message.member_id)
    columns: tuple[Any, ...] = (Message.id, Message.at, Message.member_id, Member.full_name)
    columns += (Message.event, Message.channel, Message.state, Message.due_at, Message.sent_at, Message.cost)
    query = select(*columns).join(Member, own).where(Message.tenant_id == tenant)
    if after is not None:
        query = query.where(older(Message.at, Message.id, after))
    return [
        Told._make(row) for row in session.execute(query.order_by(Message.at.desc(), Message.id.desc()).limit(most))
    ]


def sweep(session: Session, tenant: UUID, before: datetime) -> None:
    session.execute(delete(Message).where(Message.tenant_id == tenant, Message.at < before))
