"""Compiles conditions into predicates of a situation and a line, once a revision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from webapp.engine import calendar
from webapp.engine.document.bounds import Compare, SpanCompare
from webapp.engine.document.conditions import PER_LINE, Condition, looks_at_lines
from webapp.engine.document.triggers import Anchor, Trigger
from webapp.engine.document.values import WEEKDAYS
from webapp.engine.ends import anchor_day, key_of
from webapp.engine.facts import Account
from webapp.engine.money import WHOLE, hundredths
from webapp.engine.rules.tables import choice_of, people_of
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
        (lines if name in PER_LINE else whole).append(TESTS[name](value))
    for part, test in _compositions(condition):
        (lines if looks_at_lines(part) else whole).append(test)
    return _all(whole), _all(lines)


def on_some_line(when: Test | None, lines: Test | None) -> Test:
    """Whether all that is not of lines holds, and all else for some line."""

    def holds(s: Situation, line: Any) -> bool:
        fits = when is None or when(s, line)
        return fits and (lines is None or any(lines(s, each) for each in s.lines))

    return holds


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
    if test is None:
        return lambda s, line: False
    return lambda s, line: not test(s, line)


def _all(tests: list[Test]) -> Test | None:
    if not tests:
        return None
    if len(tests) == 1:
        return tests[0]
    return lambda s, line: all(test(s, line) for test in tests)


def _group(words: list[str]) -> Test:
    accepted = frozenset(words)
    return lambda s, line: line is not None and line.group in accepted


def _item(words: list[str]) -> Test:
    accepted = frozenset(words)
    return lambda s, line: line is not None and line.item in accepted


def _channel(words: list[str]) -> Test:
    accepted = frozenset(words)
    return lambda s, line: s.channel in accepted


def _of_line(attribute: str, times: int = 1) -> Callable[[Compare], Test]:
    def build(bound: Compare) -> Test:
        holds = bound.test()
        return lambda s, line: line is not None and holds(getattr(line, attribute) * times)

    return build


def _tagged(words: list[str]) -> Test:
    accepted = frozenset(words)
    return lambda s, line: line is not None and not accepted.isdisjoint(line.tags)


def _offered(name: bool | str) -> Test:
    if isinstance(name, str):
        return lambda s, line: line is not None and line.offer is not None and line.offer.name == name
    return lambda s, line: line is not None and (line.offer is not None) is name


def _had(asked: Any) -> Test:
    def holds(s: Situation, line: Line | None) -> bool:
        last = s.buyer.memory.had.get(f"{asked.same} {getattr(line, asked.same, '')}") if s.buyer else None
        if last is None or line is None:
            return False
        return asked.over is None or last >= calendar.window_start(s.day, asked.over, s.programme.working_days)

    return holds


def _rewarded(flag: bool) -> Test:
    return lambda s, line: line is not None and bool(line.used) is flag


def _receipt(asked: Any) -> Test:
    lines, bound, attribute = compiled(asked.if_), asked.total, asked.of
    if lines is None and attribute == "gross":
        return lambda s, line: bound.holds(s.gross)
    return lambda s, line: bound.holds(
        sum(getattr(each, attribute) for each in s.lines if lines is None or lines(s, each))
    )


def _with(asked: Any) -> Test:
    wanted = compiled(asked.line) or _always

    def holds(s: Situation, line: Line | None) -> bool:
        beside = sum(each.quantity for each in s.lines if each is not line and wanted(s, each))
        return bool(beside >= asked.units)

    return holds


def _spends(asked: bool | str) -> Test:
    if isinstance(asked, str):
        return lambda s, line: asked in s.wallets
    return lambda s, line: s.spends is asked


def _among(attribute: str) -> Callable[[bool | str], Test]:
    def build(asked: bool | str) -> Test:
        if isinstance(asked, str):
            return lambda s, line: asked in getattr(s, attribute)
        return lambda s, line: bool(getattr(s, attribute)) is asked

    return build


def fits(asked: Any, found: str | int | None) -> bool:
    """Whether an attribute is what was asked for: a word of several, or a number within bounds."""
    if isinstance(asked, tuple):
        return found is not None and str(found) in asked
    if found is None:
        return False
    try:
        return bool(asked.holds(found if isinstance(found, int) else hundredths(found)))
    except ValueError:
        return False


def _attribute(asked: dict[str, Any]) -> Test:
    return lambda s, line: all(fits(bound, s.attribute(name)) for name, bound in asked.items())


def _segment(words: list[str]) -> Test:
    return lambda s, line: s.attribute("segment") in words


def _choice(asked: dict[str, list[str]]) -> Test:
    return lambda s, line: all(choice_of(s, name) in words for name, words in asked.items())


def _counter(asked: dict[str, Any]) -> Test:
    if len(asked) == 1:
        (sole, bound), *_ = asked.items()
        holds = bound.test()
        return lambda s, line: holds(s.counter(sole))
    return lambda s, line: all(bool(bound.holds(s.counter(name))) for name, bound in asked.items())


def _wallet(asked: dict[str, Any]) -> Test:
    def holds(s: Situation, line: Any) -> bool:
        account = s.account
        return account is not None and all(
            bool(bound.holds(s.programme.balance(account, name, s.at))) for name, bound in asked.items()
        )

    return holds


def _holds(words: list[str]) -> Test:
    def holds(s: Situation, line: Any) -> bool:
        held = s.account.memory.held.values() if s.account else ()
        return any(each.reward in words and each.usable_on(s.day) for each in held)

    return holds


def _happened(asked: dict[str, Any], which: str) -> Test:
    def holds(s: Situation, line: Any) -> bool:
        event = getattr(s, which)
        if event is None:
            return False
        return all(_told(s, event, name, bound) for name, bound in asked.items())

    return holds


def _told(s: Situation, event: Any, name: str, asked: Any) -> bool:
    if name == "ahead":
        return event.booked_for is not None and ahead(s.at, event.booked_for, asked)
    if name in ("amount", "units"):
        return fits(asked, getattr(event, name))
    return fits(asked, event.attributes.get(name))


def ahead(now: Any, booked: Any, asked: SpanCompare) -> bool:
    """Whether the booked time is so far ahead."""
    bounds = {
        name: calendar.instant_after(now, span)
        for name in ("at_least", "more_than", "at_most", "less_than")
        if (span := getattr(asked, name)) is not None
    }
    return (
        ("at_least" not in bounds or booked >= bounds["at_least"])
        and ("more_than" not in bounds or booked > bounds["more_than"])
        and ("at_most" not in bounds or booked <= bounds["at_most"])
        and ("less_than" not in bounds or booked < bounds["less_than"])
    )


def _since(asked: Any) -> Test:
    def holds(s: Situation, line: Any) -> bool:
        if s.account is None:
            return False
        if isinstance(asked.of, Anchor):
            day = anchor_day(s.programme, asked.of, s.day, s.account, s.person)
            then = None if day is None else calendar.midnight(day)
        elif asked.of.kind == "friend" and s.buyer is not None and s.buyer is not s.account:
            then = _of_friend(s.buyer, asked.of)
        else:
            then = s.account.memory.latest.get(key_of(asked.of))
        return then is not None and _passed(s, then, asked)

    return holds


def _of_friend(friend: Account, trigger: Trigger) -> datetime | None:
    """When the friend whose sale it is joined, or last came before it."""
    day = friend.opened_on if trigger.name == "enrolled" else friend.memory.last_visit
    return None if day is None else calendar.midnight(day)


def _passed(s: Situation, then: Any, asked: Any) -> bool:
    def until(span: calendar.Duration) -> Any:
        return calendar.instant_after(then, span) if span.hours else calendar.span_end(then.date(), span)

    def here(span: calendar.Duration) -> Any:
        return s.at if span.hours else s.day

    return (
        (asked.at_least is None or here(asked.at_least) >= until(asked.at_least))
        and (asked.more_than is None or here(asked.more_than) > until(asked.more_than))
        and (asked.at_most is None or here(asked.at_most) <= until(asked.at_most))
        and (asked.less_than is None or here(asked.less_than) < until(asked.less_than))
    )


def _nth(asked: Any) -> Test:
    def holds(s: Situation, line: Any) -> bool:
        number = visit_number(s)
        if asked.every is not None:
            return bool(number % asked.every == 0)
        return bool(asked.visit.holds(number * WHOLE))

    return holds


def visit_number(s: Situation) -> int:
    """The how manieth visit of the member this is."""
    memory = s.buyer.memory if s.buyer else None
    if memory is None:
        return 1
    same = s.programme.by_day and memory.last_visit == s.day and memory.reopened != s.day
    return memory.visits - memory.gone + (0 if same else 1)


def _first(asked: Any) -> Test:
    def holds(s: Situation, line: Any) -> bool:
        memory = s.buyer.memory if s.buyer else None
        if memory is None:
            return False
        if asked.sale_of is not None:
            return f"group {asked.sale_of}" not in memory.had and any(each.group == asked.sale_of for each in s.lines)
        return visit_number(s) == 1 if asked.of == "visit" else memory.receipts == memory.returned

    return holds


def _birthday(window: Any) -> Test:
    def holds(s: Situation, line: Line | None) -> bool:
        birth = s.person.birth_date if s.person else None
        if birth is None:
            return False
        feb_29 = s.programme.feb_29
        last = calendar.last_birthday(birth, s.day, feb_29)
        following = calendar.next_birthday(birth, s.day, feb_29)
        if window.within == "month":
            return s.day.month == birth.month
        if window.within == "week":
            return calendar.week_of(s.day) in (calendar.week_of(last), calendar.week_of(following))
        return bool((s.day - last).days <= window.after or (following - s.day).days <= window.before)

    return holds


def _age(bound: Compare) -> Test:
    def holds(s: Situation, line: Any) -> bool:
        birth = s.person.birth_date if s.person else None
        if birth is None:
            return fits(bound, s.attribute("age"))
        last = calendar.last_birthday(birth, s.day, s.programme.feb_29)
        return bound.holds((last.year - birth.year) * WHOLE)

    return holds


def _weekday(days: list[str]) -> Test:
    accepted = frozenset(WEEKDAYS.index(day) for day in days)
    return lambda s, line: s.weekday in accepted


def _level(words: list[str]) -> Test:
    accepted = frozenset(words)
    return lambda s, line: s.level in accepted or not accepted.isdisjoint(s.levels)


TESTS: dict[str, Callable[[Any], Test]] = {
    "group": _group,
    "item": _item,
    "tag": _tagged,
    "price": _of_line("price"),
    "quantity": _of_line("quantity", WHOLE),
    "hours_of_line": _of_line("hours"),
    "minutes": _of_line("minutes"),
    "offer": _offered,
    "had": _had,
    "rewarded": _rewarded,
    "receipt": _receipt,
    "with_": _with,
    "channel": _channel,
    "salon": lambda words: lambda s, line: s.salon.code in words,
    "salon_category": lambda words: lambda s, line: s.salon.category in words,
    "tender": lambda words: lambda s, line: any(tender in words for tender in s.tenders),
    "spends": _spends,
    "uses": _among("used"),
    "discounted": _among("discounted"),
    "booked": lambda asked: _happened(asked, "booking"),
    "nth": _nth,
    "first": _first,
    "instalments": lambda flag: lambda s, line: s.instalments is flag,
    "guest": lambda flag: lambda s, line: (s.guest is not None) is flag,
    "level": _level,
    "state": lambda words: lambda s, line: s.person is not None and s.person.status in words,
    "age": _age,
    "attribute": _attribute,
    "choice": _choice,
    "segment": _segment,
    "people": lambda bound: lambda s, line: bound.holds(people_of(s) * WHOLE),
    "holds": _holds,
    "wallet": _wallet,
    "counter": _counter,
    "weekday": _weekday,
    "hours": lambda hours: lambda s, line: s.at.time() in hours,
    "dates": lambda spans: lambda s, line: any(begin <= s.day <= end for begin, end in spans),
    "months": lambda months: lambda s, line: s.day.month in months,
    "birthday": _birthday,
    "since": _since,
    "event": lambda asked: _happened(asked, "event"),
}
"""One entry for each word of the grammar: from its value to a predicate."""

WHY = {
    **dict.fromkeys(("weekday", "hours"), "outside_hours"),
    **dict.fromkeys(("dates", "months"), "outside_dates"),
    "birthday": "outside_birthday",
    "with_": "companion_missing",
    "wallet": "insufficient_bonuses",
    "holds": "reward_not_held",
    "salon_category": "salon_category",
    "instalments": "instalments",
    "receipt": "below_minimum",
    "had": "had_before",
}
"""The reason code for a word that does not hold; `not_eligible` for all others."""


def why_not(condition: Condition | None, s: Situation, line: Any = None) -> list[str]:
    """The reason codes of what does not hold, in the order of the words."""
    if condition is None:
        return []
    found = [
        WHY.get(name, "not_eligible") for name, value in condition.words().items() if not TESTS[name](value)(s, line)
    ]
    for part in condition.all or ():
        found += why_not(part, s, line)
    inner = condition.not_
    if inner is not None and (compiled(inner) or _always)(s, line):
        names = list(inner.words())
        found.append(WHY.get(names[0], "not_eligible") if names else "not_eligible")
    if condition.any is not None and not any((compiled(part) or _always)(s, line) for part in condition.any):
        found += why_not(condition.any[0], s, line) or ["not_eligible"]
    return list(dict.fromkeys(found))
