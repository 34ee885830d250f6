"""Counters of an account: what a sale adds, what a return takes off, and their value on a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING

from webapp.engine import calendar
from webapp.engine.calendar import Duration, WorkingDays, window_start
from webapp.engine.document.ends import Row
from webapp.engine.document.kinds import Counting
from webapp.engine.facts import Account, Due, Tally
from webapp.engine.money import WHOLE

if TYPE_CHECKING:
    from webapp.engine.programme import Programme
    from webapp.engine.rules.conditions import Test
    from webapp.engine.situation import Line, Situation

KEPT_DAYS = 400
"""Days by day are kept this long, or as long as a window reaches; older ones live on in the total."""

BY_RULES = "by_rules"
"""What a counter counts that rules alone count in."""


@dataclass(frozen=True, slots=True)
class CounterRule:
    """A counter of one revision. `over` is `life`, `level_period`, a calendar period, a rolling span or a row of spans;
    `reach` the days a window looks back, `from_day` the first day that counts at all.
    """

    name: str
    count: str
    when: Test | None
    lines: Test | None
    over: Duration | Row | str
    since_level_lost: bool
    reach: int
    told: Counting | None = None
    most: tuple[tuple[str, int], ...] = ()
    from_day: date | None = None
    by_day: bool = True
    """A visit is a local day, not a receipt."""
    most_of_receipt: int | None = None
    working: WorkingDays | None = None
    hours: int = 0
    """How many a window of hours has; 0 for one of days."""
    ranks: Mapping[str | None, int] = field(default_factory=dict)
    """How high each level stands, for rows that a rise begins anew."""
    by_receipt: bool = False
    """Counts a receipt or a visit as a whole, not its lines."""
    of_visits: bool = False
    """Counts visits, and only at the desk is one."""

    @property
    def row_of(self) -> str | None:
        """The period of which it counts a row: the row goes on as long as none is left out."""
        told = self.told
        return told.name if told is not None and told.kind == "periods" and told.of == "in_a_row" else None

    @property
    def of_days(self) -> bool:
        """Whether its value is made of days with something in them: less of one may be much less of it, or nothing."""
        return self.told is not None and self.told.kind in ("average", "periods")

    @property
    def of_sales(self) -> bool:
        """Whether receipts are counted in it at all."""
        return self.count not in ("people", "earned", "event", BY_RULES)


def value_of(
    rule: CounterRule,
    account: Account,
    day: date,
    due: Due | None = None,
    at: datetime | None = None,
    seen_on: date | None = None,
) -> int:
    """The counter's value on `day`, in hundredths; with `due`, as it stood at the crossing that made the level due.
    A window of hours ends `at` that local time, else with the last time of the day at which something was counted.
    `seen_on` is the day after, where it is looked at when `day` is over.
    """
    if rule.count == "people":
        return WHOLE * sum(person.state != "closed" for person in account.people.values())
    tally = account.tallies.get(rule.name)
    if tally is None:
        return 0
    if rule.of_days:
        return _of_days(rule, tally, account, day, seen_on or day)
    if rule.over == "life":
        if rule.from_day is not None:
            return max(0, sum(amount for counted, amount in tally.days.items() if rule.from_day <= counted <= day))
        later = 0 if due is None else sum(amount for counted_on, amount in tally.days.items() if counted_on > day)
        return max(0, tally.total - later)
    start = _start(rule, account, tally, day, due)
    if rule.hours:
        return _of_hours(rule, tally, max(start, tally.since or start), day, at)
    return max(0, sum([amount for counted_on, amount in tally.days.items() if start <= counted_on <= day]))


def _of_hours(rule: CounterRule, tally: Tally, start: date, day: date, at: datetime | None) -> int:
    """What was counted later than so many hours ago."""
    if at is None or at.date() != day:
        at = max((when for when in tally.moments if when.date() == day), default=datetime.combine(day, time.max))
    begins = at - timedelta(hours=rule.hours)
    return max(0, sum(n for when, n in tally.moments.items() if begins < when <= at and start <= when.date()))


def _start(rule: CounterRule, account: Account, tally: Tally, day: date, due: Due | None) -> date:
    """The first day that the window looks at."""
    standing = account.standing
    lost_on = due.lost_on if due else standing.lost_on
    if isinstance(rule.over, Duration):
        start = window_start(day, rule.over, rule.working)
    elif rule.over == "level_period":
        start = (due.period_from if due else standing.period_from) or lost_on or date.min
    elif isinstance(rule.over, Row):
        start = _row_start(rule, rule.over, account, tally, day)
    else:
        start = calendar.period_of(day, rule.over.removeprefix("calendar_"))
    if rule.since_level_lost:
        start = max(start, _lost_on(account, due) or start)
    return max(start, rule.from_day) if rule.from_day else start


def _lost_on(account: Account, due: Due | None) -> date | None:
    """The latest day on which a level of any ladder was lost; with `due`, up to the crossing that made it so."""
    days = [standing.lost_on for standing in (account.standing, *account.ladders.values())]
    upto = due.crossed_on if due else date.max
    return max((day for day in (*days, due.lost_on if due else None) if day and day <= upto), default=None)


def _row_start(rule: CounterRule, row: Row, account: Account, tally: Tally, day: date) -> date:
    if row.kind == "lasts":
        first = min(tally.days, default=day)
        begun = max((at for at in _beginnings(row, tally) if at <= day), default=first)
        return begun if day < calendar.span_end(begun, row.span) else calendar.FAR
    anchor = _row_anchor(rule, row, account) or account.opened_on
    return calendar.row_start(anchor, row.span, day)


def _beginnings(row: Row, tally: Tally) -> Iterable[date]:
    """The first thing counted begins a span, the next one after it is over another."""
    begun: date | None = None
    for counted_on in sorted(tally.days):
        if tally.days[counted_on] > 0 and (begun is None or counted_on >= calendar.span_end(begun, row.span)):
            begun = counted_on
            yield begun


def _row_anchor(rule: CounterRule, row: Row, account: Account) -> date | None:
    kind = row.anchor.kind
    memory, standing = account.memory, account.standing
    begun = _begun_anew(rule, row, account) if row.restarts else None
    if begun is not None:
        return begun
    if kind == "first_visit":
        return memory.first_visit
    if kind == "level_began":
        return standing.since
    if kind == "event":
        happened = memory.latest.get(f"event {row.anchor.name}")
        return happened.date() if happened else None
    if kind == "birthday":
        holder = account.people.get(account.holder)
        return holder.birth_date if holder else None
    return account.opened_on


def _begun_anew(rule: CounterRule, row: Row, account: Account) -> date | None:
    """The latest day on which a level that begins the row anew began, on any ladder, or on which one was risen to."""
    ranks = rule.ranks if "level_up" in row.restarts else {}
    found: date | None = None
    for standing in (account.standing, *account.ladders.values()):
        held: str | None = None
        for since, level in standing.history:
            risen = ranks.get(level, 0) > ranks.get(held, 0)
            if level != held and (risen or level in row.restarts):
                found = since if found is None else max(found, since)
            held = level
    return found


def window_end(rule: CounterRule, account: Account, day: date) -> date | None:
    """The first day on which what is counted today will have left the window; None where it never does by itself."""
    tally = account.tallies.get(rule.name) or Tally()
    if isinstance(rule.over, Row):
        start = _row_start(rule, rule.over, account, tally, day)
        begun = day if start == calendar.FAR else start
        return calendar.span_end(begun, rule.over.span)
    if rule.row_of is not None:
        last = max((on for on, amount in tally.days.items() if amount > 0 and on <= day), default=day)
        broken = calendar.end_of_period(calendar.end_of_period(last, rule.row_of), rule.row_of)
        return max(broken, calendar.end_of_period(day, rule.row_of))
    if isinstance(rule.over, str) and rule.over.startswith("calendar_"):
        return calendar.end_of_period(day, rule.over.removeprefix("calendar_"))
    if rule.over == "level_period":
        return account.standing.until
    return calendar.span_end(day, rule.over, rule.working) if isinstance(rule.over, Duration) else None


def _of_days(rule: CounterRule, tally: Tally, account: Account, day: date, seen_on: date) -> int:
    """The average of the last visits, or the number of periods with something in them."""
    told = rule.told
    assert told is not None
    counted = sorted(on for on, amount in tally.days.items() if amount > 0 and on <= day)
    if told.kind == "average":
        last = counted[-told.last :]
        return sum(tally.days[on] for on in last) // len(last) if last else 0
    start = date.min if rule.over == "life" else _start(rule, account, tally, day, None)
    periods = {calendar.period_of(on, told.name) for on in counted if on >= start}
    if told.of != "in_a_row":
        return WHOLE * len(periods)
    now = calendar.period_of(day, told.name)
    row, open_ = 0, now == calendar.period_of(seen_on, told.name)
    while now in periods or (open_ and row == 0 and calendar.period_of(now - calendar.ONE_DAY, told.name) in periods):
        row += now in periods
        now = calendar.period_of(now - calendar.ONE_DAY, told.name)
    return WHOLE * row


def add(rule: CounterRule, account: Account, day: date, amount: int, at: datetime | None = None) -> int:
    """Counts `amount` on `day` and says what was really counted: a visit counts once a day, nothing counts before
    counting began.
    """
    if rule.count == "visits" and rule.by_day:
        tally = account.tallies.setdefault(rule.name, Tally())
        if tally.days.get(day, 0) > 0 or tally.visit == day:
            tally.again[day] = tally.again.get(day, 0) + 1
            return 0
        tally.visit = day
    return put(rule, account, day, amount, at)


def put(rule: CounterRule, account: Account, day: date, amount: int, at: datetime | None = None) -> int:
    """Counts `amount` on `day`, within the counter's caps; on another day than that of `at` at its noon."""
    tally = account.tallies.get(rule.name)
    if tally is None:
        tally = account.tallies[rule.name] = Tally()
    if tally.since and day < tally.since:
        return 0
    for period, most in rule.most:
        amount = min(amount, max(0, most - _counted_in(tally, period, day)))
    if amount == 0:
        return 0
    tally.days[day] = tally.days.get(day, 0) + amount
    tally.total += amount
    if rule.hours:
        _note(rule, tally, at if at is not None and at.date() == day else calendar.noon(day), amount)
    return amount


