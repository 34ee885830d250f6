"""Compares what a journal expects with what came: a mapping is a subset, a list has the same length, amounts are
decimals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from typing import Any, NamedTuple

from webapp.engine.decisions import ByWallet
from webapp.engine.money import hundredths
from webapp.engine.programme import Programme
from webapp.engine.sentences import REFUSALS
from webapp.engine.situation import Line

_WRITTEN = re.compile(r"-?[0-9]+\.[0-9]{2}")
_NOUGHTS = re.compile(r"(?<=[.,][0-9]{2})0+$")

IN_ANY_ORDER = frozenset({"refused", "rewards", "cards", "certificates", "because", "rewards_used", "held_rewards"})

_UNIT = {"discount": None, "redeemed": None, "payable": None, "earned": None}
_LINE = {**_UNIT, "because": None, "units": _UNIT}
_PURCHASE = {
    **{"gross": None, **_UNIT, "level": None, "refused": None, "because": None, "lines": _LINE},
    **{"earned": ..., "spent": ..., "offered": None, "rewards_used": None, "given": ...},
}
_BROUGHT = {
    **{"refused": None, "earned": ..., "taken": ..., "held": ..., "released": ..., "given": ..., "level": None},
    "converted": dict.fromkeys(("from", "to")),
}
_CERTIFICATE = dict.fromkeys(
    ("state", "bonuses", "remainder", "deliver_by", "valid_until", "bonuses_returned", "refused", "salon", "visit")
)
_CARD = dict.fromkeys(("card", "state", "level", "valid_until", "refused"))
_STATE = {"state": None, "refused": None}
_REFUSED = {"refused": None}
_MERGED = dict.fromkeys(("state", "level", "available", "pending", "moved", "refused"))

ANSWERS: dict[str, dict[str, Any]] = {
    "enrol": _STATE,
    "questionnaire": {**_STATE, "activate_by": None},
    "activate": _STATE,
    "issue_card": _CARD,
    "renew_card": _CARD,
    "block_card": _STATE,
    "publish": _REFUSED,
    "purchase": _PURCHASE,
    "quote": _PURCHASE,
    "return": dict.fromkeys(("refund", "bonuses_returned", "bonuses_taken", "owed", "forgiven", "refused")),
    "grant": {"earned": None, "expires": None, "refused": None},
    "withdraw": {"bonuses_taken": None, "refused": None},
    "birthday_gift": _CERTIFICATE,
    "close": _STATE,
    "merge": _MERGED,
    "unmerge": _MERGED,
    "mismatch": _STATE,
    "event": _BROUGHT,
    "undo_event": _BROUGHT,
    "redeem": {**_BROUGHT, "spent": ...},
    "opening": _STATE,
    "transfer": {**_REFUSED, "taken": None},
    "join_account": _STATE,
    "leave_account": _STATE,
    "leave": _STATE,
    "choose": _REFUSED,
    "set": _REFUSED,
    "statement": {
        **dict.fromkeys(("state", "activate_by", "available", "pending", "owed", "level", "level_since")),
        **dict.fromkeys(("level_until", "level_due", "refused", "people", "guests")),
        **dict.fromkeys(("rewards", "choices", "attributes", "purses", "levels"), ...),
        "held_rewards": dict.fromkeys(("code", "value", "available_from", "valid_until")),
        "measures": ...,
        "wallets": ...,
        "lots": dict.fromkeys(("amount", "available_from", "expires", "source")),
        "cards": dict.fromkeys(("card", "member", "level", "state", "valid_until")),
        "certificates": dict.fromkeys(("certificate", "reward", "state", "valid_until")),
    },
    **{
        f"{step}_certificate": _CERTIFICATE
        for step in ("order", "issue", "deliver", "cancel", "book", "use", "transfer")
    },
}
"""The fields that each verb's answer has; `...` stands for names of the document's own."""


AMOUNTS = {
    *("gross", "discount", "redeemed", "payable", "earned", "refund", "bonuses_returned", "bonuses_taken", "owed"),
    *("available", "pending", "amount", "bonuses", "remainder", "measures", "moved", "offered", "forgiven", "spent"),
}
DAYS = frozenset(
    ("available_from", "expires", "level_since", "level_until", "activate_by", "deliver_by", "valid_until")
)
NUMBER = re.compile(r"-?[0-9]+(?:[ \u00a0][0-9]+)*(?:[.,][0-9]+)?")
TALLIES = frozenset({"rewards", "given", "spent", "purses"})
"""What is counted by name: a name that is not there is none of it."""


UNTOLD = frozenset({"offered", "forgiven", "rewards_used", "earned", "taken"})
"""What an answer tells only where there is some of it."""


class Impossible(NamedTuple):
    """Where something is expected that no answer ever has, what it is, and what would do."""

    path: str
    found: str
    wanted: str


def impossible(programme: Programme, expect: Any) -> Impossible | None:
    """The first amount that is no number, day that is no day, or reason code that nothing gives."""
    rules = (rule.then.refuse for rule in programme.document.rules.values())
    own = {code for refuse in rules if refuse is not None for code in refuse.model_dump().values() if code}
    return next(_impossible(expect, "", "", own), None)


def _impossible(value: Any, name: str, path: str, own: set[str]) -> Iterator[Impossible]:
    if isinstance(value, dict):
        for key, inner in value.items():
            # What a measure or a wallet is called is its document's affair, what it holds is an amount.
            kind = name if name in ("measures", "earned", "spent", "taken", "held", "released") else key
            yield from _impossible(inner, kind, f"{path}.{key}" if path else key, own)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _impossible(inner, name, f"{path}.{place}", own)
    elif value is not None:
        wanted = _unfit(name, str(value), own)
        if wanted:
            yield Impossible(path, str(value), wanted)


def _unfit(name: str, text: str, own: set[str]) -> str | None:
    if name in AMOUNTS:
        return None if NUMBER.fullmatch(text.strip()) else "a plain number, as 1500 or 66.6"
    if name in DAYS:
        return None if _is_day(text) else "a day, as 2025-03-03, or null"
    if name == "refused" and text not in REFUSALS and text not in own:
        near = get_close_matches(text, [*REFUSALS, *own], 1)
        return f"a reason code{f', perhaps {near[0]}' if near else ''}"
    return None


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


class Difference(NamedTuple):
    """Where, what was wanted, what was found."""

    path: str
    wanted: Any
    found: Any


def unknown_field(verb: str, expect: Any) -> str | None:
    """The path of the first field that no answer of this verb has."""
    return _unknown(ANSWERS[verb], expect, "")


def unknown_name(programme: Programme, expect: Any) -> tuple[str, str, list[str]] | None:
    """Where something is expected that the document does not name: the field, the name, and those it has."""
    named: dict[str, list[str]] = {"measures": list(programme.counters), "wallets": list(programme.wallets)}
    for field, known in named.items():
        inner = expect.get(field) if isinstance(expect, dict) else None
        wrong = next((name for name in inner if name not in known), None) if isinstance(inner, dict) else None
        if wrong is not None:
            return field, wrong, known
    return None


def _unknown(shape: Any, expect: Any, path: str) -> str | None:
    if shape is None or shape is ...:
        return None
    if isinstance(expect, list):
        wrong = [name for item in expect if (name := _unknown(shape, item, path))]
        return wrong[0] if wrong else None
    if not isinstance(expect, dict):
        return path.rstrip(".") or "expect"
    for name, inner in expect.items():
        if name not in shape:
            return f"{path}{name}"
        below = _unknown(shape[name], inner, f"{path}{name}.") if isinstance(inner, dict | list) else None
        if below:
            return below
    return None


def differences(wanted: Any, found: Any, path: str = "", name: str = "") -> list[Difference]:
    """Every place where `found` is not what was wanted."""
    if isinstance(found, Line):
        found = found.listed()
    if found is None and name in UNTOLD and wanted is not None:
        found = [] if isinstance(wanted, list) else 0
    if isinstance(wanted, dict):
        if isinstance(found, ByWallet):
            found = found.by
        if name in TALLIES:
            found = dict.fromkeys(wanted, 0) | (found or {})
        if not isinstance(found, dict):
            return [Difference(path, wanted, found)]
        return [
            difference
            for key, inner in wanted.items()
            for difference in differences(inner, found.get(key), f"{path}.{key}" if path else key, key)
        ]
    if isinstance(wanted, list):
        if isinstance(found, dict):
            found = [key for key, times in found.items() if times]
        return _list_differences(wanted, found, path, name)
    return [] if _same(wanted, found) else [Difference(path, wanted, found)]


def _list_differences(wanted: list[Any], found: Any, path: str, name: str) -> list[Difference]:
    if not isinstance(found, list | tuple) or len(wanted) != len(found):
        return [Difference(path, wanted, found)]
    if name in IN_ANY_ORDER and not any(isinstance(item, list) for item in wanted):
        left = list(found)
        for item in wanted:
            match = next((place for place, other in enumerate(left) if not differences(item, other)), None)
            if match is None:
                return [Difference(path, wanted, found)]
            left.pop(match)
        return []
    pairs = zip(wanted, found, strict=True)
    return [
        difference
        for place, (item, other) in enumerate(pairs)
        for difference in differences(item, other, f"{path}[{place}]", name)
    ]


def _same(wanted: Any, found: Any) -> bool:
    if wanted is None or found is None:
        return wanted is None and found is None
    if isinstance(found, bool):
        return wanted in (found, str(found).lower())
    if isinstance(found, int):
        try:
            return _amount(wanted) == found
        except ValueError:
            return False
    if isinstance(found, date):
        return str(wanted) == found.isoformat()
    return str(wanted) == str(found) or (isinstance(found, str) and _same_amount(wanted, found))


def _same_amount(wanted: Any, found: str) -> bool:
    """Whether a written amount is the wanted one: 1000 and 1000.00 are."""
    try:
        return _WRITTEN.fullmatch(found) is not None and _amount(wanted) == hundredths(found)
    except ValueError:
        return False


def _amount(wanted: Any) -> int:
    """Hundredths of what is wanted; noughts after the second decimal change no number."""
    return hundredths(_NOUGHTS.sub("", wanted.strip()) if isinstance(wanted, str) else wanted)
