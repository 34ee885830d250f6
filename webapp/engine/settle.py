"""What time alone brings about, up to a day: lots expire, cards and level periods end, birthdays and dates give.

Settling day by day and settling once end in the same place: every happening has its own day, and days
without one change
nothing. On one day the order is that of design 3: ends of lots, of level periods (a registered card's end among them),
ticks of time, birthdays, levels that begin. That pending lots become available needs no step: it is a fact of the date.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from webapp.engine import calendar, counters, cycle, levels, lots, rewards, seats, still, ticks
from webapp.engine.calendar import birthday_in, midnight
from webapp.engine.case import Case
from webapp.engine.counters import forget_old_days
from webapp.engine.decisions import Change
from webapp.engine.document.triggers import Trigger
from webapp.engine.ends import key_of
from webapp.engine.facts import Account, Person, Standing
from webapp.engine.programme import Programme, Timeline
from webapp.engine.situation import Situation

KEPT_OPERATIONS = timedelta(days=400)
KEPT_EVENTS = timedelta(days=800)
BIRTHDAY = Trigger("birthday")


def settle(change: Change, timeline: Timeline, day: date, at: datetime | None = None) -> None:
    """Brings the account to 00:00 of `day`, with all that has happened on the way; and to `at`, where hours count."""
    account = change.account
    if account.gone is not None:
        return
    if account.settled_to < day:
        still.look(change, timeline.on(account.settled_to), account.settled_to)
    while account.settled_to < day:
        happening = next_happening(account, timeline)
        if happening is None or happening > day:
            break
        account.settled_to = happening
        _happen(change, timeline.on(happening), happening)
    if at is not None and account.lots and any(lot.terms and lot.terms.ends_at for lot in account.lots.values()):
        lots.expire(change, day, at, still.standing(timeline.on(day), account))
    if account.settled_to < day:
        account.settled_to = day
        _forget(account, timeline.on(day), day)


def _happen(change: Change, programme: Programme, day: date) -> None:
    account = change.account
    _people(change, day)
    kept = still.look(change, programme, day)
    judged = frozenset(standing.until for standing in _standings(account) if standing.until and standing.until <= day)
    lots.expire(change, day, midnight(day), kept, judged)
    case = _case(programme, change, day) if programme.answered or account.memory.held else None
    if case is not None:
        rewards.lapse(case, day)
    for _ in seats.everyone(programme, change):
        for ladder, standing in levels.standings(programme, account):
            if standing.until is not None and standing.until <= day:
                levels.judge(change, programme, day, ladder)
        for name in counters.ended_on(programme, account, day) if programme.crossings else ():
            lots.end_with(change, name, day)
    if judged:
        lots.expire(change, day, midnight(day), kept)
    if case is not None:
        _tick(change, programme, day)
    for person in list(account.people.values()):
        give_birthday(change, programme, person, day)
    seats.rest(change)
    for _ in seats.everyone(programme, change):
        levels.begin_on_day(programme, change, day)
        if programme.ending_levels:
            levels.end_early(programme, change, day, _silences(programme, account, day))
    if case is not None and programme.runs_on(day):
        cycle.aftermath(case, visit=False, fact=False)
    else:
        change.happened.clear()
    still.look(change, programme, day)


def _silences(programme: Programme, account: Account, day: date) -> frozenset[str]:
    """The silences that end levels and are full on that day."""
    holder = account.people.get(account.holder)
    triggers = [level.until_on for level in programme.ending_levels if level.until_on is not None]
    return frozenset(
        key_of(trigger)
        for trigger in triggers
        if holder is not None and trigger.kind == "idle" and ticks.falls_on(programme, trigger, account, holder, day)
    )


def _case(
    programme: Programme, change: Change, day: date, person: Person | None = None, source: str = ""
) -> Case | None:
    account = change.account
    person = person or account.people.get(account.holder) or next(iter(account.people.values()), None)
    if person is None:
        return None
    situation = Situation(programme, midnight(day), day, account, person, account.standing.level)
    return Case(programme, change, person, situation, source=source)


def _people(change: Change, day: date) -> None:
    """Attributes that were set for a time go, and so do those who have asked to leave."""
    for person in change.account.people.values():
        for name, ends in list(person.until.items()):
            if ends <= day:
                person.until.pop(name)
                person.attributes.pop(name, None)
        if person.leaves_on is not None and person.leaves_on <= day and person.state != "closed":
            person.state = "closed"


def _tick(change: Change, programme: Programme, day: date) -> None:
    """The rules on dates, spans and silence, in the document's order; birthdays come after them."""
    if not programme.runs_on(day):
        return
    for trigger in programme.ticks:
        if trigger == BIRTHDAY:
            continue
        for person in _whom(change.account, trigger):
            seats.sit(programme, change, person.id)
            if person.state == "closed" or not ticks.falls_on(programme, trigger, change.account, person, day):
                continue
            case = _case(programme, change, day, person)
            if case is None:
                continue
            if trigger.kind == "end_of":
                case.situation.as_of = day - calendar.ONE_DAY
            cycle.fire(case, trigger)
            cycle.aftermath(case, visit=False)
        seats.rest(change)