def _note(rule: CounterRule, tally: Tally, at: datetime, amount: int) -> None:
    begins = max([at, *tally.moments]) - timedelta(hours=rule.hours) - calendar.ONE_DAY
    tally.moments = {when: n for when, n in tally.moments.items() if when > begins}
    tally.moments[at] = tally.moments.get(at, 0) + amount


def _counted_in(tally: Tally, period: str, day: date) -> int:
    if period == "receipt":
        return 0
    if period in ("visit", "day"):
        return tally.days.get(day, 0)
    start = calendar.period_of(day, period)
    end = calendar.end_of_period(day, period)
    return sum(amount for on, amount in tally.days.items() if start <= on < end)


def stands(tally: Tally | None, day: date, epoch: int) -> bool:
    """Whether a visit stands though one of its receipts is gone: another one of them is there."""
    if tally is None or not tally.counts(epoch) or not tally.again.get(day):
        return False
    tally.again[day] -= 1
    if not tally.again[day]:
        del tally.again[day]
    return True


def lower(account: Account, name: str, day: date, amount: int, epoch: int) -> None:
    """Takes back what was counted on `day`, unless counting has begun anew since."""
    tally = account.tallies.get(name)
    if tally is None or not tally.counts(epoch) or amount == 0:
        return
    if day in tally.days:
        tally.days[day] -= amount
        if tally.days[day] == 0:
            del tally.days[day]
            tally.visit = None
    tally.total = max(0, tally.total - amount)
    tally.lowered += amount
    for when in sorted((when for when in tally.moments if when.date() == day), reverse=True):
        less = min(amount, tally.moments[when])
        tally.moments[when] -= less
        amount -= less


