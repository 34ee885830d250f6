"""Which parts of a condition do not hold, for whoever wants to know why a rule did nothing."""

from __future__ import annotations

from typing import Any

from webapp.engine.document.amounts import ELSE, Table
from webapp.engine.document.conditions import LINE_WORDS, RECEIPT_WORDS, Condition
from webapp.engine.document.schema import Rule
from webapp.engine.rules.conditions import TESTS, compiled
from webapp.engine.situation import Line, Situation

BEFORE_A_SALE = frozenset(TESTS) - LINE_WORDS - RECEIPT_WORDS - {"event"}
"""Words that can be judged while there is no receipt yet: they speak of the member and the time alone."""


def unmet(asked: Condition | None, s: Situation, line: Line | None, known: frozenset[str]) -> list[Condition]:
    """Each word and each composition that does not hold, as a condition of its own. What speaks by other words than
    those that are `known` is left out.
    """
    if asked is None:
        return []
    words = {name: value for name, value in asked.words().items() if name in known}
    found = [_only(name, value) for name, value in words.items() if not TESTS[name](value)(s, line)]
    for part in asked.all or ():
        found += unmet(part, s, line, known)
    if asked.not_ is not None and _words(asked.not_) <= known and _holds(asked.not_, s, line):
        found.append(_only("not_", asked.not_))
    if asked.any is not None:
        judged = all(_words(part) <= known for part in asked.any)
        if judged and not any(_holds(part, s, line) for part in asked.any):
            found.append(_only("any", asked.any))
    return found


def level_lacking(rule: Rule, s: Situation) -> list[Condition]:
    """The levels of the rule's table, where it has no row for the one that is held."""
    earn, discount = rule.then.earn, rule.then.discount
    amounts = (earn.give if earn else None, discount.percent if discount else None)
    tables = [one for one in amounts if isinstance(one, Table) and one.keys[0] == "level" and ELSE not in one.cells]
    return [_only("level", list(one.cells)) for one in tables if not set(s.levels) & set(one.cells)]


def _only(name: str, value: object) -> Condition:
    said: dict[str, Any] = {name: value}
    return Condition.model_construct(**said)


def _holds(asked: Condition, s: Situation, line: Line | None) -> bool:
    test = compiled(asked)
    return test is None or test(s, line)


def _words(asked: Condition) -> frozenset[str]:
    """All that it speaks by, however deep."""
    return frozenset(asked.words()).union(*(_words(part) for part in asked.parts()))
