"""Compiles conditions into predicates of a situation and a line, once a revision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from webapp.engine import calendar
from webapp.engine.document.conditions import LINE_WORDS, Condition, looks_at_lines
from webapp.engine.document.values import WEEKDAYS
from webapp.engine.situation import Line, Situation

Test = Callable[[Situation, Any], bool]
"""Whether it holds for the situation and the line; conditions without line words take None for the line."""


def compiled(condition: Condition | None) -> Test | None:
    """One predicate of a whole condition; None where nothing is asked."""
    if condition is None:
        return None
    return _all(_tests(condition))


def split(condition: Condition | None) -> tuple[Test | None, Test | None]:
    """(what must hold for the rule to run at all, what chooses lines)."""
    if condition is None:
        return None, None
    whole: list[Test] = []
    lines: list[Test] = []
    for name, value in condition.words().items():
        (lines if name in LINE_WORDS else whole).append(TESTS[name](value))
    for part, test in _compositions(condition):
        (lines if looks_at_lines(part) else whole).append(test)
    return _all(whole), _all(lines)


def _tests(condition: Condition) -> list[Test]:
    named = [TESTS[name](value) for name, value in condition.words().items()]
    return named + [test for _, test in _compositions(condition)]


def _compositions(condition: Condition) -> list[tuple[Condition, Test]]:
    found: list[tuple[Condition, Test]] = []
    if condition.not_ is not None:
        found.append((condition.not_, _not(compiled(condition.not_))))
    if condition.all is not None:
        found.extend((part, compiled(part) or _always) for part in condition.all)
    if condition.any is not None:
        parts = [compiled(part) or _always for part in condition.any]
        found.append((Condition(any=condition.any), lambda s, line: any(test(s, line) for test in parts)))
    return found


def _always(situation: Situation, line: Any) -> bool:
    return True


def _not(test: Test | None) -> Test:
    return lambda s, line: not (test is None or test(s, line))


def _all(tests: list[Test]) -> Test | None:
    if not tests:
        return None
    if len(tests) == 1:
        return tests[0]
    return lambda s, line: all(test(s, line) for test in tests)


def _one_of(attribute: str) -> Callable[[list[str]], Test]:
    def build(words: list[str]) -> Test:
        accepted = frozenset(words)
        return lambda s, line: bool(getattr(s, attribute) in accepted)

    return build


def _line_one_of(attribute: str) -> Callable[[list[str]], Test]:
    def build(words: list[str]) -> Test:
        accepted = frozenset(words)
        return lambda s, line: bool(getattr(line, attribute) in accepted)

    return build


def _tagged(words: list[str]) -> Test:
    accepted = frozenset(words)
    return lambda s, line: not accepted.isdisjoint(line.tags)


def _birthday(window: Any) -> Test:
    def holds(s: Situation, line: Line | None) -> bool:
        birth = s.person.birth_date if s.person else None
        if birth is None:
            return False
        feb_29 = s.programme.feb_29
        last = calendar.last_birthday(birth, s.day, feb_29)
        following = calendar.next_birthday(birth, s.day, feb_29)
        return bool((s.day - last).days <= window.after or (following - s.day).days <= window.before)

    return holds


def _attribute(asked: dict[str, list[str]]) -> Test:
    def holds(s: Situation, line: Line | None) -> bool:
        known = s.person.attributes if s.person else {}
        return all(known.get(name) in values for name, values in asked.items())

    return holds


def _counter(asked: dict[str, Any]) -> Test:
    return lambda s, line: all(bool(bound.holds(s.counter(name))) for name, bound in asked.items())


def _weekday(days: list[str]) -> Test:
    accepted = frozenset(WEEKDAYS.index(day) for day in days)
    return lambda s, line: s.weekday in accepted


TESTS: dict[str, Callable[[Any], Test]] = {
    "group": _line_one_of("group"),
    "item": _line_one_of("item"),
    "tag": _tagged,
    "price": lambda bound: lambda s, line: bound.holds(line.price),
    "quantity": lambda bound: lambda s, line: bound.holds(line.quantity * 100),
    "hours_of_line": lambda bound: lambda s, line: bound.holds(line.hours),
    "receipt": lambda bound: lambda s, line: bound.holds(s.gross),
    "channel": _one_of("channel"),
    "salon": lambda words: lambda s, line: s.salon.code in words,
    "salon_category": lambda words: lambda s, line: s.salon.category in words,
    "tender": lambda words: lambda s, line: any(tender in words for tender in s.tenders),
    "spends": lambda flag: lambda s, line: s.spends is flag,
    "instalments": lambda flag: lambda s, line: s.instalments is flag,
    "level": _one_of("level"),
    "state": lambda words: lambda s, line: s.person is not None and s.person.status in words,
    "attribute": _attribute,
    "counter": _counter,
    "weekday": _weekday,
    "hours": lambda hours: lambda s, line: hours.start <= s.at.time() < hours.end,
    "dates": lambda spans: lambda s, line: any(begin <= s.day <= end for begin, end in spans),
    "birthday": _birthday,
}
"""One entry for each word of the grammar: from its value to a predicate."""