def begin_anew(account: Account, name: str, day: date) -> None:
    """What was counted is gone; `day` is the first that counts again."""
    tally = account.tallies.get(name) or Tally()
    account.tallies[name] = Tally(since=day, epoch=tally.epoch + 1, visit=tally.visit)


def go_on(account: Account, name: str, before: Tally, epoch: int, rest: int, begun_on: date) -> dict[date, int]:
    """Counting goes on from where it was before it began anew in this epoch, beside what has been counted since. What
    that adds, by day; nothing where it has begun anew once more.
    """
    now = account.tallies.get(name)
    if now is None or now.epoch != epoch:
        return {}
    added = dict(before.days)
    added[begun_on] = added.get(begun_on, 0) - rest
    days = {on: now.days.get(on, 0) + added.get(on, 0) for on in now.days.keys() | added.keys()}
    older = before.total - sum(before.days.values())
    if older:
        first = min(before.days, default=begun_on) - calendar.ONE_DAY
        added[first] = added.get(first, 0) + older
    account.tallies[name] = Tally(
        {on: days[on] for on in sorted(days) if days[on]},
        max(0, before.total + now.total - rest),
        before.since,
        epoch,
        before.lowered + now.lowered,
        max(filter(None, (before.visit, now.visit)), default=None),
        {**before.moments, **now.moments},
        (*before.joined, before.epoch, *now.joined),
        {on: before.again.get(on, 0) + now.again.get(on, 0) for on in before.again.keys() | now.again.keys()},
    )
    return {on: amount for on, amount in added.items() if amount}


