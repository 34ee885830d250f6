"""The loyalty manager's queues: what waits for somebody, what is late first, each by the clock of its own kind."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.programme import Programme
from webapp.store import birthdays, certificates, members, questionnaires, requests
from webapp.store.certificates import Counted
from webapp.usecases.gather import uuid_of
from webapp.usecases.list_birthdays import count_due, list_birthdays
from webapp.usecases.list_certificates import is_late
from webapp.usecases.list_requests import rows_of
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.request_terms import BENEFIT, BOOKING, CALL_BACK, CLAIM

QUESTIONNAIRES, ISSUE, DELIVER, BOOK, GIFTS = "questionnaires", "issue", "deliver", "book", "gifts"
REQUESTS: Final = {"calls": CALL_BACK, "claims": CLAIM, "benefits": BENEFIT, "visits": BOOKING}
CERTIFICATES: Final = {ISSUE: "requested", DELIVER: "issued", BOOK: "delivered"}
QUEUES: Final = ("calls", "claims", QUESTIONNAIRES, ISSUE, DELIVER, BOOK, GIFTS, "benefits", "visits")
MOST = 50
"""Of one page."""
AHEAD = timedelta(days=14)
"""So far into the days to come the clocks of queues look."""
ORDERS: Final = frozenset(map(str, range(366)))
"""Places of birthdays."""

__all__ = [
    "MOST",
    "QUEUES",
    "Counted",
    "Place",
    "Queue",
    "Waiting",
    "count_queues",
    "list_queue",
    "place_of",
    "total",
    "unknown_year",
]


class Waiting(NamedTuple):
    """One that waits. `due` is the last day, or the first moment at which it is late; `thing` what it is about."""

    id: UUID
    name: str | None
    due: date | datetime | None
    late: bool
    thing: Any


class Place(NamedTuple):
    """Where in a queue one stands, as an address tells it."""

    key: str
    id: UUID

    def written(self) -> str:
        return f"{self.key}_{self.id}"


class Queue(NamedTuple):
    """A page of a queue. `older` is where the next one begins; None on the last."""

    name: str
    rows: list[Waiting]
    counts: dict[str, Counted]
    older: Place | None
    programme: Programme


def unknown_year(queue: Queue, today: date) -> int | None:
    """The first year in which what is due now may end and whose moved days off nobody has told yet (R27)."""
    years = (today.year, (today + AHEAD).year)
    return next((year for year in years if not queue.programme.working_days.knows(year)), None)


Found = list[tuple[Waiting, Place]]
Source = Callable[[Session, OpenChain, str, datetime, Place | None], Found]


def list_queue(chain: OpenChain, name: str, now: datetime, after: Place | None = None) -> Queue:
    """`name` is one of QUEUES. A queue of what the programme has not is empty."""

    def work(session: Session) -> Queue:
        found = SOURCES[name](session, chain, name, now, after)
        older = found[MOST - 1][1] if len(found) > MOST else None
        rows = [waiting for waiting, _ in found[:MOST]]
        return Queue(name, rows, _counted(session, chain, now), older, chain.timeline.at(chain.local(now)))

    return transact(work, chain.id, readonly=True)


def count_queues(chain: OpenChain, now: datetime) -> dict[str, Counted]:
    """Of the queues in which anything waits."""
    return transact(lambda session: _counted(session, chain, now), chain.id, readonly=True)


def total(counts: dict[str, Counted]) -> Counted:
    """Over all queues."""
    return Counted(sum(count.waiting for count in counts.values()), sum(count.late for count in counts.values()))


def place_of(text: str) -> Place | None:
    """Where the page before ended; what is no such place is the beginning."""
    key, _, told = text.partition("_")
    id_ = uuid_of(told)
    return Place(key, id_) if id_ is not None else None


def _counted(session: Session, chain: OpenChain, now: datetime) -> dict[str, Counted]:
    local = chain.local(now)
    asked = requests.counted(session, chain.id, now)
    counts = {name: asked.get(kind, Counted(0, 0)) for name, kind in REQUESTS.items()}
    counts[QUESTIONNAIRES] = questionnaires.count_waiting(session, chain.id, local.date())
    if chain.timeline.certifying(local).certificates is not None:
        held = certificates.queued(session, chain.id, local, tuple(CERTIFICATES.values()))
        counts |= {name: held.get(state, Counted(0, 0)) for name, state in CERTIFICATES.items()}
    counts[GIFTS] = count_due(session, chain, now)
    return {name: counts[name] for name in QUEUES if name in counts and counts[name].waiting}


def _questionnaires(session: Session, chain: OpenChain, name: str, now: datetime, after: Place | None) -> Found:
    today, begins = chain.local(now).date(), None
    if after is not None:
        with suppress(ValueError):
            begins = questionnaires.Place(date.fromisoformat(after.key), after.id)
    found = questionnaires.queue(session, chain.id, begins, MOST + 1)
    return [
        (
            Waiting(one.id, one.full_name or one.phone, one.due_on, one.due_on is not None and one.due_on < today, one),
            Place(str(one.due_on or questionnaires.NO_DAY), one.id),
        )
        for one in found
    ]


def _certificates(session: Session, chain: OpenChain, name: str, now: datetime, after: Place | None) -> Found:
    local = chain.local(now)
    if chain.timeline.certifying(local).certificates is None:
        return []
    begins = certificates.place(CERTIFICATES[name], *after) if after is not None else None
    found = certificates.listed(session, chain.id, CERTIFICATES[name], local, begins, MOST + 1)
    names = members.names(session, chain.id, {UUID(kept.held.person) for kept, _ in found}) if found else {}
    rows: Found = []
    for kept, place in found:
        due = kept.held.valid_until if name == BOOK else kept.held.deliver_by
        who = kept.held.holder or names.get(UUID(kept.held.person))
        row = Waiting(UUID(kept.held.id), who, due, is_late(kept.held, local, CERTIFICATES[name]), kept)
        rows.append((row, Place(*place)))
    return rows


def _gifts(session: Session, chain: OpenChain, name: str, now: datetime, after: Place | None) -> Found:
    """`due` is the last day of the gift; who has nothing to be given by hand has none."""
    begins = birthdays.Place(int(after.key), after.id) if after is not None and after.key in ORDERS else None
    found = list_birthdays(session, chain, now, begins, MOST + 1)
    today = chain.local(now).date()
    return [
        (
            Waiting(row.who.id, row.who.full_name or row.who.phone, row.last, row.last == today, row),
            Place(str(row.who.order), row.who.id),
        )
        for row in found
    ]


def _requests(session: Session, chain: OpenChain, name: str, now: datetime, after: Place | None) -> Found:
    begins = None
    if after is not None:
        with suppress(ValueError, OverflowError):
            moment = datetime.fromisoformat(after.key)
            begins = requests.Place(moment.astimezone(UTC), after.id) if moment.tzinfo is not None else None
    found = requests.listed(session, chain.id, REQUESTS[name], begins, MOST + 1)
    return [
        (
            Waiting(asked.id, name, _last_day(chain, asked.due_at), late, asked),
            Place(asked.due_at.isoformat(), asked.id),
        )
        for asked, name, late in rows_of(session, chain, found, now)
    ]


def _last_day(chain: OpenChain, due_at: datetime) -> date | datetime:
    """What is late from a midnight on is told by its last day."""
    local = chain.local(due_at)
    return local.date() - timedelta(days=1) if not (local.hour or local.minute) else due_at


SOURCES: dict[str, Source] = {
    QUESTIONNAIRES: _questionnaires,
    GIFTS: _gifts,
    **dict.fromkeys(CERTIFICATES, _certificates),
    **dict.fromkeys(REQUESTS, _requests),
}
