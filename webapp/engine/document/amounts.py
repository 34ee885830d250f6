"""AMOUNT and its unions: a number, a percent, what a counter, a price, an event or a wallet tells; tables and steps of
them, and of whatever else may stand in a table's cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic_core import PydanticCustomError

from webapp.engine.document.values import (
    MYRIAD,
    as_list,
    misfit,
    part_of,
    read_below,
    read_keys,
    read_number,
    read_percent,
    read_word,
    value_type,
    write_number,
    write_percent,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A plain number (hundredths) or a percent (parts of ten thousand)."""

    value: int
    percent: bool = False

    def __str__(self) -> str:
        return write_percent(self.value) if self.percent else write_number(self.value)

    def written(self) -> str:
        return str(self)


@dataclass(frozen=True, slots=True)
class Told:
    """An amount that something else tells, `times` parts of ten thousand of it: `counter`, `price`, `event`, `wallet`,
    or the `value` of the reward that was given.
    """

    kind: str
    name: str = ""
    times: int = MYRIAD

    def written(self) -> Any:
        if self.kind == "value":
            return "value"
        return {self.kind: self.name, **({"times": _write_times(self.times)} if self.times != MYRIAD else {})}


TOLD = ("counter", "price", "event", "wallet")
TABLE_KEYS = (
    *("level", "group", "item", "tag", "channel", "grade", "salon_category", "weekday", "tender", "salon", "segment"),
)
"""Beside these, `choice.NAME`, `attribute.NAME` and `event.NAME`."""
_NAMED_KEY = re.compile(r"(choice|attribute|event)\.[a-z][a-z0-9_]*")
ELSE = "else"


@dataclass(frozen=True, slots=True)
class Table:
    """Nested cells, one depth for each key. A missing cell is the `else` beside it, or that of the depth above; without
    one there is nothing: the rule does not apply."""

    keys: tuple[str, ...]
    cells: dict[str, Any]

    def written(self) -> dict[str, Any]:
        return {"table": list(self.keys), **_written_cells(self.cells)}

    def leaves(self) -> list[tuple[tuple[str, ...], Any]]:
        """Every cell with its path, in the document's order."""
        return _leaves(self.cells, ())

    def cell(self, values: tuple[str | None, ...]) -> Any:
        """The cell for these values of the keys, or None."""
        return _find(self.cells, values)


@dataclass(frozen=True, slots=True)
class Steps:
    """The last step not above a value: of a counter, of the event, the receipt, the line or the people."""

    of: str
    name: str
    steps: tuple[tuple[int, Any], ...]

    def written(self) -> dict[str, Any]:
        of = {self.of: self.name} if self.name else self.of
        return {"steps": of, **{write_number(bound): written(cell) for bound, cell in self.steps}}

    def leaves(self) -> list[tuple[tuple[str, ...], Any]]:
        return [((write_number(bound),), cell) for bound, cell in self.steps]

    def step(self, value: int) -> Any:
        found = None
        for bound, cell in self.steps:
            if bound > value:
                break
            found = cell
        return found


def _find(cells: dict[str, Any], values: tuple[str | None, ...]) -> Any:
    inner = cells.get(values[0]) if values[0] is not None else None
    found = _find(inner, values[1:]) if isinstance(inner, dict) else inner
    if found is not None:
        return found
    inner = cells.get(ELSE)
    return _find(inner, values[1:]) if isinstance(inner, dict) else inner


def _leaves(cells: dict[str, Any], path: tuple[str, ...]) -> list[tuple[tuple[str, ...], Any]]:
    found: list[tuple[tuple[str, ...], Any]] = []
    for key, cell in cells.items():
        found.extend(_leaves(cell, (*path, key)) if isinstance(cell, dict) else [((*path, key), cell)])
    return found


def _written_cells(cells: dict[str, Any]) -> dict[str, Any]:
    return {key: _written_cells(cell) if isinstance(cell, dict) else written(cell) for key, cell in cells.items()}


def written(cell: Any) -> Any:
    """A cell as it is written in a document."""
    if hasattr(cell, "written"):
        return cell.written()
    return list(cell) if isinstance(cell, tuple) else write_number(cell) if isinstance(cell, int) else str(cell)


def leaves_of(value: Any) -> list[Any]:
    """Every plain value of an amount, however tables and steps nest."""
    if isinstance(value, Table | Steps):
        return [leaf for _, cell in value.leaves() for leaf in leaves_of(cell)]
    return [] if value is None else [value]


def parts_of(value: Any, loc: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], Any]]:
    """The value, and every table, step table and plain value in it, each with its place."""
    found = [(loc, value)]
    if isinstance(value, Table | Steps):
        for path, cell in value.leaves():
            found.extend(parts_of(cell, (*loc, *path)))
    return found


def is_table(value: Any) -> bool:
    return isinstance(value, dict) and "table" in value


def is_steps(value: Any) -> bool:
    return isinstance(value, dict) and "steps" in value


