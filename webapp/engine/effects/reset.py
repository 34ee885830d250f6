"""Beginning counters anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from webapp.engine.document.known import Finding, unknown
from webapp.engine.document.reader import Path
from webapp.engine.document.values import Words
from webapp.engine.effect import Effect

if TYPE_CHECKING:
    from webapp.engine.case import Case
    from webapp.engine.compiled import RuleCode
    from webapp.engine.document.phrases import Speaker
    from webapp.engine.document.schema import ProgrammeDocument


def act(case: Case, rule: RuleCode, effect: list[str]) -> None:
    for name in effect:
        case.reset(name, by=rule.name)


def say(s: Speaker, effect: list[str], told: Any) -> Iterator[str]:
    names = s.all_of(s.name("counters", code) for code in effect)
    yield s(f"обнуляется счётчик {names}", f"counter {names} begins anew")


def errors(document: ProgrammeDocument, effect: list[str], loc: Path) -> Iterator[Finding]:
    yield from unknown(effect, document.counters, "unknown_counter", loc)


EFFECT = Effect(80, Words, act, say, errors)
