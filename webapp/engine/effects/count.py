"""Counting something by a rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from webapp.engine.document.amounts import Amounts
from webapp.engine.document.known import Finding, unknown
from webapp.engine.document.measured import in_counter, measured
from webapp.engine.document.reader import Path
from webapp.engine.document.values import Word
from webapp.engine.effect import Effect

if TYPE_CHECKING:
    from webapp.engine.case import Case
    from webapp.engine.compiled import RuleCode
    from webapp.engine.document.phrases import Speaker
    from webapp.engine.document.schema import ProgrammeDocument

Counts = Annotated[dict[Word, Amounts], Field(min_length=1)]


def act(case: Case, rule: RuleCode, effect: dict[str, Any]) -> None:
    for name, value in effect.items():
        amount = case.looked(value)
        if amount is not None:
            case.count(case.programme.counters[name], int(amount.value), rule.name)


def say(s: Speaker, effect: dict[str, Any], told: Any) -> Iterator[str]:
    for code, number in effect.items():
        name, amount = s.name("counters", code), measured(s, number, in_counter(s, code))
        yield s(f"к счётчику {name} прибавляется: {amount}", f"added to counter {name}: {amount}")


def errors(document: ProgrammeDocument, effect: dict[str, Any], loc: Path) -> Iterator[Finding]:
    for name in effect:
        yield from unknown([name], document.counters, "unknown_counter", (*loc, name), listed=False)


EFFECT = Effect(70, Counts, act, say, errors)