def by_table(read_leaf: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A reader of what `read_leaf` reads, or of tables and steps of it."""

    def read(value: Any) -> Any:
        if is_table(value):
            return read_table(value, read)
        return _steps(value, read) if is_steps(value) else read_leaf(value)

    return read


def read_table(value: Any, read_cell: Callable[[Any], Any]) -> Table:
    """A mapping with `table: [KEY, …]`, a cell for each value of the keys, and `else`."""
    keys = as_list(value["table"])
    known = isinstance(keys, list) and keys and all(is_key(key) for key in keys)
    if not known or len(set(keys)) < len(keys):
        raise misfit("table_keys", "table", accepted=list(TABLE_KEYS))
    cells = {key: cell for key, cell in value.items() if key != "table"}
    return Table(tuple(keys), _cells(cells, len(keys), read_cell, ()))


def is_key(key: Any) -> bool:
    return isinstance(key, str) and (key in TABLE_KEYS or _NAMED_KEY.fullmatch(key) is not None)


def _cells(cells: Any, depth: int, read_cell: Callable[[Any], Any], path: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(cells, dict) or not cells:
        raise misfit("table_depth", *path)
    read = {}
    for key, cell in cells.items():
        below = (*path, key)
        deeper = depth > 1 and not (key == ELSE and not _nested(cell))
        read[key] = _cells(cell, depth - 1, read_cell, below) if deeper else read_below(cell, read_cell, below)
    return read


def _nested(cell: Any) -> bool:
    return isinstance(cell, dict) and not (is_table(cell) or is_steps(cell))


_STEPS_OF = ("people", "receipt", "line", "units", "quantity")


def _steps(value: dict[str, Any], read_cell: Callable[[Any], Any]) -> Steps:
    asked = value["steps"]
    if isinstance(asked, dict) and len(asked) == 1 and next(iter(asked)) in ("counter", "event", "wallet"):
        of, name = next(iter(asked.items()))
        name = read_below(name, read_word, ("steps", of))
    elif asked in _STEPS_OF:
        of, name = asked, ""
    else:
        raise misfit("one_of", "steps", accepted=["{counter: …}", "{event: …}", "{wallet: …}", *_STEPS_OF], found=asked)
    steps = [
        (read_below(bound, read_number, (bound,)), read_below(cell, read_cell, (bound,)))
        for bound, cell in value.items()
        if bound != "steps"
    ]
    if not steps:
        raise misfit("table_depth")
    return Steps(of, name, tuple(sorted(steps, key=lambda step: step[0])))


def _read_times(value: Any) -> int:
    """A factor, in parts of ten thousand: 1.5 or 150 %."""
    if isinstance(value, str) and value.strip().endswith("%"):
        return read_percent(value)
    return read_number(value) * 100


def _write_times(times: int) -> str:
    return write_number(times // 100) if times % 100 == 0 else write_percent(times)


def read_amount(value: Any) -> Amount | Told:
    if isinstance(value, str) and value.strip().endswith("%"):
        return Amount(read_percent(value), percent=True)
    if value == "value":
        return Told("value")
    if isinstance(value, dict):
        return _told(value)
    try:
        return Amount(read_number(value))
    except PydanticCustomError:
        raise misfit("amount", found=value) from None


def _told(value: dict[str, Any]) -> Told:
    kind = next((key for key in TOLD if key in value), None)
    if kind is None:
        raise misfit("amount", found=value)
    read_keys(value, (kind, "times"))
    return Told(kind, part_of(value, kind, read_word), part_of(value, "times", _read_times, MYRIAD))


read_amounts = by_table(read_amount)


def _percent_amount(value: Any) -> Amount:
    return Amount(read_percent(value), percent=True)


def _count_amount(value: Any) -> int | Told:
    return _told(value) if isinstance(value, dict) else read_number(value)


def _price(value: Any) -> int | Told:
    return _told(value) if isinstance(value, dict) else read_number(value)


read_prices = by_table(_price)
read_percents = by_table(_percent_amount)
read_limits = by_table(_count_amount)


def read_names(value: Any) -> tuple[str, ...]:
    """One name, or several."""
    names = as_list(value)
    if not isinstance(names, list) or not names:
        raise misfit("word", found=value)
    return tuple(read_below(name, read_word, (place,)) for place, name in enumerate(names))


read_words = by_table(read_word)
read_several = by_table(read_names)


_AMOUNT_SCHEMA = {"anyOf": [{"type": ["number", "string"]}, {"type": "object"}]}
Amounts = Annotated[Amount | Told | Table | Steps, *value_type(read_amounts, _AMOUNT_SCHEMA, written)]
Limits = Annotated[
    int | Told | Table | Steps,
    *value_type(read_limits, {"anyOf": [{"type": ["number", "string"]}, {"type": "object"}]}, written),
]
Prices = Annotated[
    int | Told | Table | Steps,
    *value_type(read_prices, {"anyOf": [{"type": ["number", "string"]}, {"type": "object"}]}, written),
]
_NAMES_SCHEMA = {"anyOf": [{"type": ["string", "array"]}, {"type": "object"}]}
Names = Annotated[tuple[str, ...] | Table | Steps, *value_type(read_several, _NAMES_SCHEMA, written)]
WordsByTable = Annotated[
    str | Table | Steps, *value_type(read_words, {"anyOf": [{"type": "string"}, {"type": "object"}]}, written)
]
