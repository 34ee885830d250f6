"""Certificates by what is to be done with them, what is late first; bookings of a salon."""

from __future__ import annotations

from datetime import datetime, time
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.facts import Certificate
from webapp.engine.programme import Programme
from webapp.store import certificates, members
from webapp.store.certificates import QUEUES, Counted, Kept, Place, place
from webapp.usecases.open_chain import OpenChain

MOST = 50
"""Of one page."""
MOST_BOOKINGS = 200

__all__ = ["MOST", "QUEUES", "Place", "list_bookings", "list_certificates", "of_member", "place"]


class Row(NamedTuple):
    """A certificate in a list. `late`: the day or the hour by which it should have moved on is over."""

    held: Certificate
    state: str
    deliver_to: str | None
    owner: str | None
    late: bool

    @property
    def holder(self) -> str | None:
        return self.held.holder or self.owner


class Listing(NamedTuple):
    """A page of a queue. `older` is where the next one begins; None on the last."""

    queue: str
    rows: list[Row]
    counts: dict[str, Counted]
    older: Place | None
    programme: Programme


class Bookings(NamedTuple):
    rows: list[Row]
    programme: Programme


def list_certificates(chain: OpenChain, queue: str, now: datetime, after: Place | None = None) -> Listing:
    """`queue` is one of QUEUES."""
    local = chain.local(now)

    def work(session: Session) -> Listing:
        found = certificates.listed(session, chain.id, queue, local, after, MOST + 1)
        rows = _rows(session, chain, [kept for kept, _ in found[:MOST]], local, queue)
        counts = certificates.queued(session, chain.id, local)
        older = found[MOST - 1][1] if len(found) > MOST else None
        return Listing(queue, rows, counts, older, chain.timeline.certifying(local))

    return transact(work, chain.id, readonly=True)


def list_bookings(chain: OpenChain, salon: str | None, now: datetime) -> Bookings:
    """Of today and later, in one salon or in all."""
    local = chain.local(now)
    midnight = datetime.combine(local.date(), time())

    def work(session: Session) -> Bookings:
        found = certificates.bookings(session, chain.id, salon, midnight, MOST_BOOKINGS)
        return Bookings(_rows(session, chain, [Kept(held) for held in found], local), chain.timeline.certifying(local))

    return transact(work, chain.id, readonly=True)


def of_member(chain: OpenChain, member: UUID, now: datetime) -> list[Row]:
    """All that belongs to the member's account, the newest first."""
    local = chain.local(now)

    def work(session: Session) -> list[Row]:
        known = members.by_id(session, chain.id, member)
        held = certificates.of_account(session, chain.id, known.account) if known else []
        return _rows(session, chain, [Kept(one) for one in reversed(held)], local)

    return transact(work, chain.id, readonly=True)


def _rows(session: Session, chain: OpenChain, found: list[Kept], local: datetime, queue: str = "") -> list[Row]:
    names = members.names(session, chain.id, {UUID(kept.held.person) for kept in found}) if found else {}
    return [
        Row(
            kept.held,
            kept.held.state_on(local.date()),
            kept.deliver_to,
            names.get(UUID(kept.held.person)),
            is_late(kept.held, local, queue),
        )
        for kept in found
    ]


def is_late(held: Certificate, local: datetime, queue: str = "") -> bool:
    """What is booked before it was delivered is late in either queue by its own clock."""
    state = queue or held.state_on(local.date())
    if state in ("requested", "issued"):
        return held.deliver_by is not None and held.deliver_by < local.date()
    return state == "booked" and held.visit is not None and held.visit < local