def forget_old_days(rules: Iterable[CounterRule], account: Account, day: date) -> None:
    """Drops the days that no window, no due level and no late receipt can reach any more, so that an account stays
    small.
    """
    standing = account.standing
    due = standing.due
    for rule in rules:
        tally = account.tallies.get(rule.name)
        if tally is None or len(tally.days) < KEPT_DAYS // 2 or rule.told is not None or rule.from_day is not None:
            continue
        period = rule.over == "level_period"
        horizon = day - timedelta(days=max(KEPT_DAYS, rule.reach))
        if period:
            horizon = min(horizon, standing.period_from or standing.lost_on or date.min)
        if due:
            begun = (due.period_from or due.lost_on or date.min) if period else due.crossed_on
            horizon = min(horizon, due.crossed_on - timedelta(days=rule.reach), begun)
        if min(tally.days) < horizon:
            tally.days = {kept: amount for kept, amount in tally.days.items() if kept >= horizon}
            tally.again = {kept: times for kept, times in tally.again.items() if kept >= horizon}


def count(rule: CounterRule, situation: Situation) -> int:
    """What the receipt adds, in hundredths; notes on each line what it gave, for the return of its units."""
    lines = situation.lines
    if rule.lines is not None:
        lines = [line for line in lines if rule.lines(situation, line)]
    return _COUNTED[rule.count](rule, lines) if lines else 0


def _paid(rule: CounterRule, lines: list[Line]) -> int:
    total, name = 0, (rule.name,)
    for line in lines:
        total += line.paid
        line.paid_into += name
    return total


def _given(rule: CounterRule, lines: list[Line]) -> int:
    assert rule.told is not None
    return sum([line.paid for line in lines]) // rule.told.per_full * rule.told.give


def _whole(rule: CounterRule, lines: list[Line]) -> int:
    return WHOLE


def _each(unit_of: Callable[[Line], int]) -> Callable[[CounterRule, list[Line]], int]:
    """So much for each unit of a line."""

    def counted(rule: CounterRule, lines: list[Line]) -> int:
        total, name = 0, rule.name
        for line in lines:
            unit = unit_of(line)
            if unit:
                if line.each is None:
                    line.each = {name: unit}
                else:
                    line.each[name] = unit
                total += unit * line.quantity
        return total

    return counted


_COUNTED: dict[str, Callable[[CounterRule, list[Line]], int]] = {
    "paid": _paid,
    "give": _given,
    "visits": _whole,
    "receipts": _whole,
    "gross": _each(attrgetter("price")),
    "units": _each(lambda line: WHOLE),
    "hours": _each(attrgetter("hours")),
    "minutes": _each(attrgetter("minutes")),
}
"""One entry for each thing that a sale counts."""


def not_counted(name: str, situation: Situation) -> None:
    """The lines gave nothing after all, so that their return takes nothing off (a day before counting began anew)."""
    for line in situation.lines:
        line.paid_into = tuple(other for other in line.paid_into if other != name)
        if line.each:
            line.each.pop(name, None)


def ended_on(programme: Programme, account: Account, day: date) -> list[str]:
    """Counters of rows and calendar periods whose span ended with the day before."""
    found = []
    for rule in programme.counters.values():
        tally = account.tallies.get(rule.name)
        if tally is None or not (isinstance(rule.over, Row) or str(rule.over).startswith("calendar_")):
            continue
        if window_end(rule, account, day - calendar.ONE_DAY) == day:
            found.append(rule.name)
    return found
