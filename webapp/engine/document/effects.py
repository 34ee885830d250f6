"""What a rule does: effects, as they are written."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from webapp.engine.document.amounts import Amount, Amounts, Names, WordsByTable
from webapp.engine.document.conditions import Strict
from webapp.engine.document.ends import Availability, Ends
from webapp.engine.document.kinds import BlockTable
from webapp.engine.document.triggers import EventNames, On, Spans
from webapp.engine.document.values import Flag, Number, Word, Words, as_list, misfit

ONE = Amount(100)


def _begins(value: Any) -> Any:
    return "after_present" if value == {"after": "present"} else value


Begins = Annotated[
    Literal["at_once", "same_sale", "next_visit", "next_month", "card_issue", "after_present"],
    BeforeValidator(_begins, json_schema_input_type=str | dict[str, str]),
]
NotWith = Annotated[list[Word], BeforeValidator(as_list, json_schema_input_type=str | list[str])]


class Named(Strict):
    """A text in both languages."""

    ru: Annotated[str, Field(min_length=1, max_length=4000)]
    en: Annotated[str, Field(min_length=1, max_length=4000)]

    def say(self, language: str) -> str:
        return self.ru if language == "ru" else self.en


class Refusal(Strict):
    """What the rule withholds, with the reason's code; `event` stands for the event itself."""

    event: Word | None = None
    earning: Word | None = None
    spending: Word | None = None
    discount: Word | None = None

    @model_validator(mode="after")
    def _some(self) -> Refusal:
        if not (self.event or self.earning or self.spending or self.discount):
            raise misfit("no_refusal", accepted=["earning", "spending", "discount"])
        return self


class Discount(Strict):
    """A percent, an amount or a price for lines, or for units of the cheapest, the dearest or a chosen one."""

    percent: Amounts | None = None
    amount: Amounts | None = None
    price: Amounts | None = None
    of: Literal["lines", "cheapest", "dearest", "chosen"] = "lines"
    units: Number | None = None
    price_up_to: Amounts | None = None
    most: Amounts | None = None

    @model_validator(mode="after")
    def _one(self) -> Discount:
        if sum(part is not None for part in (self.percent, self.amount, self.price)) != 1:
            raise misfit("one_discount")
        return self


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


class Take(Strict):
    wallet: Word | None = None
    amount: Amounts


class Conversion(Strict):
    """Units of a wallet become units of another, or rewards; by a rate or by blocks of a value of their own."""

    from_: Annotated[Word | None, Field(alias="from")] = None
    to: Word
    rate: Number | None = None
    blocks: BlockTable | None = None
    times: Amounts | None = None
    rest: Literal["kept", "lost"] = "kept"


class Expiry(Strict):
    wallet: Word | None = None
    after: Spans | None = None


class Gift(Strict):
    """A reward that is given: how many times, good until when, of which value."""

    reward: Names
    times: Amounts = ONE
    valid: Ends | None = None
    value: Amounts | None = None


class LevelSet(Strict):
    to: WordsByTable
    lasts: Ends | None = None
    begins: Begins | None = None


class Setting(Strict):
    """Facts on the member that are set, for a time or for good."""

    values: Annotated[dict[Word, str], Field(min_length=1)]
    span: Annotated[Spans | None, Field(alias="for")] = None


class Undoing(Strict):
    of: Literal["ref"] = "ref"
    what: Literal["earned", "all"] = "all"


class Joining(Strict):
    limit: Amounts | None = None


_SECTION = {"table", "steps"}
_TOLD = {"counter", "price", "event", "wallet"}


def _is_amount(value: Any) -> bool:
    """Whether it is an AMOUNT as it stands, and no section with one in it."""
    if not isinstance(value, dict) or _SECTION & value.keys():
        return True
    told = _TOLD & value.keys()
    return len(told) == 1 and set(value) <= told | {"times"} and value.get("price", "line") == "line"


def short(field: str) -> Any:
    """`field: AMOUNT` alone may stand for the section that has it."""
    return BeforeValidator(lambda value: {field: value} if _is_amount(value) else value)


