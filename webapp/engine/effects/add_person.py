"""Room on the account for one person more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator

from webapp.engine.document.amounts import Amounts
from webapp.engine.document.conditions import Strict
from webapp.engine.document.measured import bounded, in_numbers
from webapp.engine.effect import Effect
from webapp.engine.money import WHOLE

if TYPE_CHECKING:
    from webapp.engine.case import Case
    from webapp.engine.compiled import RuleCode
    from webapp.engine.document.phrases import Speaker


class Joining(Strict):
    limit: Amounts | None = None


def act(case: Case, rule: RuleCode, effect: Joining) -> None:
    limit = None if effect.limit is None else case.looked(effect.limit)
    if limit is None or case.memory.further < int(limit.value) // WHOLE:
        case.memory.further += 1


def say(s: Speaker, effect: Joining, told: Any) -> Iterator[str]:
    text = s("на счёт может войти ещё один человек", "one person more may join the account")
    if effect.limit is not None:
        words = s("но всего сверх первого не больше", ""), "but besides the first at most"
        text += ", " + bounded(s, *words, effect.limit, in_numbers(s))
    yield text


def _joining(value: Any) -> Any:
    return {} if value in (True, "true", "yes") else value


EFFECT = Effect(130, Annotated[Joining, BeforeValidator(_joining)], act, say)