def _whom(account: Account, trigger: Trigger) -> list[Person]:
    """Birthdays and joining are each person's own; all else comes once an account."""
    if trigger.kind in ("birthday", "anniversary") or (trigger.kind == "before" and trigger.name == "birthday"):
        return list(account.people.values())
    holder = account.people.get(account.holder)
    return [holder] if holder is not None else list(account.people.values())[:1]


def next_happening(account: Account, timeline: Timeline) -> date | None:
    """The next day, after the one the account is settled to, on which time alone may change something: under the rules
    of that day, whatever those of today say. Nothing changes on an account that another one has taken in.
    """
    if account.gone is not None:
        return None
    settled = account.settled_to
    tomorrow = settled + timedelta(days=1)
    days = [max(lot.expires, tomorrow) for lot in account.lots.values() if lot.expires is not None]
    for standing in _standings(account):
        days.extend(max(end, tomorrow) for end in (standing.until, standing.begins_on) if end is not None)
    days.extend(max(held.ends, tomorrow) for held in account.memory.held.values() if held.ends is not None)
    for person in account.people.values():
        days.extend(max(end, tomorrow) for end in person.until.values())
        if person.leaves_on is not None and person.state != "closed":
            days.append(max(person.leaves_on, tomorrow))
    for programme, first, end in timeline.from_day(tomorrow):
        days.extend(day for day in _ticking(programme, account, first - calendar.ONE_DAY) if day < end)
        if account.memory.marks and still.stopped(programme, account):
            days.append(first)
    return min(days, default=None)


def _standings(account: Account) -> Iterator[Standing]:
    """Of the account, and of all on it who have levels of their own."""
    yield from (account.standing, *account.ladders.values())
    for own in account.apart.values():
        yield from (own.standing, *own.ladders.values())


def _ticking(programme: Programme, account: Account, after: date) -> Iterator[date]:
    for trigger in programme.ticks:
        for person in _whom(account, trigger):
            day = ticks.next_day(programme, trigger, account, person, after)
            if day is not None:
                yield day
    for level in programme.ending_levels:
        trigger_ = level.until_on
        holder = account.people.get(account.holder)
        if trigger_ is not None and trigger_.kind == "idle" and holder is not None:
            day = ticks.next_day(programme, trigger_, account, holder, after)
            if day is not None:
                yield day
        if level.until_when is not None and level.name in levels.held(programme, account):
            yield after + calendar.ONE_DAY
    timed = {wallet.name for wallet in programme.still_wallets if wallet.by_time}
    if timed and any(lot.wallet in timed and lot.expires is not None for lot in account.lots.values()):
        yield after + calendar.ONE_DAY
    if programme.crossed_wallets:
        opening = (lot.available_from for lot in account.lots.values() if lot.wallet in programme.crossed_wallets)
        yield from (day for day in opening if day is not None and day > after)


def give_birthday(change: Change, programme: Programme, person: Person, day: date) -> None:
    """The birthday's bonuses, once a year, where the person is in good standing and the programme runs (ES-2.3b)."""
    birth = person.birth_date
    if birth is None or birthday_in(birth, day.year, programme.feb_29) != day or not programme.runs_on(day):
        return
    if person.state == "closed" or BIRTHDAY not in programme.ticks:
        return
    seats.sit(programme, change, person.id)
    case = _case(programme, change, day, person, "birthday")
    if case is None:
        return
    case.activating = False
    case.situation.at = levels.situation(programme, change.account, day).at
    cycle.fire(case, BIRTHDAY)
    cycle.aftermath(case, visit=False)


def keep_given(programme: Programme, person: Person, birth: date | None) -> None:
    """Before the birth date is changed to `birth`: what was given for a birthday was given for the same one at its new
    place, be that in the next year (R23).
    """
    old = person.birth_date
    if old is None or birth is None:
        return
    for rule in (*programme.birthdays, *programme.requests.values()):
        year = person.given.get(rule.name)
        if rule.once is not None and rule.once.per == "birthday" and year is not None and year.isdigit():
            had = birthday_in(old, int(year), programme.feb_29)
            near = [birthday_in(birth, had.year + step, programme.feb_29) for step in (-1, 0, 1)]
            nearest = min(near, key=lambda day: abs(day - had))
            person.given[rule.name] = str(max(had.year, nearest.year))


def _forget(account: Account, programme: Programme, day: date) -> None:
    forget_old_days(programme.counters.values(), account, day)
    if len(account.operations) > KEPT_OPERATIONS.days // 2:
        account.operations = {
            kept: count for kept, count in account.operations.items() if kept >= day - KEPT_OPERATIONS
        }
    memory = account.memory
    if len(memory.events) > KEPT_OPERATIONS.days // 2:
        memory.events = {key: event for key, event in memory.events.items() if event.at.date() >= day - KEPT_EVENTS}
    if len(memory.desk) > KEPT_OPERATIONS.days // 2:
        memory.desk = {kept: count for kept, count in memory.desk.items() if kept >= day - KEPT_OPERATIONS}
    if len(memory.guests) > KEPT_OPERATIONS.days // 2:
        since = account.standing.since or account.opened_on
        memory.guests = {name: on for name, on in memory.guests.items() if on >= since}