def _earning(value: Any) -> Any:
    """`earn: 5%` and `earn: {table: …}` are short for `earn: {give: …}`; a table may have the rest beside it."""
    if not isinstance(value, dict):
        return {"give": value}
    if "table" in value or "steps" in value:
        rest = {key: part for key, part in value.items() if key in _BESIDE and not _names_a_cell(value, key)}
        return {"give": {key: part for key, part in value.items() if key not in rest}, **rest}
    told = _TOLD & value.keys() - {"wallet"}
    if len(told) == 1 and "give" not in value:
        amount = {key: part for key, part in value.items() if key in told or key == "times"}
        return {"give": amount, **{key: part for key, part in value.items() if key not in amount}}
    return {"give": value} if "give" not in value and _is_amount(value) and "times" not in value else value


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


def _discount(value: Any) -> Any:
    """`discount: 5%` and `discount: {table: …}` are short for a percent or an amount; `percent: 5` is 5 % too."""
    if _is_amount(value):
        return {"percent" if _percents(value) else "amount": value}
    bare = value.get("percent")
    return {**value, "percent": _as_percent(bare)} if "percent" in value else value


def _percents(value: Any) -> bool:
    """Whether the plain values of an amount are percents; of a mixed one the first tells."""
    while isinstance(value, dict):
        cells = [part for key, part in value.items() if key not in ("table", "steps")]
        if not cells:
            return False
        value = cells[0]
    return isinstance(value, str) and value.strip().endswith("%")


def _as_percent(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: part if key in ("table", "steps") else _as_percent(part) for key, part in value.items()}
    number = isinstance(value, int | float) or (isinstance(value, str) and value.replace(".", "", 1).isdigit())
    return f"{value}%" if number and not isinstance(value, bool) else value


def _gift(value: Any) -> Any:
    return value if isinstance(value, dict) and "reward" in value else {"reward": value}


def _level(value: Any) -> Any:
    return value if isinstance(value, dict) and "to" in value else {"to": value}


def _setting(value: Any) -> Any:
    if not isinstance(value, dict) or "values" in value:
        return value
    values = {name: _text(part) for name, part in value.items() if name != "for"}
    return {"values": values, **({"for": value["for"]} if "for" in value else {})}


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value


def _joining(value: Any) -> Any:
    return {} if value in (True, "true", "yes") else value


def _undoing(value: Any) -> Any:
    return {"of": value} if isinstance(value, str) else value


class Effects(Strict):
    """What the rule does; several may stand together and act in this order."""

    refuse: (
        Annotated[Refusal, BeforeValidator(lambda value: {"event": value} if isinstance(value, str) else value)] | None
    ) = None
    discount: Annotated[Discount, BeforeValidator(_discount, json_schema_input_type=Discount | Amounts)] | None = None
    earn: Annotated[Earning, BeforeValidator(_earning, json_schema_input_type=Earning | Amounts)] | None = None
    take: Annotated[Take, short("amount")] | None = None
    convert: Conversion | None = None
    expire: (
        Annotated[Expiry, BeforeValidator(lambda value: {"wallet": value} if isinstance(value, str) else value)] | None
    ) = None
    count: Annotated[dict[Word, Amounts], Field(min_length=1)] | None = None
    reset: Words = Field(default_factory=list)
    give: Annotated[Gift, BeforeValidator(_gift)] | None = None
    level: Annotated[LevelSet, BeforeValidator(_level)] | None = None
    set: Annotated[Setting, BeforeValidator(_setting)] | None = None
    undo: Annotated[Undoing, BeforeValidator(_undoing)] | None = None
    add_person: Annotated[Joining, BeforeValidator(_joining)] | None = None
    message: Named | str | None = None

    @model_validator(mode="after")
    def _some(self) -> Effects:
        if not self.named():
            raise misfit("no_effect")
        return self

    def named(self) -> list[str]:
        """The effects that stand here."""
        return [name for name in type(self).model_fields if getattr(self, name) not in (None, [])]
