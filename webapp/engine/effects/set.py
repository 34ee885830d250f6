"""Setting facts on the member, for a time or for good."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field

from webapp.engine.document.conditions import Strict
from webapp.engine.document.spoken import spoken
from webapp.engine.document.triggers import Spans
from webapp.engine.document.values import Word
from webapp.engine.effect import Effect
from webapp.engine.facts import Deed

if TYPE_CHECKING:
    from webapp.engine.case import Case
    from webapp.engine.compiled import RuleCode
    from webapp.engine.document.phrases import Speaker


class Setting(Strict):
    """Facts on the member that are set, for a time or for good."""

    values: Annotated[dict[Word, str], Field(min_length=1)]
    span: Annotated[Spans | None, Field(alias="for")] = None


def _setting(value: Any) -> Any:
    if not isinstance(value, dict) or "values" in value:
        return value
    values = {name: _text(part) for name, part in value.items() if name != "for"}
    return {"values": values, **({"for": value["for"]} if "for" in value else {})}


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value


def act(case: Case, rule: RuleCode, effect: Setting) -> None:
    for name, value in effect.values.items():
        before = case.person.attributes.get(name)
        case.deeds.append(Deed("set", rule.name, name, 0 if before is None else 1, 0, case.day, before or ""))
        case.person.attributes[name] = value
        if effect.span is not None:
            case.person.until[name] = case.after(effect.span)
        else:
            case.person.until.pop(name, None)


def undo(case: Case, deed: Deed) -> None:
    case.person.until.pop(deed.name, None)
    if deed.number:
        case.person.attributes[deed.name] = deed.told
    else:
        case.person.attributes.pop(deed.name, None)


def say(s: Speaker, effect: Setting, told: Any) -> Iterator[str]:
    parts = [f"{s.named(name)} — {spoken(s, value)}" for name, value in told["values"].items()]
    lasting = f" {s('на', 'for')} {spoken(s, told['for'])}" if "for" in told else ""
    text = s(f"участник получает признак {s.all_of(parts)}", f"the member is given the attribute {s.all_of(parts)}")
    yield text + lasting


EFFECT = Effect(110, Annotated[Setting, BeforeValidator(_setting)], act, say, undo=undo)
