"""Undoing what facts of the same reference brought about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal

from webapp.engine.document.conditions import Strict
from webapp.engine.document.shorthand import named
from webapp.engine.effect import Effect
from webapp.engine.rules.undoing import undo_refs

if TYPE_CHECKING:
    from webapp.engine.case import Case
    from webapp.engine.compiled import RuleCode
    from webapp.engine.document.phrases import Speaker


class Undoing(Strict):
    of: Literal["ref"] = "ref"
    what: Literal["earned", "all"] = "all"


def act(case: Case, rule: RuleCode, effect: Undoing) -> None:
    undo_refs(case, case.refs, effect.what)


def say(s: Speaker, effect: Undoing, told: Any) -> Iterator[str]:
    if effect.what == "earned":
        yield s(
            "снимается то, что начислил факт с той же ссылкой",
            "what the fact of the same reference earned is taken back",
        )
    else:
        yield s(
            "отменяется всё, что принёс факт с той же ссылкой",
            "all that the fact of the same reference brought is undone",
        )


EFFECT = Effect(120, Annotated[Undoing, named("of")], act, say)
