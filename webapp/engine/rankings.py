"""Who is placed once a period is over, by what a counter counted in it (design 5: a ranking over all members).

A ranking is made once, at 00:00 of the day after its period or, live, as soon after as the night's work comes by: what
has been returned by then is not counted, what comes back later changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from webapp.engine import calendar, seats
from webapp.engine.compiled import RankingRule
from webapp.engine.events import NamedEvent
from webapp.engine.facts import Account
from webapp.engine.members import CLOSED
from webapp.engine.moment import Moment
from webapp.engine.money import written
from webapp.engine.programme import Timeline
from webapp.engine.situation import Situation

MOST_TOLD = 200
"""However many share the last place, no more than so many are told."""


class Period(NamedTuple):
    """A ranking's period that is over: its first day, and the first day after it."""

    rule: RankingRule
    first: date
    end: date


class Entrant(NamedTuple):
    """What one member has of a period, and the day on which they came to it. `owner` is None for the account's holder,
    else who on it counts alone.
    """

    account: Account
    owner: str | None
    value: int
    reached: date


def over(timeline: Timeline, after: date, day: date) -> Iterator[Period]:
    """The periods that ended later than `after` and by `day`, under the revision that rules at their end."""
    end = after
    while (end := calendar.end_of_period(end, "month")) <= day:
        last = end - calendar.ONE_DAY
        for rule in timeline.on(end).rankings:
            if calendar.end_of_period(last, rule.every) == end:
                yield Period(rule, calendar.period_of(last, rule.every), end)


def entrants(period: Period, account: Account) -> Iterator[Entrant]:
    """Those on the account who have counted anything in the period."""
    alone = _alone(period, account)
    for name in (period.rule.counter, *alone) if account.gone is None else ():
        tally = account.tallies.get(name)
        days = {day: n for day, n in tally.days.items() if period.first <= day < period.end} if tally else {}
        value = sum(days.values())
        if value > 0:
            yield Entrant(account, alone.get(name), value, max(day for day, counted in days.items() if counted > 0))


def _alone(period: Period, account: Account) -> dict[str, str]:
    """Under which names it is counted for those who count alone, as they bear them while nobody acts."""
    return {seats.beside(period.rule.counter, own.number): person for person, own in account.apart.items()}


def summed(period: Period, account: Account, name: str, value: int) -> Iterator[Entrant]:
    """The entrant of whom the books say this sum, under the name by which it is counted on the account."""
    alone = _alone(period, account)
    if account.gone is None and (name == period.rule.counter or name in alone):
        yield Entrant(account, alone.get(name), value, period.end)


def in_order(found: Iterable[Entrant]) -> list[Entrant]:
    """The highest first; of equals who came to it earlier, then whose account is older, then as they were found."""
    return sorted(found, key=lambda one: (-one.value, one.reached, one.account.opened_on))


def placed(moment: Moment, period: Period, ordered: Iterable[Entrant]) -> Iterator[NamedEvent]:
    """What each placed member is told. Of `ordered` no more is looked at than the places need."""
    place, told, before = 0, 0, -1
    for one in ordered:
        if told >= MOST_TOLD or (told >= period.rule.places and not (period.rule.shared and one.value == before)):
            return
        member = _member(moment, period, one)
        if member is None:
            continue
        told += 1
        place = place if period.rule.shared and one.value == before else told
        before = one.value
        yield NamedEvent.model_validate(
            {
                "member": member,
                "name": period.rule.name,
                "ref": reference(period, one.owner),
                "amount": written(one.value),
                "attributes": {"place": str(place)},
            }
        )


def reference(period: Period, owner: str | None = None) -> str:
    """By this an account is told of a period once, or each who counts alone on it."""
    return " ".join(filter(None, (period.rule.name, str(period.first), owner)))


def _member(moment: Moment, period: Period, one: Entrant) -> str | None:
    """Who is told, where they are there still and the ranking's condition holds for them as of the period's end."""
    change = moment.look_at(one.account)
    people = change.account.people
    holder = one.owner or change.account.holder
    there = [person for person in (people.get(holder), *people.values()) if person and person.state != CLOSED]
    if not there or (one.owner is not None and there[0].id != one.owner):
        return None
    if period.rule.when is not None:
        seats.sit(moment.programme, change, there[0].id)
        account, level = change.account, change.account.standing.level
        situation = Situation(moment.programme, moment.at, moment.day, account, there[0], level)
        situation.as_of = period.end - calendar.ONE_DAY
        if not period.rule.when(situation, None):
            return None
    return there[0].id
