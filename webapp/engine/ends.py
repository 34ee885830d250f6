"""When things end and when spans began, worked out for an account: END and ANCHOR of the document."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from webapp.engine import calendar
from webapp.engine.calendar import FAR
from webapp.engine.document.amounts import Steps, Table
from webapp.engine.document.ends import End, ends_in
from webapp.engine.document.triggers import Anchor, Trigger

if TYPE_CHECKING:
    from webapp.engine.facts import Account, Person
    from webapp.engine.programme import Programme
    from webapp.engine.situation import Situation


class Until(NamedTuple):
    """The first day on which it is gone, None for never; the instant where hours count; its end without idleness; the
    level or counter that it goes with, and its end without that.
    """

    day: date | None
    at: datetime | None = None
    fixed: date | None = None
    follows: str | None = None
    latest: date | None = None


NEVER = Until(None)
LOOKED_UP = (Table, Steps)
CALENDAR = frozenset({"yearly", "end_of", "date"})
DAYS = 1000
"""So many days' ends are known at once: a replay goes through years, a salon through one day after another."""


def key_of(trigger: Trigger) -> str:
    """A trigger's name in an account's memory: of two silences or grids each has its own."""
    own = (str(trigger.written()),) if trigger.span is not None else ()
    return " ".join(filter(None, (trigger.kind, trigger.name, trigger.how, str(trigger.number or ""), *own)))


def anchor_day(
    programme: Programme, anchor: Anchor, this: date, account: Account | None, person: Person | None
) -> date | None:
    """The day that an anchor stands for; None where there has been none."""
    if anchor.kind == "this" or account is None:
        return this
    memory = account.memory
    if anchor.kind == "enrolment":
        return person.enrolled_on if person else account.opened_on
    if anchor.kind == "first_visit":
        return memory.first_visit
    if anchor.kind == "last_visit":
        return memory.last_visit
    if anchor.kind == "level_began":
        return account.standing.since
    if anchor.kind == "birthday":
        birth = person.birth_date if person else None
        return calendar.last_birthday(birth, this, programme.feb_29) if birth else None
    happened = memory.latest.get(f"event {anchor.name}")
    return happened.date() if happened else None


def end_of(programme: Programme, value: Any, born: date, situation: Situation | None = None, line: Any = None) -> Until:
    """When what is born on `born` is gone. Tables and steps look at the situation."""
    if isinstance(value, LOOKED_UP):
        value = programme.looked_up(value)(situation, line) if situation is not None else None
    if value is None or value.kind == "never":
        return NEVER
    if value.kind == "card":
        counted = programme.cards is None and "card" in programme.counters
        return _with(programme, End("with", name="card"), born, situation) if counted else NEVER
    if value.kind == "first":
        return _first([end_of(programme, part, born, situation, line) for part in value.parts])
    if value.kind == "idle":
        return Until(_idle_end(programme, value, born, situation), fixed=FAR)
    if value.kind == "with":
        return _with(programme, value, born, situation)
    if value.kind == "after":
        return _after(programme, value, born, situation)
    return Until(plain_end(programme, value, born))


Ending = Callable[[date, "Situation | None"], Until]


def ending(programme: Programme, value: Any) -> Ending:
    """The same, compiled: what the calendar alone tells is worked out once a day."""
    if value is None:
        return lambda born, situation: NEVER
    if not isinstance(value, End) or value.kind not in CALENDAR:
        return lambda born, situation: end_of(programme, value, born, situation)
    told = lru_cache(maxsize=DAYS)(lambda born: Until(plain_end(programme, value, born)))
    return lambda born, situation: told(born)


def plain_end(programme: Programme, end: End, born: date) -> date | None:
    """An end that the calendar alone tells."""
    if end.kind == "yearly" and end.month_day:
        return calendar.yearly_end(born, *end.month_day, end.carry_over)
    if end.kind == "end_of" and end.period:
        closing = calendar.end_of_period(born, end.period)
        # A period's last day is in it; so is the last of a span that follows it, wherever the last day of spans stands.
        span = programme.span(end.span, end.last_day or "out")
        return calendar.span_end(closing, span, programme.working_days) if end.span else closing
    if end.kind == "after" and end.span:
        return calendar.span_end(born, programme.span(end.span, end.last_day), programme.working_days)
    return end.day if end.kind == "date" else None


def _after(programme: Programme, end: End, born: date, situation: Situation | None) -> Until:
    account, person = (situation.account, situation.person) if situation else (None, None)
    anchor = anchor_day(programme, end.anchor, born, account, person)
    if anchor is None or end.span is None:
        return NEVER
    if end.span.hours and situation is not None and anchor == situation.day:
        at = calendar.instant_after(situation.at, end.span, programme.working_days)
        return Until(at.date() if at.time() == datetime.min.time() else at.date() + calendar.ONE_DAY, at)
    return Until(calendar.span_end(anchor, programme.span(end.span, end.last_day), programme.working_days))


def _idle_end(programme: Programme, end: End, born: date, situation: Situation | None) -> date:
    span = programme.span(end.span, end.last_day)
    latest = situation.account.memory.latest if situation and situation.account else {}
    alive = [at.date() for trigger in end.of if (at := latest.get(key_of(trigger))) is not None]
    moved = calendar.span_end(max(alive), span, programme.working_days) if alive else born
    return moved if moved > born else calendar.span_end(born, span, programme.working_days)


def _with(programme: Programme, end: End, born: date, situation: Situation | None) -> Until:
    account = situation.account if situation else None
    if account is None:
        return NEVER
    if end.name == "level":
        return Until(account.standing.until, follows="level")
    from webapp.engine.counters import window_end

    return Until(window_end(programme.counters[end.name], account, born), follows=end.name)


def _first(ends: list[Until]) -> Until:
    days = [end.day for end in ends if end.day is not None]
    if not days:
        return NEVER
    day = min(days)
    own = [end.day for end in ends if end.day is not None and end.fixed is None]
    idle = any(end.fixed is not None for end in ends)
    fixed = (min(own) if own else FAR) if idle else None
    at = next((end.at for end in ends if end.day == day), None)
    follows = next((end.follows for end in ends if end.follows), None)
    plain = [end.day for end in ends if end.day is not None and end.fixed is None and end.follows is None]
    return Until(day, at, fixed, follows, min(plain, default=None) if follows else None)


def idle_of(value: Any) -> End | None:
    """The idleness in an end, where there is one."""
    return next((end for end in ends_in(value) if end.kind == "idle"), None)
