"""The night's work for rankings: once a period is over, each placed member is told so, by the ordinary way of events.

A period is placed once: what was done stands among the jobs, and each event bears the period's reference. Nights that
come late place it as they find it, for a month; later nobody is told of it any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine import rankings
from webapp.engine.events import NamedEvent
from webapp.engine.moment import Moment
from webapp.engine.rankings import Entrant, Period
from webapp.ledger.rankings import leading
from webapp.messages.outbox import own_key
from webapp.store import jobs
from webapp.usecases.gather import for_event
from webapp.usecases.open_chain import WORKING, OpenChain, open_chain
from webapp.usecases.operation import Actor, Order, perform_in
from webapp.usecases.reconcile_chain import all_slugs

BACK = timedelta(days=31)
"""How long after its end a period is still placed."""


def place_chains(now: datetime) -> Iterator[tuple[str, int]]:
    """Every open chain, and how many members were told of a place."""
    for slug in all_slugs():
        chain = open_chain(slug)
        if chain is not None:
            yield slug, place_members(chain, now)


def place_members(chain: OpenChain, now: datetime) -> int:
    """How many members were told of a place. A chain that is not open waits; a sandbox has its nights
    as its clock moves.
    """
    if chain.state not in WORKING:
        return 0
    today = chain.local(now).date()
    due = rankings.over(chain.timeline, today - BACK, today)
    return sum(_place(chain, period, now) for period in due)


def _place(chain: OpenChain, period: Period, now: datetime) -> int:
    done = own_key(chain.id, f"ranking {rankings.reference(period)}")

    def work(session: Session) -> int:
        if jobs.is_known(session, done):
            return 0
        jobs.remember(session, chain.id, done, now)
        return sum(_told(session, chain, period, event, now) for event in _placed(session, chain, period, now))

    return transact(work, chain.id)


def _placed(session: Session, chain: OpenChain, period: Period, now: datetime) -> list[NamedEvent]:
    local = chain.local(now)
    moment = Moment(local, chain.timeline, chain.timeline.at(local))
    return list(rankings.placed(moment, period, _entrants(session, chain, period)))


def _entrants(session: Session, chain: OpenChain, period: Period) -> Iterator[Entrant]:
    for account, name, value in leading(session, chain.id, period.rule.counter, period.first, period.end):
        yield from rankings.summed(period, account, name, value)


def _told(session: Session, chain: OpenChain, period: Period, event: NamedEvent, now: datetime) -> bool:
    key = f"{rankings.reference(period)} {event.member}"
    return not perform_in(session, Order(chain, Actor(), key, "event", event, now), for_event).refused
