"""Who has a birthday these days, and what comes of it: a gift to be given on request, or bonuses that come by
themselves (7K-16, ES-2.3b, R23).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from webapp.engine.calendar import birthday_in
from webapp.engine.compiled import RuleCode
from webapp.engine.document.amounts import ELSE, Table
from webapp.engine.document.conditions import Condition
from webapp.engine.programme import Programme
from webapp.store import birthdays
from webapp.store.birthdays import Celebrant, Place, Wanted
from webapp.store.certificates import Counted
from webapp.usecases.open_chain import OpenChain

AHEAD = 14
"""So many days ahead birthdays are told of."""
GIFT = "birthday_gift"
FAR_BACK = datetime(1970, 1, 1)
A_LEAP_YEAR = 2028


class Row(NamedTuple):
    """`last` is the last day on which the gift can be had, None for bonuses that come by themselves; `due` whether it
    can be had now. `rewards` may be chosen among.
    """

    who: Celebrant
    birthday: date
    last: date | None
    due: bool
    rewards: tuple[str, ...]


class _Window(NamedTuple):
    """Birthdays from `first` on, for so many days; those before `opens` can have their gift now, up to `after` days
    after the day itself.
    """

    first: date
    opens: date
    length: int
    after: int


def list_birthdays(session: Session, chain: OpenChain, now: datetime, after: Place | None, most: int) -> list[Row]:
    """Those whose gift can be had no longer soon stand first; empty where the programme gives nothing."""
    local = chain.local(now)
    programme = chain.timeline.at(local)
    window = _window(programme, local.date())
    found = birthdays.listed(session, chain.id, _wanted(chain, programme, window, local), after, most)
    return [_row(programme, window, who) for who in found]


def count_due(session: Session, chain: OpenChain, now: datetime) -> Counted:
    """Whose gift can be given now; as late counts whose last day is today."""
    local = chain.local(now)
    programme = chain.timeline.at(local)
    if _gift(programme) is None:
        return Counted(0, 0)
    wanted = _wanted(chain, programme, _window(programme, local.date()), local)
    due = wanted._replace(days={day: place for day, place in wanted.days.items() if place < wanted.open_below})
    return birthdays.counted(session, chain.id, due)


def _gift(programme: Programme) -> RuleCode | None:
    rule = programme.requests.get(GIFT)
    return rule if rule is not None and rule.give is not None else None


def _bonuses(programme: Programme) -> int | None:
    amounts = [rule.amount for rule in programme.birthdays if rule.amount is not None]
    return sum(amounts) if amounts else None


def _window(programme: Programme, today: date) -> _Window:
    rule = _gift(programme)
    after = _after(programme.document.rules[rule.name].if_) if rule is not None else 0
    lead = rule.lead if rule is not None else 0
    first = today - timedelta(days=after)
    length = after + max(lead, AHEAD) + 1
    return _Window(first, today + timedelta(days=lead + 1), length, after)


def _after(condition: Condition | None) -> int:
    """How many days after the birthday the last of the condition's windows closes."""
    if condition is None:
        return 0
    own = condition.birthday.after if condition.birthday else 0
    return max([own, *(_after(part) for part in condition.parts())])


def _wanted(chain: OpenChain, programme: Programme, window: _Window, local: datetime) -> Wanted:
    rule = _gift(programme)
    if rule is None and _bonuses(programme) is None:
        return Wanted({}, 0)
    days = _days(programme, window)
    if rule is None:
        return Wanted(days, (window.opens - window.first).days)
    return Wanted(
        days,
        (window.opens - window.first).days,
        _levels(rule.give),
        local.date() if programme.cards is not None else None,
        _given_since(chain, rule, window, local),
    )


def _days(programme: Programme, window: _Window) -> dict[int, int]:
    """Each day of birth that is kept in the window, with its place there: 29 February as the programme says (R23)."""
    found: dict[int, int] = {}
    births = [date(A_LEAP_YEAR, 1, 1) + timedelta(days=number) for number in range(366)]
    for birth in births:
        for year in (window.first.year, window.first.year + 1):
            place = (birthday_in(birth, year, programme.feb_29) - window.first).days
            if 0 <= place < window.length:
                found[birth.month * 100 + birth.day] = place
    return found


def _levels(give: Any) -> frozenset[str] | None:
    """Those whose holders get something; None for everybody."""
    if not isinstance(give, Table) or give.keys != ("level",):
        return None
    named = {path[0] for path, _ in give.leaves()}
    return None if ELSE in named else frozenset(named)


def _given_since(chain: OpenChain, rule: RuleCode, window: _Window, local: datetime) -> datetime | None:
    """From when on a gift was the one of this turn: the last birthday's was over before."""
    day = local.date()
    if rule.once is None:
        return None
    if rule.once.per == "life":
        since = FAR_BACK
    elif rule.once.per == "year":
        since = datetime(day.year, 1, 1)
    else:
        since = datetime.combine(day - timedelta(days=364 - window.after - rule.lead), time())
    return since.replace(tzinfo=chain.zone)


def _row(programme: Programme, window: _Window, who: Celebrant) -> Row:
    birthday = window.first + timedelta(days=who.order)
    rule = _gift(programme)
    if rule is None:
        return Row(who, birthday, None, False, ())
    choice = rule.give.cell((who.level,)) if isinstance(rule.give, Table) else rule.give
    due = birthday < window.opens
    return Row(who, birthday, birthday + timedelta(days=window.after), due, tuple(choice or ()))
