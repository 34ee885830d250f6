"""Counters of an account: what a sale adds, what a return takes off, and their value on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from webapp.engine.calendar import Duration, window_start
from webapp.engine.facts import Account, Due, Tally
from webapp.engine.money import WHOLE

if TYPE_CHECKING:
    from webapp.engine.rules.conditions import Test
    from webapp.engine.situation import Situation

KEPT_DAYS = 400
"""Days by day are kept this long, or as long as a window reaches; older ones live on in the total."""


@dataclass(frozen=True, slots=True)
class CounterRule:
    """A counter of one revision. `over` is `life`, `level_period` or a rolling span; `reach` the days a window looks
    back.
    """

    name: str
    count: str
    when: Test | None
    lines: Test | None
    over: Duration | str
    since_level_lost: bool
    reach: int

    @property
    def by_receipt(self) -> bool:
        """Counts a receipt or a visit as a whole, not its lines."""
        return self.count in ("visits", "receipts")


def value_of(rule: CounterRule, account: Account, day: date, due: Due | None = None) -> int:
    """The counter's value on `day`, in hundredths; with `due`, as it stood at the crossing that made the level due."""
    tally = account.tallies.get(rule.name)
    if tally is None:
        return 0
    if rule.over == "life":
        later = 0 if due is None else sum(amount for counted_on, amount in tally.days.items() if counted_on > day)
        return max(0, tally.total - later)
    standing = account.standing
    lost_on = due.lost_on if due else standing.lost_on
    if isinstance(rule.over, Duration):
        start = window_start(day, rule.over)
        if rule.since_level_lost and lost_on and lost_on > start:
            start = lost_on
    else:
        start = (due.period_from if due else standing.period_from) or lost_on or date.min
    return max(0, sum(amount for counted_on, amount in tally.days.items() if start <= counted_on <= day))


def add(rule: CounterRule, account: Account, day: date, amount: int) -> int:
    """Counts `amount` on `day` and says what was really counted: a visit counts once a day, nothing counts before
    counting began.
    """
    tally = account.tallies.setdefault(rule.name, Tally())
    if rule.count == "visits" and tally.days.get(day, 0) > 0:
        return 0
    if tally.since and day < tally.since:
        return 0
    tally.days[day] = tally.days.get(day, 0) + amount
    tally.total += amount
    return amount


def lower(account: Account, name: str, day: date, amount: int, epoch: int) -> None:
    """Takes back what was counted on `day`, unless counting has begun anew since."""
    tally = account.tallies.get(name)
    if tally is None or tally.epoch != epoch or amount == 0:
        return
    if day in tally.days:
        tally.days[day] -= amount
        if tally.days[day] == 0:
            del tally.days[day]
    tally.total = max(0, tally.total - amount)


def begin_anew(account: Account, name: str, day: date) -> None:
    """What was counted is gone; `day` is the first that counts again."""
    tally = account.tallies.get(name) or Tally()
    account.tallies[name] = Tally(since=day, epoch=tally.epoch + 1)


def forget_old_days(rules: Iterable[CounterRule], account: Account, day: date) -> None:
    """Drops the days that no window, no due level and no late receipt can reach any more, so that an account stays
    small.
    """
    standing = account.standing
    due = standing.due
    for rule in rules:
        tally = account.tallies.get(rule.name)
        if tally is None or len(tally.days) < KEPT_DAYS // 2:
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


def count(rule: CounterRule, situation: Situation) -> int:
    """What the receipt adds, in hundredths; notes on each line what it gave, for the return of its units."""
    total = 0
    for line in situation.lines:
        if rule.lines is not None and not rule.lines(situation, line):
            continue
        if rule.by_receipt:
            return WHOLE
        if rule.count == "paid":
            total += line.paid
            line.paid_into += (rule.name,)
            continue
        unit = line.price if rule.count == "gross" else line.hours if rule.count == "hours" else WHOLE
        if unit:
            line.each = line.each or {}
            line.each[rule.name] = unit
            total += unit * line.quantity
    return total


def not_counted(name: str, situation: Situation) -> None:
    """The lines gave nothing after all, so that their return takes nothing off (a day before counting began anew)."""
    for line in situation.lines:
        line.paid_into = tuple(other for other in line.paid_into if other != name)
        if line.each:
            line.each.pop(name, None)
