"""Levels: what makes one due, when it begins, how its periods are judged, and what a return takes back of a
promotion.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from webapp.engine.calendar import period_end
from webapp.engine.counters import begin_anew, value_of
from webapp.engine.document.conditions import Condition
from webapp.engine.facts import Account, Due, Span
from webapp.engine.programme import LevelRule, Programme, end_day
from webapp.engine.situation import Situation

if TYPE_CHECKING:
    from webapp.engine.decisions import Change


class Way(NamedTuple):
    """What the next level still wants, by counter, in hundredths of its unit."""

    level: str
    missing: dict[str, int]


def situation(programme: Programme, account: Account, day: date) -> Situation:
    """The account's holder on that day, without a receipt."""
    noon = datetime(day.year, day.month, day.day, 12)
    return Situation(programme, noon, day, account, account.people.get(account.holder), account.standing.level)


def entered(programme: Programme, level: LevelRule, account: Account, day: date) -> bool:
    return level.enter is None or level.enter(situation(programme, account, day), None)


def promote(programme: Programme, account: Account, day: date, visit: bool = True) -> None:
    """Looked at after each fact, only upwards: the highest level whose condition holds becomes due, or begins
    at once.
    """
    standing = account.standing
    level = _reached(programme, account, day)
    due = _still_due(programme, account, day)
    if level is None or (due is not None and level.rank <= due.rank):
        return
    if level.begins == "at_once":
        begin(programme, account, level, day)
    else:
        standing.due = Due(level.name, day, standing.period_from, standing.lost_on, visit)


def _reached(programme: Programme, account: Account, day: date) -> LevelRule | None:
    """The highest level above the present one whose condition holds."""
    standing = account.standing
    present = programme.levels.get(standing.level) if standing.level else None
    for level in reversed(programme.levels.values()):
        if present is not None and level.rank <= present.rank:
            return None
        if (level.from_ is None or standing.level in level.from_) and entered(programme, level, account, day):
            return level
    return None


def way(programme: Programme, account: Account, day: date) -> Way | None:
    """To the lowest level above the present one that is reached by counting; None at the top, and where a level is due
    or wants nothing that is counted.
    """
    standing = account.standing
    present = programme.levels[standing.level].rank if standing.level in programme.levels else -1
    for level in programme.levels.values():
        asked = programme.document.levels[level.name].enter
        if level.rank <= present or asked is None or (level.from_ is not None and standing.level not in level.from_):
            continue
        missing = _missing(programme, account, day, asked)
        return Way(level.name, missing) if missing and due_now(programme, account, day) is None else None
    return None


def _missing(programme: Programme, account: Account, day: date, asked: Condition) -> dict[str, int]:
    """Of what may be met in several ways, the one that wants the fewest things."""
    found = {}
    for name, bound in (asked.counter or {}).items():
        least = bound.at_least if bound.more_than is None else bound.more_than + 1
        value = value_of(programme.counters[name], account, day)
        if least is not None and value < least:
            found[name] = least - value
    for part in asked.all or ():
        found |= _missing(programme, account, day, part)
    if asked.any:
        fewest = min((_missing(programme, account, day, part) for part in asked.any), key=len)
        found |= fewest
    return found


def begin(programme: Programme, account: Account, level: LevelRule, day: date, until: date | None = None) -> None:
    """The level holds from `day` on; its first period begins then. `until` is the card's end where the level lives
    with it.
    """
    standing = account.standing
    standing.level, standing.since, standing.anchor, standing.period_from = level.name, day, day, day
    standing.until = until if level.with_card else end_day(level.lasts, day) if level.lasts else None
    standing.history.append(Span(day, level.name))
    due = standing.due
    if due and (due.level not in programme.levels or programme.levels[due.level].rank <= level.rank):
        standing.due = None


def begin_on_visit(programme: Programme, account: Account, day: date) -> None:
    """A promotion earned at an earlier visit begins with this one (KL-2.1.1, KL-2.2.2)."""
    due = account.standing.due
    level = programme.levels.get(due.level) if due else None
    if due and level and level.begins == "next_visit":
        next_visit = due.crossed_on < day or (not due.visit and account.last_visit != day)
        if next_visit:
            begin(programme, account, level, day)
    account.last_visit = day


