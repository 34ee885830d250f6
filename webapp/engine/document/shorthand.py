"""Shorter forms of sections: `take: 100` for `take: {amount: 100}`."""

from __future__ import annotations

from typing import Any

from pydantic import BeforeValidator

_SECTION = {"table", "steps"}
TOLD = frozenset({"counter", "price", "event", "wallet"})


def is_amount(value: Any) -> bool:
    """Whether it is an AMOUNT as it stands, and no section with one in it."""
    if not isinstance(value, dict) or _SECTION & value.keys():
        return True
    told = TOLD & value.keys()
    return len(told) == 1 and set(value) <= told | {"times"} and value.get("price", "line") == "line"


def short(field: str) -> Any:
    """`field: AMOUNT` alone may stand for the section that has it."""
    return BeforeValidator(lambda value: {field: value} if is_amount(value) else value)


def named(field: str) -> Any:
    """A bare word may stand for the section that names it in the field."""
    return BeforeValidator(lambda value: {field: value} if isinstance(value, str) else value)


def wrapped(field: str) -> Any:
    """Whatever is no section with the field stands for the field itself."""
    return BeforeValidator(lambda value: value if isinstance(value, dict) and field in value else {field: value})
