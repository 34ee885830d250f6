"""Pairs of members who are likely one person, and the merges that can still be undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.merging import UNDONE_WITHIN
from webapp.store import audit, duplicates, members, merges
from webapp.store.duplicates import DISMISSED, Likely
from webapp.store.tables import Member
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal

MOST = 50
"""Pairs of one page."""


class One(NamedTuple):
    id: UUID
    full_name: str | None
    phone: str | None
    email: str | None
    birth_date: date | None
    enrolled_on: date


class Pair(NamedTuple):
    """`reasons` are phone, name, birth; `state` is open, dismissed or merged."""

    id: UUID
    first: One
    second: One
    reasons: list[str]
    state: str


class Merged(NamedTuple):
    """A merge that stands; `until` is the last day on which it can be undone."""

    id: UUID
    member: UUID
    name: str
    gone: str
    on: date
    until: date


@dataclass(frozen=True, slots=True)
class Duplicates:
    pairs: list[Pair]
    older: UUID | None
    merged: list[Merged]


def list_duplicates(chain: OpenChain, now: datetime, after: UUID | None = None) -> Duplicates:
    def work(session: Session) -> Duplicates:
        rows = duplicates.listed(session, chain.id, after, MOST + 1)
        shown = rows[:MOST]
        older = shown[-1].pair.id if len(rows) > MOST else None
        return Duplicates(_pairs(session, chain, shown), older, _merged(session, chain, now))

    return transact(work, chain.id, readonly=True)


def look_at_pair(chain: OpenChain, pair: UUID) -> Pair | None:
    """None for no pair of this chain."""

    def work(session: Session) -> Pair | None:
        found = duplicates.by_id(session, chain.id, pair)
        return _pairs(session, chain, [found])[0] if found is not None else None

    return transact(work, chain.id, readonly=True)


def dismiss_pair(chain: OpenChain, staff: UUID, pair: UUID, now: datetime) -> Refusal | None:
    """They are two people; the pair is not shown again. None once it is done."""

    def work(session: Session) -> Refusal | None:
        if not duplicates.decide(session, chain.id, pair, DISMISSED, staff, now):
            found = duplicates.by_id(session, chain.id, pair)
            mine = found is not None and (found.pair.state, found.pair.decided_by) == (DISMISSED, staff)
            return None if mine else Refusal("decided_pair")
        audit.note(session, chain.id, now, "duplicate_dismissed", str(pair), staff)
        return None

    return transact(work, chain.id)


def _pairs(session: Session, chain: OpenChain, rows: list[Likely]) -> list[Pair]:
    people = {member.id for row in rows for member in (row.first, row.second)}
    births = duplicates.births(session, chain.id, people) if people else {}

    def one(member: Member) -> One:
        enrolled = chain.local(member.enrolled_at).date()
        return One(member.id, member.full_name, member.phone, member.email, births.get(member.id), enrolled)

    return [Pair(row.pair.id, one(row.first), one(row.second), row.pair.reasons, row.pair.state) for row in rows]


def _merged(session: Session, chain: OpenChain, now: datetime) -> list[Merged]:
    today = chain.local(now).date()
    rows = merges.since(session, chain.id, now - UNDONE_WITHIN * 2)
    names = members.names(session, chain.id, {member for row in rows for member in (row.member_id, row.gone_member_id)})
    found = []
    for row in rows:
        on = chain.local(row.at).date()
        called = (names.get(row.member_id) or "", names.get(row.gone_member_id) or "")
        if today <= on + UNDONE_WITHIN:
            found.append(Merged(row.id, row.member_id, *called, on, on + UNDONE_WITHIN))
    return found
