"""Rules that an earlier one leaves nothing for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from webapp.engine.document.amounts import Amount
from webapp.engine.document.bounds import Compare
from webapp.engine.document.conditions import Condition
from webapp.engine.document.known import Finding
from webapp.engine.document.schema import ProgrammeDocument, Rule


def shadowed_earnings(document: ProgrammeDocument) -> Iterator[Finding]:
    """Of those that earn on a line the first that fits acts, so one that fits wherever a later one does hides that."""
    earlier: list[tuple[str, Rule]] = []
    for name, rule in document.rules.items():
        earn = rule.then.earn
        if rule.on.kind != "sale" or earn is None or earn.give is None or earn.adds:
            continue
        rivals = [(other, wide) for other, wide in earlier if _wallet(document, wide) == _wallet(document, rule)]
        hiding = next((other for other, wide in rivals if covers(wide.if_, rule.if_)), None)
        if hiding is not None:
            yield ("rules", name), "shadowed_earning", {"earlier": hiding}
        elif isinstance(earn.give, Amount) and earn.paid_by is None and rule.once is None and not rule.not_with:
            earlier.append((name, rule))


def _wallet(document: ProgrammeDocument, rule: Rule) -> str:
    return document.wallet_of(rule.then.earn.wallet if rule.then.earn else None)


def covers(wide: Condition | None, narrow: Condition | None) -> bool:
    """Whether the one surely holds wherever the other does."""
    if wide is None:
        return True
    asked = narrow if narrow is not None else Condition()
    if (wide.any, wide.all, wide.not_) not in ((None, None, None), (asked.any, asked.all, asked.not_)):
        return False
    known = asked.words()
    return all(name in known and _covers(value, known[name]) for name, value in wide.words().items())


def _covers(wide: Any, narrow: Any) -> bool:
    if wide == narrow:
        return True
    if isinstance(wide, list) and isinstance(narrow, list):
        return all(each in wide for each in narrow)
    if isinstance(wide, Compare) and isinstance(narrow, Compare):
        least = Compare(at_least=wide.at_least)
        return wide == least and wide.at_least is not None and _least(narrow) >= wide.at_least
    total = getattr(wide, "total", None)
    if total is not None and hasattr(narrow, "total"):
        return wide.model_copy(update={"total": narrow.total}) == narrow and _covers(total, narrow.total)
    if isinstance(wide, dict) and isinstance(narrow, dict):
        return all(name in narrow and _covers(value, narrow[name]) for name, value in wide.items())
    return False


def _least(compare: Compare) -> int:
    bounds = (compare.at_least, compare.more_than, compare.equals)
    return max((bound for bound in bounds if bound is not None), default=-1)