def due_now(programme: Programme, account: Account, day: date) -> LevelRule | None:
    """The level that the next visit or card brings. Where the one that became due cannot begin on this day, it is a
    lower one that a card can bring.
    """
    level = _still_due(programme, account, day)
    if level is None and account.standing.due is not None:
        lower = _reached(programme, account, day)
        return lower if lower is not None and lower.begins == "card_issue" else None
    return level


def _still_due(programme: Programme, account: Account, day: date) -> LevelRule | None:
    """The level that became due. One that begins with a card needs its condition on the day itself (7K-4)."""
    due = account.standing.due
    level = programme.levels.get(due.level) if due else None
    if level and level.begins == "card_issue" and not entered(programme, level, account, day):
        return None
    return level


def judge(change: Change, programme: Programme, day: date) -> None:
    """The period has ended: kept, a new one begins where it ended; else the level that follows does."""
    account = change.account
    standing = account.standing
    level = programme.levels.get(standing.level or "")
    if level is None:
        fall(change, programme, None, day)
        return
    if level.keep is not None and level.keep(situation(programme, account, day - timedelta(days=1)), None):
        standing.period_from = day
        if level.span and standing.anchor:
            standing.until = period_end(standing.anchor, level.span, day)
        else:
            standing.until = end_day(level.lasts, day) if level.lasts else None
        return
    fall(change, programme, _following(programme, level, account, day), day)


def _following(programme: Programme, level: LevelRule, account: Account, day: date) -> LevelRule | None:
    """The level after a period that was not kept: the one named, or with `matching` the highest whose terms the period
    met.
    """
    if level.otherwise != "matching":
        return programme.levels.get(level.otherwise)
    last = situation(programme, account, day - timedelta(days=1))
    lower = [other for other in programme.levels.values() if other.rank < level.rank]
    return next((other for other in reversed(lower) if (other.keep or other.enter or _held)(last, None)), None)


def _held(situation: Situation, line: object) -> bool:
    return True


def fall(change: Change, programme: Programme, level: LevelRule | None, day: date) -> None:
    """Down to `level`, or to none. At the bottom counting begins anew for the counters that say so (KL-2.1.4,
    7K-13).
    """
    account = change.account
    standing = account.standing
    if level is not None:
        standing.level, standing.since, standing.anchor, standing.period_from = level.name, day, day, day
        standing.until = end_day(level.lasts, day) if level.lasts else None
    else:
        standing.level = standing.since = standing.until = standing.anchor = standing.period_from = None
    standing.history.append(Span(day, standing.level))
    if level is None or level.base:
        standing.lost_on = day
        for rule in programme.counters.values():
            if rule.since_level_lost and rule.over == "life":
                begin_anew(account, rule.name, day)


def review_due(programme: Programme, account: Account, day: date) -> None:
    """After a return: a promotion goes if its crossing visit, as it then stood, no longer reaches the threshold."""
    standing = account.standing
    due = standing.due
    level = programme.levels.get(due.level) if due else None
    if due is None or level is None or level.enter is None:
        return
    if not level.enter(AsOfCrossing(programme, account, due), None):
        standing.due = None
        promote(programme, account, day, visit=False)


class AsOfCrossing(Situation):
    """The situation of the day on which a level became due, with today's knowledge of what was bought up to then."""

    __slots__ = ("due",)

    def __init__(self, programme: Programme, account: Account, due: Due) -> None:
        noon = datetime(due.crossed_on.year, due.crossed_on.month, due.crossed_on.day, 12)
        super().__init__(
            programme, noon, due.crossed_on, account, account.people.get(account.holder), account.standing.level
        )
        self.due = due

    def counter(self, name: str) -> int:
        assert self.account is not None
        return value_of(self.programme.counters[name], self.account, self.day, self.due)


def level_on(account: Account, day: date) -> str | None:
    """The level held on an earlier day (for late receipts)."""
    held = None
    for span in account.standing.history:
        if span.since > day:
            break
        held = span.level
    return held
