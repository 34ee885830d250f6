"""On which days triggers of time fire: dates, periods, spans from an anchor, silence, what comes before an end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from webapp.engine import calendar
from webapp.engine.document.triggers import Trigger
from webapp.engine.document.values import WEEKDAYS, read_date
from webapp.engine.ends import anchor_day, key_of
from webapp.engine.facts import Account, Person
from webapp.engine.programme import Programme


def falls_on(programme: Programme, trigger: Trigger, account: Account, person: Person, day: date) -> bool:
    """Whether it fires at the start of `day`."""
    return next_day(programme, trigger, account, person, day - calendar.ONE_DAY) == day


def next_day(programme: Programme, trigger: Trigger, account: Account, person: Person, after: date) -> date | None:
    """The first day later than `after` on which it fires, as far as is known now."""
    return _NEXT[trigger.kind](programme, trigger, account, person, after)


def _birthday(programme: Programme, trigger: Trigger, account: Account, person: Person, after: date) -> date | None:
    if person.birth_date is None:
        return None
    if trigger.name != "month":
        return calendar.next_birthday(person.birth_date, after, programme.feb_29)
    first = date(after.year, person.birth_date.month, 1)
    return first if first > after else date(after.year + 1, person.birth_date.month, 1)


def _anniversary(programme: Programme, trigger: Trigger, account: Account, person: Person, after: date) -> date | None:
    if trigger.name == "enrolment":
        anchor: date | None = person.enrolled_on
    elif trigger.name == "first_visit":
        anchor = account.memory.first_visit
    else:
        anchor = _day_of(person.attributes.get(trigger.name))
    if anchor is None:
        return None
    day = calendar.next_birthday(anchor, after, programme.feb_29)
    return day if day > anchor else calendar.next_birthday(anchor, day, programme.feb_29)


def _day_of(text: str | None) -> date | None:
    try:
        return read_date(text) if text else None
    except ValueError:
        return None


def _date(programme: Programme, trigger: Trigger, account: Account, person: Person, after: date) -> date:
    month, day = (int(part) for part in trigger.name.split("-"))
    this = date(after.year, month, day)
    return this if this > after else date(after.year + 1, month, day)


def _weekly(programme: Programme, trigger: Trigger, account: Account, person: Person, after: date) -> date:
    ahead = (WEEKDAYS.index(trigger.name) - after.weekday() - 1) % 7 + 1
    return after + timedelta(days=ahead)


def _end_of(programme: Programme, trigger: Trigger, account: Account, person: Person, after: date) -> date:
    return calendar.end_of_period(after, trigger.name)


def _every(programme: Programme, trigger: Trigger, account: Account, person: Person, after: date) -> date | None:
    anchor = anchor_day(programme, trigger.anchor, person.enrolled_on, account, person)
    if anchor is None or trigger.span is None:
        return None
    return calendar.next_tick(anchor, trigger.span, after)


def _before(programme: Programme, trigger: Trigger, account: Account, person: Person, after: date) -> date | None:
    span = trigger.span or calendar.Duration(days=1)
    back = calendar.Duration(-span.months, -span.days)
    if trigger.name == "level_end":
        ends = [account.standing.until]
    elif trigger.name == "lot_end":
        ends = [lot.expires for lot in account.lots.values()]
    else:
        birth = person.birth_date
        from_ = calendar.span_end(after, span)
        ends = [calendar.next_birthday(birth, from_, programme.feb_29)] if birth else []
    days = (calendar.span_end(end, back) for end in ends if end is not None)
    return min((day for day in days if day > after), default=None)


def _idle(programme: Programme, trigger: Trigger, account: Account, person: Person, after: date) -> date | None:
    latest = account.memory.latest
    alive = [at.date() for other in trigger.of if (at := latest.get(key_of(other))) is not None]
    if not alive or trigger.span is None:
        return None
    day = calendar.span_end(max(alive), programme.span(trigger.span), programme.working_days)
    return day if day > after else None


_NEXT: dict[str, Callable[[Programme, Trigger, Account, Person, date], date | None]] = {
    "birthday": _birthday,
    "anniversary": _anniversary,
    "date": _date,
    "weekly": _weekly,
    "end_of": _end_of,
    "every": _every,
    "before": _before,
    "idle": _idle,
}
