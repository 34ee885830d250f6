"""The values that documents are made of: how each is read from text, what it is once read, and what would be accepted.

A reader raises `Misfit` with a code that `problems.py` turns into a sentence in both languages.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from webapp.engine.calendar import Duration
from webapp.engine.money import hundredths

MYRIAD = 10_000
"""A percent is kept in parts of ten thousand: 7 % is 700."""


def misfit(code: str, *path: str | int, **words: object) -> PydanticCustomError:
    """An error that names its code, the words for its sentence and, inside a value, the place below the value's own."""
    return PydanticCustomError("misfit", "{code}", {"code": code, "below": path, "words": words})


def value_type(read: Callable[[Any], Any], schema: dict[str, Any], write: Callable[[Any], Any] = str) -> Any:
    """An annotation for a field read by `read`, described to JSON Schema by `schema` and written back by `write`."""
    return (PlainValidator(read), PlainSerializer(write), WithJsonSchema(schema))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, float):
        return repr(value)
    if not isinstance(value, str):
        raise misfit("text")
    return value


_WORD = re.compile(r"[a-z][a-z0-9_]{0,63}")


def read_word(value: Any) -> str:
    if not isinstance(value, str) or not _WORD.fullmatch(value):
        raise misfit("word", found=value)
    return value


_DURATION = re.compile(r"([0-9]{1,5}) +(day|month|year|working day)s?")


def read_duration(value: Any) -> Duration:
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if not found or int(found[1]) == 0:
        raise misfit("duration", found=value)
    count = int(found[1])
    return {
        "day": Duration(days=count),
        "month": Duration(months=count),
        "year": Duration(months=12 * count),
        "working day": Duration(working_days=count),
    }[found[2]]


_CLOCK = re.compile(r"([0-9]{1,4}) +(minute|hour)s?")


def read_deadline(value: Any) -> timedelta | Duration:
    """Minutes and hours run round the clock, longer spans end with a day."""
    found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if not found:
        return read_duration(value)
    if int(found[1]) == 0:
        raise misfit("duration", found=value)
    return timedelta(minutes=int(found[1]) * (60 if found[2] == "hour" else 1))


