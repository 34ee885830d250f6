"""Reads what was sent: by the very models that journals are read by, less `do`.

What the address names need not stand in the body; where it does, it has to be the same. Nothing unknown is taken.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, TypeVar

from flask import request
from pydantic import BaseModel, ValidationError

from webapp.api.v1 import calls
from webapp.api.v1.problems import Problem, invalid, language, say
from webapp.engine.document.problems import Problem as Fault
from webapp.engine.document.problems import problems_of
from webapp.engine.events import Event
from webapp.usecases.gather import uuid_of

Model = TypeVar("Model", bound=BaseModel)
Told = TypeVar("Told", bound=Event)
DEEPEST = 40
"""Levels of a body; a programme needs a dozen."""
IDS = frozenset({"member", "to", "account_of", "absorbed", "introduced_by", "referred_by", "purse", "certificate"})
"""What may hold an id of ours, which is written in one way wherever it is kept."""
_KEPT = ("\n", "\t")


def tree() -> dict[str, Any]:
    """The body as a mapping; nothing sent is an empty one."""
    if request.mimetype not in ("", "application/json"):
        raise Problem(415, "not_json")
    raw = request.get_data(cache=True)
    if not raw.strip():
        return {}
    try:
        read = json.loads(raw.decode("utf-8"), parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once)
        if not isinstance(read, dict):
            raise Problem(422, "not_a_mapping")
        cleaned: dict[str, Any] = _clean(read, 0)
    except _Twice as error:
        raise invalid(str(error), say("api.twice")) from None
    except (ValueError, RecursionError):
        raise Problem(422, "not_json") from None
    return cleaned


def event(model: type[Told], sent: dict[str, Any] | None = None, made: Iterable[str] = (), **named: str) -> Told:
    """The event that was sent. `named` stands in the address; for `made` an id of ours will be taken."""
    sent = tree() if sent is None else sent
    if "at" in sent:
        calls.happen_at(sent.pop("at"))
    for name in IDS & sent.keys():
        sent[name] = _as_id(sent[name])
    for name, value in named.items():
        if str(sent.setdefault(name, value)) != value:
            raise invalid(name, say("api.other_than_address"))
    for name in made:
        sent.setdefault(name, "new")
    told = read(model, sent)
    if "salon" in model.model_fields:
        place = calls.in_place(getattr(told, "salon", None))
        if place is not None:
            told = told.model_copy(update={"salon": place})
    return told


def _as_id(value: Any) -> Any:
    """In our own writing: an id may come in capitals, without hyphens or in braces."""
    found = uuid_of(value) if isinstance(value, str) else None
    return value if found is None else str(found)


def read(model: type[Model], sent: dict[str, Any]) -> Model:
    try:
        return model.model_validate(sent)
    except ValidationError as error:
        raise faulty(problems_of(error, sent, (), model)) from None


def faulty(faults: Iterable[Fault]) -> Problem:
    """Each field that is wrong, and what would be accepted."""
    told = [{"field": fault.path, "detail": fault.say(language())} for fault in faults]
    return Problem(422, "invalid", errors=told)


class _Twice(ValueError):
    """A key stands twice in a mapping; which of the two is meant nobody knows."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        raise _Twice(next(key for key, _ in pairs if key in seen or seen.add(key)))  # type: ignore[func-returns-value]
    return found


def _no_number(name: str) -> Any:
    raise ValueError(name)


def _clean(value: Any, depth: int) -> Any:
    """Texts as pages take them: in one form, and without what no eye sees (R58)."""
    if depth > DEEPEST:
        raise Problem(422, "too_deep")
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value)
        return "".join(
            sign for sign in text if sign in _KEPT or unicodedata.category(sign) not in ("Cc", "Cf", "Cs")
        ).strip()
    if isinstance(value, dict):
        return _once([(_clean(key, depth + 1), _clean(inner, depth + 1)) for key, inner in value.items()])
    if isinstance(value, list):
        return [_clean(inner, depth + 1) for inner in value]
    return value
