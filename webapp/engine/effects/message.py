"""A message to the member."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from webapp.engine.document.named import Named
from webapp.engine.effect import Effect

if TYPE_CHECKING:
    from webapp.engine.case import Case
    from webapp.engine.compiled import RuleCode
    from webapp.engine.document.phrases import Speaker


def act(case: Case, rule: RuleCode, effect: Named | str) -> None:
    case.change.messages.append((case.person.id, effect))


def say(s: Speaker, effect: Named | str, told: Any) -> Iterator[str]:
    text = s.quote(effect.say(s.language) if isinstance(effect, Named) else effect)
    yield s(f"участнику уходит сообщение {text}", f"the member is sent the message {text}")


EFFECT = Effect(140, Named | str, act, say)
