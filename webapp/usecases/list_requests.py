"""Requests of a kind that wait, what is late first; those of a member with what came of them; agreed visits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import members, requests
from webapp.store.members import Known
from webapp.store.request_tables import GuestRequest
from webapp.store.requests import Place
from webapp.usecases.open_chain import OpenChain

MOST = 50
"""Of one page."""
MOST_VISITS = 200

__all__ = ["MOST", "Place", "list_requests", "list_visits", "of_member", "rows_of"]


class Row(NamedTuple):
    """A request in a list, and how its guest is called."""

    asked: GuestRequest
    name: str | None
    late: bool


class Waiting(NamedTuple):
    """A page of those that wait. `older` is where the next one begins; None on the last."""

    rows: list[Row]
    older: Place | None


class Own(NamedTuple):
    """A member's requests, the newest first."""

    known: Known
    left: bool
    rows: list[Row]


def list_requests(chain: OpenChain, kind: str, now: datetime, after: Place | None = None) -> Waiting:
    """`kind` is one of request_terms.KINDS."""

    def work(session: Session) -> Waiting:
        found = requests.listed(session, chain.id, kind, after, MOST + 1)
        rows = rows_of(session, chain, found[:MOST], now)
        last = found[MOST - 1] if len(found) > MOST else None
        return Waiting(rows, Place(last.due_at, last.id) if last is not None else None)

    return transact(work, chain.id, readonly=True)


def list_visits(chain: OpenChain, salon: str | None, now: datetime) -> list[Row]:
    """Of today and later, in one salon or in all."""
    midnight = datetime.combine(chain.local(now).date(), time())

    def work(session: Session) -> list[Row]:
        return rows_of(session, chain, requests.visits(session, chain.id, salon, midnight, MOST_VISITS), now)

    return transact(work, chain.id, readonly=True)


def of_member(chain: OpenChain, member: UUID, now: datetime) -> Own | None:
    """None for nobody of this chain."""

    def work(session: Session) -> Own | None:
        known = members.by_id(session, chain.id, member)
        if known is None:
            return None
        rows = rows_of(session, chain, requests.of_member(session, chain.id, member, MOST), now)
        return Own(known, members.has_left(session, chain.id, member), rows)

    return transact(work, chain.id, readonly=True)


def rows_of(session: Session, chain: OpenChain, found: Sequence[GuestRequest], now: datetime) -> list[Row]:
    """With what to call each guest: the member, or the caller who is none."""
    people = {row.member_id for row in found if row.member_id is not None}
    names = members.called(session, chain.id, people) if people else {}
    return [
        Row(
            row,
            names.get(row.member_id) if row.member_id is not None else row.name,
            row.decided_at is None and row.due_at <= now,
        )
        for row in found
    ]
