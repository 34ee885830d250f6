"""What the calendar brings is told to members: bonuses and levels that end, birthdays, certificates that ran out.

Looked at once a day of the chain, after its quiet hours, and a few days back, so that a night without a worker loses
nothing. Each piece of news has a key of its own: however often it is found, it is told once (R17).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.calendar import birthday_in
from webapp.messages.outbox import own_key, send_each_news
from webapp.store import jobs, upcoming
from webapp.usecases.open_chain import OpenChain, open_chain
from webapp.usecases.reconcile_chain import all_slugs

BACK = timedelta(days=2)
"""How far back it is looked, and so how long after its day something is still told."""
EXPIRING = {"expiring_30": timedelta(days=30), "expiring_7": timedelta(days=7)}
LEVEL_ENDING = timedelta(days=30)
A_DAY = timedelta(days=1)
Keyed = tuple[str, dict[str, Any]]


def tell_chains(now: datetime) -> None:
    for slug in all_slugs():
        chain = open_chain(slug)
        if chain is not None and chain.state == "open":
            tell_by_calendar(chain, now)


def tell_by_calendar(chain: OpenChain, now: datetime) -> int:
    """How many pieces of news were found; none before the quiet hours end, and on the day on which it was done."""
    local = chain.local(now)
    if local.hour < chain.messages.quiet_until:
        return 0
    done = own_key(chain.id, f"calendar {local.date()}")

    def work(session: Session) -> int:
        if jobs.is_known(session, done):
            return 0
        found = [*_found(session, chain, local.date())]
        send_each_news(session, chain.id, found, now)
        jobs.remember(session, chain.id, done, now)
        return len(found)

    return transact(work, chain.id)


def _found(session: Session, chain: OpenChain, today: date) -> Iterator[Keyed]:
    told = chain.told
    for event, ahead in EXPIRING.items():
        if event in told:
            for lot in upcoming.expiring(session, chain.id, today + ahead - BACK, today + ahead):
                values = {"amount": lot.amount, "balance": lot.balance, "day": (lot.day - A_DAY).isoformat()}
                yield _news(event, lot.member, lot.day, values)
    if "level_ending" in told:
        for ends in upcoming.level_ends(session, chain.id, today + LEVEL_ENDING - BACK, today + LEVEL_ENDING):
            yield _news("level_ending", ends.member, ends.day, {"level": ends.level, "day": str(ends.day - A_DAY)})
    if "certificate_expired" in told:
        for gone in upcoming.ran_out(session, chain.id, today - A_DAY - BACK, today - A_DAY):
            values = {"reward": gone.reward, "until": gone.until.isoformat()}
            yield _news("certificate_expired", gone.member, gone.certificate, values)
    if "birthday" in told:
        for member in upcoming.birthdays(session, chain.id, _born_on(chain, today)):
            yield _news("birthday", member, today.year, {})


def _news(event: str, member: UUID, what: object, values: dict[str, Any]) -> Keyed:
    return f"{event} {member} {what}", {"event": event, "member": str(member), "values": values, "own": False}


def _born_on(chain: OpenChain, today: date) -> list[int]:
    """29 February is kept as the programme says (R23)."""
    leap_day, rule = date(2000, 2, 29), chain.timeline.on(today).feb_29
    days = [today.month * 100 + today.day]
    return [*days, 229] if birthday_in(leap_day, today.year, rule) == today and days != [229] else days
