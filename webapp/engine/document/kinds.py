"""Values that sections are made of: what a counter counts, blocks of spending, the order of lots, periods of `once`,
when levels begin.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from webapp.engine.document.amounts import read_amounts, written
from webapp.engine.document.triggers import Trigger, read_trigger
from webapp.engine.document.values import (
    PERIODS,
    Word,
    as_list,
    misfit,
    part_of,
    read_below,
    read_choice,
    read_count,
    read_flag,
    read_keys,
    read_number,
    read_word,
    value_type,
    write_number,
)

PLAIN_COUNTS = ("paid", "gross", "visits", "receipts", "units", "hours", "minutes", "people")


@dataclass(frozen=True, slots=True)
class Counting:
    """What a counter counts beside the plain words: `earned` units of a wallet, an `event`, so many for each full sum
    (`give`), `periods` with something in them, the `average` of the last visits.
    """

    kind: str
    name: str = ""
    of: str = ""
    give: int = 0
    per_full: int = 0
    last: int = 0

    def written(self) -> Any:
        if self.kind == "earned":
            return {"earned": self.name}
        if self.kind == "event":
            return {"event": self.name, "of": self.of}
        if self.kind == "give":
            return {"give": write_number(self.give), "per_full": write_number(self.per_full), "of": self.of}
        if self.kind == "periods":
            return {"periods": self.name, "in_a_row": self.of == "in_a_row"}
        return {"average": self.name, "last": f"{self.last} visits"}


def read_counting(value: Any) -> str | Counting:
    if isinstance(value, str) and value in PLAIN_COUNTS:
        return value
    kind = next((key for key in _COUNTED if isinstance(value, dict) and key in value), None)
    if kind is None:
        raise misfit("one_of", accepted=[*PLAIN_COUNTS, *(f"{{{key}: …}}" for key in _COUNTED)], found=value)
    found: Counting = _COUNTED[kind](value)
    return found


def _event(value: dict[str, Any]) -> Counting:
    read_keys(value, ("event", "of"))
    of = str(value.get("of", "1"))
    if of not in ("1", "amount", "units"):
        raise misfit("one_of", "of", accepted=["amount", "units", "1"], found=of)
    return Counting("event", part_of(value, "event", read_word), of)


def _give(value: dict[str, Any]) -> Counting:
    read_keys(value, ("give", "per_full", "of"))
    if "per_full" not in value or not part_of(value, "per_full", read_number):
        raise misfit("above_zero", "per_full", found=value.get("per_full"))
    of = part_of(value, "of", read_choice("receipt", "visit"), "receipt")
    return Counting("give", "", of, part_of(value, "give", read_number), part_of(value, "per_full", read_number))


def _periods(value: dict[str, Any]) -> Counting:
    read_keys(value, ("periods", "in_a_row"))
    row = part_of(value, "in_a_row", read_flag, False)
    return Counting("periods", part_of(value, "periods", read_choice(*PERIODS)), "in_a_row" if row else "")


def _average(value: dict[str, Any]) -> Counting:
    read_keys(value, ("average", "last"))
    text = str(value.get("last", "")).removesuffix(" visits").removesuffix(" visit")
    last = read_below(text, read_count, ("last",))
    if not last:
        raise misfit("above_zero", "last", found=value.get("last"))
    return Counting("average", part_of(value, "average", read_choice("paid", "gross")), last=last)


_COUNTED: dict[str, Any] = {
    "earned": lambda value: Counting("earned", part_of(read_keys(value, ("earned",)), "earned", read_word)),
    "event": _event,
    "give": _give,
    "periods": _periods,
    "average": _average,
}
_ANY = {"anyOf": [{"type": "string"}, {"type": "object"}]}
CountKind = Annotated[
    str | Counting,
    *value_type(read_counting, _ANY, lambda value: value if isinstance(value, str) else value.written()),
]


def read_blocks(value: Any) -> tuple[tuple[int, Any], ...]:
    """Blocks of units, each with the AMOUNT that it is worth: money, or a percent of the price."""
    if not isinstance(value, dict) or not value:
        raise misfit("mapping")
    found = []
    for units, worth in value.items():
        number = read_below(units, read_number, (units,))
        if not number:
            raise misfit("above_zero", units, found=units)
        found.append((number, read_below(worth, read_amounts, (units,))))
    return tuple(sorted(found, key=lambda block: block[0]))


BlockTable = Annotated[
    tuple[tuple[int, Any], ...],
    *value_type(
        read_blocks,
        {"type": "object"},
        lambda blocks: {write_number(units): written(worth) for units, worth in blocks},
    ),
]


@dataclass(frozen=True, slots=True)
class Order:
    """Which lots are spent first: `soonest_end`, `oldest`, or those of a source `first`."""

    kind: str = "soonest_end"
    source: str = ""

    def written(self) -> Any:
        return {"first": self.source} if self.kind == "first" else self.kind


def read_order(value: Any) -> Order:
    if isinstance(value, dict) and set(value) == {"first"}:
        return Order("first", part_of(value, "first", read_word))
    return Order(read_choice("soonest_end", "oldest")(value))


LotOrder = Annotated[Order, *value_type(read_order, _ANY, Order.written)]

PER = ("receipt", "day", "visit", "week", "month", "quarter", "year", "life", "level_period", "friend", "ref")


def read_per(value: Any) -> str | Trigger:
    """A period, or a trigger: at most so often between two such facts. `birthday` is from one to the next."""
    if isinstance(value, str) and (value in PER or value == "birthday"):
        return value
    return read_trigger(value)


Per = Annotated[
    str | Trigger, *value_type(read_per, _ANY, lambda value: value if isinstance(value, str) else value.written())
]


def _begins(value: Any) -> Any:
    return "after_present" if value == {"after": "present"} else value


Begins = Annotated[
    Literal["at_once", "same_sale", "next_visit", "next_month", "card_issue", "after_present"],
    BeforeValidator(_begins, json_schema_input_type=str | dict[str, str]),
]
"""When a level that is due begins."""
NotWith = Annotated[list[Word], BeforeValidator(as_list, json_schema_input_type=str | list[str])]
"""The groups of benefits that one does not go with."""
Shared = Literal["wallets", "counters", "levels"]
SharedThings = Annotated[
    list[Shared], Field(min_length=1), BeforeValidator(as_list, json_schema_input_type=Shared | list[Shared])
]
"""What people on one account share."""
