"""Sales and visits of an account, and what has been bought at them: told apart from what has wholly come back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from webapp.engine.facts import Deed, Memory
from webapp.engine.situation import Line

if TYPE_CHECKING:
    from webapp.engine.case import Case

SOLD, HAD = "sold", "had"
OF_THE_SALE = (SOLD, HAD)
"""Deeds of the sale itself: no event undoes them, only what comes back."""
MOST_DAYS = 12
"""On so many days it is known that something was bought, the latest ones."""


def remember(case: Case, day: date, at_the_desk: bool) -> None:
    """A sale, and whether it is a visit. Its deeds are noted where rules ask which sale or visit this is, or what has
    been had.
    """
    memory, programme = case.memory, case.programme
    memory.receipts += 1
    if at_the_desk:
        if memory.last_visit != day or not programme.by_day or memory.reopened == day:
            memory.visits += 1
        memory.last_visit, memory.reopened = day, None
        memory.first_visit = memory.first_visit or day
    if programme.numbers_sales:
        case.deeds.append(Deed(SOLD, "", "desk" if at_the_desk else "", day=day))
        if at_the_desk and programme.by_day:
            memory.desk[day] = memory.desk.get(day, 0) + 1
    if programme.looks_back:
        _have(case, day)


def _have(case: Case, day: date) -> None:
    units: dict[str, tuple[tuple[int, int], ...]] = {}
    for place, line in enumerate(case.situation.lines):
        for name in _names(line):
            units[name] = (*units.get(name, ()), *((place, unit) for unit in range(line.quantity)))
    for name, own in units.items():
        _note(case.memory, name, day)
        case.deeds.append(Deed(HAD, "", name, day=day, units=own))


def _names(line: Line) -> list[str]:
    return [f"group {line.group}"] + ([f"item {line.item}"] if line.item is not None else [])


def _note(memory: Memory, name: str, day: date) -> None:
    known = memory.had.get(name)
    days = memory.bought.get(name) or ({known: 1} if known is not None else {})
    days = {**days, day: days.get(day, 0) + 1}
    memory.bought[name] = {on: days[on] for on in sorted(days)[-MOST_DAYS:]}
    memory.had[name] = max(days)


def come_back(case: Case, deed: Deed) -> None:
    """The sale has wholly come back; the visit too, where nothing is left of its day."""
    memory, day = case.memory, deed.day
    memory.returned += 1
    if not deed.name or day is None:
        return
    if case.programme.by_day:
        left = memory.desk.pop(day, 1) - 1
        if left > 0:
            memory.desk[day] = left
            return
        memory.reopened = day if memory.last_visit == day else memory.reopened
    memory.gone += 1


def not_had(case: Case, deed: Deed) -> None:
    """What has wholly come back was not had: the time before stands."""
    memory = case.memory
    days = dict(memory.bought.get(deed.name, {}))
    if deed.day is None or deed.day not in days:
        return
    days[deed.day] -= 1
    days = {on: times for on, times in days.items() if times}
    if days:
        memory.bought[deed.name], memory.had[deed.name] = days, max(days)
    else:
        memory.bought.pop(deed.name)
        memory.had.pop(deed.name, None)
