"""Giving units of a wallet: the form of it."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, model_validator

from webapp.engine.document.amounts import Amounts
from webapp.engine.document.conditions import Strict
from webapp.engine.document.ends import Availability, Ends
from webapp.engine.document.shorthand import TOLD, is_amount
from webapp.engine.document.triggers import EventNames, On
from webapp.engine.document.values import Flag, Number, Word, as_list, misfit


class Cap(Strict):
    """No more than so much in a period."""

    per: Literal["receipt", "visit", "day", "week", "month", "quarter", "year", "life", "level_period"]
    most: Amounts


class Earning(Strict):
    """Bonuses of a wallet: of what, how much of it, for whom, within which bounds."""

    give: Amounts | None = None
    per: Number | None = None
    per_full: Number | None = None
    base: Literal["paid", "discounted", "gross", "minutes", "hours", "units"] = "paid"
    of: Literal["unit", "line", "receipt", "visit"] = "line"
    paid_by: Annotated[list[Word], BeforeValidator(as_list, json_schema_input_type=str | list[str])] | None = None
    least: Amounts | None = None
    most: Amounts | None = None
    scaled: Literal["paid_share"] | None = None
    wallet: Word | None = None
    available: Availability | None = None
    expires: Ends | None = None
    released_by: On | None = None
    undone_by: EventNames = ()
    adds: Flag = False
    times: Amounts | None = None
    cap: Cap | None = None
    to: Literal["member", "friend", "both"] = "member"

    @model_validator(mode="after")
    def _something(self) -> Earning:
        if (self.give is None) == (self.times is None):
            raise misfit("give_or_times")
        if self.per is not None and self.per_full is not None:
            raise misfit("per_or_full", "per_full")
        if self.per == 0 or self.per_full == 0:
            raise misfit("above_zero", "per" if self.per == 0 else "per_full", found="0")
        return self


def _earning(value: Any) -> Any:
    """`earn: 5%` and `earn: {table: …}` are short for `earn: {give: …}`; a table may have the rest beside it."""
    if not isinstance(value, dict):
        return {"give": value}
    if "table" in value or "steps" in value:
        rest = {key: part for key, part in value.items() if key in _BESIDE and not _names_a_cell(value, key)}
        return {"give": {key: part for key, part in value.items() if key not in rest}, **rest}
    told = TOLD & value.keys() - {"wallet"}
    if len(told) == 1 and "give" not in value:
        amount = {key: part for key, part in value.items() if key in told or key == "times"}
        return {"give": amount, **{key: part for key, part in value.items() if key not in amount}}
    return {"give": value} if "give" not in value and is_amount(value) and "times" not in value else value


_BESIDE = frozenset(
    {
        *("per", "per_full", "base", "of", "paid_by", "least", "most", "scaled", "available", "expires"),
        *("released_by", "undone_by", "adds", "cap", "to", "wallet"),
    }
)


def _names_a_cell(value: dict[str, Any], key: str) -> bool:
    """A level may be called `base`, a group `units`: where a word is wanted a number is a cell, a percent where it
    can be no bound, and what is a mapping in a table of several keys.
    """
    if key not in ("least", "most", "cap") and re.fullmatch(r"[0-9.,]+ ?%", str(value[key])):
        return True
    if key not in ("least", "most", "cap", "per", "per_full") and re.fullmatch(r"[0-9.,]+", str(value[key])):
        return True
    keys = as_list(value.get("table"))
    return isinstance(keys, list) and len(keys) > 1 and isinstance(value[key], dict) and key not in ("cap", "expires")


Earn = Annotated[Earning, BeforeValidator(_earning, json_schema_input_type=Earning | Amounts)]