def write_deadline(span: timedelta | Duration) -> str:
    if isinstance(span, Duration):
        return write_duration(span)
    minutes = int(span.total_seconds()) // 60
    return _plural(minutes, "minute") if minutes % 60 else _plural(minutes // 60, "hour")


def write_duration(span: Duration) -> str:
    if span.working_days:
        return _plural(span.working_days, "working day")
    if span.months:
        years, months = divmod(span.months, 12)
        return _plural(span.months, "month") if months else _plural(years, "year")
    return _plural(span.days, "day")


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH_DAY = re.compile(r"([0-9]{2})-([0-9]{2})")


def read_date(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        if not isinstance(value, str) or not _DATE.fullmatch(value):
            raise ValueError
        return date.fromisoformat(value)
    except ValueError:
        raise misfit("date", found=value) from None


def read_month_day(value: Any) -> tuple[int, int]:
    """A day that every year has: 29 February is none."""
    found = _MONTH_DAY.fullmatch(value) if isinstance(value, str) else None
    try:
        if not found:
            raise ValueError
        day = date(2023, int(found[1]), int(found[2]))
    except ValueError:
        raise misfit("month_day", found=value) from None
    return day.month, day.day


def write_month_day(value: tuple[int, int]) -> str:
    return f"{value[0]:02d}-{value[1]:02d}"


def read_flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if not isinstance(value, str) or value not in ("true", "false", "yes", "no"):
        raise misfit("flag", found=value)
    return value in ("true", "yes")


def read_count(value: Any) -> int:
    text = _text(value)
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise misfit("count", found=text)
    return int(text)


def read_number(value: Any) -> int:
    try:
        number = hundredths(value)
    except ValueError:
        raise misfit("number", found=value) from None
    if number < 0:
        raise misfit("number", found=value)
    return number


def write_number(amount: int) -> str:
    whole, part = divmod(amount, 100)
    return f"{whole}.{part:02d}".rstrip("0").rstrip(".") if part else str(whole)


def read_percent(value: Any) -> int:
    """`7%`, `12.5%` → parts of ten thousand, up to 100 %."""
    text = _text(value).strip()
    if not text.endswith("%"):
        raise misfit("percent", found=value)
    try:
        part = hundredths(text[:-1].strip())
    except ValueError:
        raise misfit("percent", found=value) from None
    if not 0 <= part <= MYRIAD:
        raise misfit("percent_range", found=value)
    return part


def write_percent(part: int) -> str:
    return write_number(part) + "%"


Word = Annotated[str, *value_type(read_word, {"type": "string", "pattern": f"^{_WORD.pattern}$"})]
_SPAN_SCHEMA = {"type": "string", "examples": ["30 days", "12 months", "5 working days"]}
Span = Annotated[Duration, *value_type(read_duration, _SPAN_SCHEMA, write_duration)]
_DEADLINE_SCHEMA = {"type": "string", "examples": ["15 minutes", "2 hours", "5 working days"]}
Deadline = Annotated[timedelta | Duration, *value_type(read_deadline, _DEADLINE_SCHEMA, write_deadline)]
Day = Annotated[date, *value_type(read_date, {"type": "string", "format": "date"})]
MonthDay = Annotated[
    tuple[int, int], *value_type(read_month_day, {"type": "string", "pattern": "^[0-9]{2}-[0-9]{2}$"}, write_month_day)
]
Flag = Annotated[bool, *value_type(read_flag, {"type": "boolean"}, bool)]
Count = Annotated[int, *value_type(read_count, {"type": "integer", "minimum": 0}, int)]
Number = Annotated[int, *value_type(read_number, {"type": ["number", "string"], "minimum": 0}, write_number)]
_ONE_PERCENT_SCHEMA = {"type": "string", "pattern": "^[0-9]+([.,][0-9]{1,2})? ?%$"}
Percent = Annotated[int, *value_type(read_percent, _ONE_PERCENT_SCHEMA, write_percent)]


def as_list(value: Any) -> Any:
    """One word where a list may stand is a list of one."""
    return [value] if isinstance(value, str) else value


Words = Annotated[list[Word], BeforeValidator(as_list, json_schema_input_type=Word | list[Word])]
SomeWords = Annotated[
    list[Word], Field(min_length=1), BeforeValidator(as_list, json_schema_input_type=Word | list[Word])
]


@dataclass(frozen=True, slots=True)
class Amount:
    """A plain number (hundredths) or a percent (parts of ten thousand)."""

    value: int
    percent: bool = False

    def __str__(self) -> str:
        return write_percent(self.value) if self.percent else write_number(self.value)


def read_amount(value: Any) -> Amount:
    if isinstance(value, str) and value.strip().endswith("%"):
        return Amount(read_percent(value), percent=True)
    try:
        return Amount(read_number(value))
    except PydanticCustomError:
        raise misfit("amount", found=value) from None


TABLE_KEYS = ("level", "group", "item", "tag", "channel", "grade", "salon_category", "weekday")


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
    return {key: _written_cells(cell) if isinstance(cell, dict) else _written(cell) for key, cell in cells.items()}


def _written(cell: Any) -> Any:
    return list(cell) if isinstance(cell, tuple) else write_number(cell) if isinstance(cell, int) else str(cell)


def read_table(value: Any, read_cell: Callable[[Any], Any]) -> Table:
    """A mapping with `table: [KEY, …]`, a cell for each value of the keys, and `else`."""
    keys = as_list(value["table"])
    known = isinstance(keys, list) and keys and all(key in TABLE_KEYS for key in keys)
    if not known or len(set(keys)) < len(keys):
        raise misfit("table_keys", "table", accepted=list(TABLE_KEYS))
    cells = {key: cell for key, cell in value.items() if key != "table"}
    return Table(tuple(keys), _cells(cells, len(keys), read_cell, ()))


def _cells(cells: Any, depth: int, read_cell: Callable[[Any], Any], path: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(cells, dict) or not cells:
        raise misfit("table_depth", *path)
    read = {}
    for key, cell in cells.items():
        below = (*path, key)
        deeper = depth > 1 and not (key == ELSE and not isinstance(cell, dict))
        read[key] = _cells(cell, depth - 1, read_cell, below) if deeper else read_below(cell, read_cell, below)
    return read


def read_below(value: Any, read: Callable[[Any], Any], path: tuple[str | int, ...]) -> Any:
    """Reads a part of a value; what does not fit is reported at its place below the value's own."""
    try:
        return read(value)
    except PydanticCustomError as error:
        context = error.context or {}
        raise misfit(context["code"], *path, *context["below"], **context["words"]) from None


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) and "table" in value


def read_amounts(value: Any) -> Amount | Table:
    """AMOUNT: a number, a percent, or a table of them."""
    return read_table(value, read_amount) if _is_table(value) else read_amount(value)


def _percent_amount(value: Any) -> Amount:
    return Amount(read_percent(value), percent=True)


def read_percents(value: Any) -> Amount | Table:
    """A percent, or a table of them."""
    return read_table(value, _percent_amount) if _is_table(value) else _percent_amount(value)


def read_reward_names(value: Any) -> tuple[str, ...]:
    """One reward's name, or several to choose from."""
    names = as_list(value)
    if not isinstance(names, list) or not names:
        raise misfit("word", found=value)
    return tuple(read_below(name, read_word, (place,)) for place, name in enumerate(names))


def read_rewards(value: Any) -> tuple[str, ...] | Table:
    return read_table(value, read_reward_names) if _is_table(value) else read_reward_names(value)


def write_table(value: Any) -> Any:
    return value.written() if isinstance(value, Table) else _written(value)


_AMOUNT_SCHEMA = {"anyOf": [{"type": ["number", "string"]}, {"type": "object", "required": ["table"]}]}
_PERCENT_SCHEMA = {"anyOf": [{"type": "string"}, {"type": "object", "required": ["table"]}]}
Amounts = Annotated[Amount | Table, *value_type(read_amounts, _AMOUNT_SCHEMA, write_table)]
Percents = Annotated[Amount | Table, *value_type(read_percents, _PERCENT_SCHEMA, write_table)]
_NAMES_SCHEMA = {"anyOf": [{"type": ["string", "array"]}, {"type": "object", "required": ["table"]}]}
RewardNames = Annotated[tuple[str, ...] | Table, *value_type(read_rewards, _NAMES_SCHEMA, write_table)]


@dataclass(frozen=True, slots=True)
class End:
    """When something is gone: never, after a span, yearly, with a calendar period, on a date, or with the card."""

    kind: str
    span: Duration | None = None
    month_day: tuple[int, int] | None = None
    carry_over: tuple[int, int] | None = None
    period: str | None = None
    day: date | None = None

    def written(self) -> Any:
        if self.kind == "after" and self.span:
            return {"after": write_duration(self.span)}
        if self.kind == "yearly" and self.month_day:
            carried = {"carry_over_from": write_month_day(self.carry_over)} if self.carry_over else {}
            return {"yearly": write_month_day(self.month_day), **carried}
        if self.kind == "end_of":
            return {"end_of": self.period, **({"plus": write_duration(self.span)} if self.span else {})}
        return {"date": str(self.day)} if self.kind == "date" else {"with": "card"} if self.kind == "card" else "never"


PERIODS = ("month", "quarter", "half", "year")
_END_KEYS = {"after": (), "yearly": ("carry_over_from",), "end_of": ("plus",), "date": (), "with": ()}


def read_end(value: Any) -> End:
    if value == "never":
        return End("never")
    if isinstance(value, str):
        return End("after", span=_calendar_span(value))
    kind = next((key for key in _END_KEYS if isinstance(value, dict) and key in value), None)
    if kind is None or set(value) - {kind, *_END_KEYS[kind]}:
        raise misfit("end", found=value)
    if kind == "with":
        return End(_named(value, kind, ("card",)))
    if kind == "end_of":
        return End(kind, period=_named(value, kind, PERIODS), span=_part(value, "plus", _calendar_span))
    if kind == "yearly":
        carried = _part(value, "carry_over_from", read_month_day)
        return End(kind, month_day=_part(value, kind, read_month_day), carry_over=carried)
    if kind == "date":
        return End(kind, day=_part(value, kind, read_date))
    return End(kind, span=_part(value, kind, _calendar_span))


def _part(section: dict[str, Any], key: str, read: Callable[[Any], Any]) -> Any:
    return read_below(section[key], read, (key,)) if key in section else None


def _named(section: dict[str, Any], key: str, accepted: tuple[str, ...]) -> str:
    found = section[key]
    if found not in accepted:
        raise misfit("one_of", key, accepted=list(accepted), found=found)
    return str(found)


def _calendar_span(value: Any) -> Duration:
    span = read_duration(value)
    if span.working_days:
        raise misfit("calendar_span", found=value)
    return span


Ends = Annotated[End, *value_type(read_end, {"anyOf": [{"type": "string"}, {"type": "object"}]}, End.written)]
CalendarSpan = Annotated[Duration, *value_type(_calendar_span, _SPAN_SCHEMA, write_duration)]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def read_available(value: Any) -> Duration | None:
    """`at_once` is None; otherwise a span of days or months from the day of the fact."""
    return None if value == "at_once" else _calendar_span(value)


Available = Annotated[
    Duration | None,
    *value_type(read_available, {"type": "string"}, lambda span: write_duration(span) if span else "at_once"),
]

LIFE, LEVEL_PERIOD = "life", "level_period"


def read_window(value: Any) -> Duration | str:
    """`life`, `level_period`, or the last so many days, months or years."""
    if value in (LIFE, LEVEL_PERIOD):
        return str(value)
    try:
        return _calendar_span(value)
    except PydanticCustomError:
        raise misfit("window", found=value) from None


def write_window(window: Duration | str) -> str:
    return window if isinstance(window, str) else write_duration(window)


Window = Annotated[Duration | str, *value_type(read_window, {"type": "string"}, write_window)]


def read_limits(value: Any) -> int | Table:
    """A count (in hundredths, so that it compares with counters) or a table of them."""
    return read_table(value, read_number) if _is_table(value) else read_number(value)


Limits = Annotated[
    int | Table,
    *value_type(
        read_limits,
        {"anyOf": [{"type": ["number", "string"]}, {"type": "object", "required": ["table"]}]},
        lambda value: write_table(value) if isinstance(value, Table) else write_number(value),
    ),
]


def read_exceptions(value: Any) -> dict[date, bool]:
    """Days that the chain works (true) or rests (false) against the official calendar."""
    if not isinstance(value, dict):
        raise misfit("mapping")
    return {read_below(day, read_date, (day,)): read_below(works, read_flag, (day,)) for day, works in value.items()}


Exceptions = Annotated[
    dict[date, bool],
    *value_type(read_exceptions, {"type": "object"}, lambda value: {str(day): works for day, works in value.items()}),
]


@dataclass(frozen=True, slots=True)
class Trigger:
    """What a rule answers to: `sale`, `birthday`, a friend's `first_sale`, or a member's `request` by name."""

    kind: str
    name: str = ""

    def written(self) -> Any:
        return {self.kind: self.name} if self.name else self.kind


SALE = Trigger("sale")
_TRIGGERS = ["sale", "birthday", "{friend: first_sale}", "{request: birthday_gift}"]


def read_trigger(value: Any) -> Trigger:
    if value in ("sale", "birthday"):
        return Trigger(value)
    if isinstance(value, dict) and value == {"friend": "first_sale"}:
        return Trigger("friend", "first_sale")
    if isinstance(value, dict) and value == {"request": "birthday_gift"}:
        return Trigger("request", "birthday_gift")
    raise misfit("one_of", accepted=_TRIGGERS, found=value)


On = Annotated[Trigger, *value_type(read_trigger, {"anyOf": [{"type": "string"}, {"type": "object"}]}, Trigger.written)]
