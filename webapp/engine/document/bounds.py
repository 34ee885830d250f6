"""What conditions compare with: bounds of numbers, hours of the day, spans of dates."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, Any

from pydantic_core import PydanticCustomError

from webapp.engine.calendar import Duration
from webapp.engine.document.values import (
    misfit,
    read_below,
    read_date,
    read_duration,
    read_number,
    read_word,
    value_type,
    write_duration,
    write_number,
)


@dataclass(frozen=True, slots=True)
class Compare:
    """A bare number means at least; bounds may also be named. In the unit of what is compared (hundredths)."""

    at_least: int | None = None
    more_than: int | None = None
    at_most: int | None = None
    less_than: int | None = None
    equals: int | None = None

    def holds(self, value: int) -> bool:
        return (
            (self.at_least is None or value >= self.at_least)
            and (self.more_than is None or value > self.more_than)
            and (self.at_most is None or value <= self.at_most)
            and (self.less_than is None or value < self.less_than)
            and (self.equals is None or value == self.equals)
        )

    def test(self) -> Callable[[int], bool]:
        """The same as a function, for what is compared often: a sole bound needs no look at the others."""
        named = [(name, bound) for name in _BOUNDS if (bound := getattr(self, name)) is not None]
        return _ALONE[named[0][0]](named[0][1]) if len(named) == 1 else self.holds

    def written(self) -> Any:
        return {name: write_number(bound) for name in _BOUNDS if (bound := getattr(self, name)) is not None}


_ALONE: dict[str, Callable[[int], Callable[[int], bool]]] = {
    "at_least": lambda bound: lambda value: value >= bound,
    "more_than": lambda bound: lambda value: value > bound,
    "at_most": lambda bound: lambda value: value <= bound,
    "less_than": lambda bound: lambda value: value < bound,
    "equals": lambda bound: lambda value: value == bound,
}
_BOUNDS = tuple(_ALONE)


def read_compare(value: Any) -> Compare:
    if not isinstance(value, dict):
        return Compare(at_least=read_number(value))
    if not value or set(value) - set(_BOUNDS):
        raise misfit("compare", accepted=list(_BOUNDS))
    return Compare(**{name: read_below(bound, read_number, (name,)) for name, bound in value.items()})


Comparison = Annotated[
    Compare, *value_type(read_compare, {"anyOf": [{"type": ["number", "string"]}, {"type": "object"}]}, Compare.written)
]


_HOURS = re.compile(r"([0-9]{1,2})(?::([0-9]{2}))?-([0-9]{1,2})(?::([0-9]{2}))?")


@dataclass(frozen=True, slots=True)
class Hours:
    """From the first time of day up to, not including, the second; 24:00 is the end of the day. Where the second is the
    earlier one they go over midnight: the day's last hours and its first.
    """

    start: time
    end: time

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{'24:00' if self.end == time.max else f'{self.end:%H:%M}'}"

    @property
    def over_midnight(self) -> bool:
        return self.end < self.start

    def __contains__(self, at: time) -> bool:
        if self.over_midnight:
            return at >= self.start or at < self.end
        return self.start <= at < self.end


def read_hours(value: Any) -> Hours:
    """Hours within one day."""
    found = read_any_hours(value)
    if found.over_midnight:
        raise misfit("hours", found=value)
    return found


def read_any_hours(value: Any) -> Hours:
    """Hours within one day or over midnight."""
    found = _HOURS.fullmatch(value) if isinstance(value, str) else None
    try:
        if not found:
            raise ValueError
        start = time(int(found[1]), int(found[2] or 0))
        end = time.max if found[3] == "24" and int(found[4] or 0) == 0 else time(int(found[3]), int(found[4] or 0))
        if start == end:
            raise ValueError
    except ValueError:
        raise misfit("hours", found=value) from None
    return Hours(start, end)


DayHours = Annotated[Hours, *value_type(read_hours, {"type": "string", "examples": ["10:00-14:30"]})]
AnyHours = Annotated[Hours, *value_type(read_any_hours, {"type": "string", "examples": ["10:00-14:30", "22:00-06:00"]})]
WORKING_HOURS = Hours(time(7), time(22))


def read_dates(value: Any) -> tuple[date, date]:
    """`2026-03-01..2026-03-31`: both days included; one date is a span of one day."""
    first, dots, last = value.partition("..") if isinstance(value, str) else (value, "", "")
    first, last = first.strip() if dots else first, last.strip()
    try:
        begin = read_date(first)
        end = read_date(last) if dots else begin
    except PydanticCustomError:
        raise misfit("dates", found=value) from None
    if end < begin:
        raise misfit("dates", found=value)
    return begin, end


def write_dates(value: tuple[date, date]) -> str:
    return str(value[0]) if value[0] == value[1] else f"{value[0]}..{value[1]}"


DateSpan = Annotated[tuple[date, date], *value_type(read_dates, {"type": "string"}, write_dates)]


@dataclass(frozen=True, slots=True)
class SpanCompare:
    """Bounds of a time that has passed or is still to come."""

    at_least: Duration | None = None
    more_than: Duration | None = None
    at_most: Duration | None = None
    less_than: Duration | None = None

    def written(self) -> Any:
        return {name: write_duration(bound) for name in _SPAN_BOUNDS if (bound := getattr(self, name)) is not None}


_SPAN_BOUNDS = ("at_least", "more_than", "at_most", "less_than")


def read_span_compare(value: Any) -> SpanCompare:
    if not isinstance(value, dict):
        return SpanCompare(at_least=read_duration(value))
    if not value or set(value) - set(_SPAN_BOUNDS):
        raise misfit("compare", accepted=list(_SPAN_BOUNDS))
    return SpanCompare(**{name: read_below(bound, read_duration, (name,)) for name, bound in value.items()})


Asked = Compare | SpanCompare | tuple[str, ...]
"""What an attribute is compared with: bounds of a number, or words of which any will do."""


def read_asked(value: Any) -> Compare | tuple[str, ...]:
    """A number means at least, a mapping bounds, a word equality, a list any of them."""
    if isinstance(value, dict):
        return read_compare(value)
    if isinstance(value, bool):
        return ("true" if value else "false",)
    if isinstance(value, list):
        if not value or not all(isinstance(word, str | int) for word in value):
            raise misfit("words", found=value)
        return tuple(str(word) for word in value)
    try:
        return Compare(at_least=read_number(value))
    except PydanticCustomError:
        if not isinstance(value, str):
            raise misfit("text") from None
        return (value,)


def write_asked(asked: Asked) -> Any:
    return list(asked) if isinstance(asked, tuple) else asked.written()


def read_attributes(value: Any) -> dict[str, Asked]:
    if not isinstance(value, dict) or not value:
        raise misfit("mapping")
    return {name: _attribute(name, asked) for name, asked in value.items()}


def _attribute(name: Any, asked: Any) -> Asked:
    read_below(name, read_word, (name,))
    found: Asked = read_below(asked, read_span_compare if name == "ahead" else read_asked, (name,))
    return found


Attributes = Annotated[
    dict[str, Asked],
    *value_type(
        read_attributes,
        {"type": "object"},
        lambda value: {name: write_asked(asked) for name, asked in value.items()},
    ),
]

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def read_months(value: Any) -> tuple[int, ...]:
    """Months by number or by the first letters of their English names."""
    listed = value if isinstance(value, list) else [value]
    found = []
    for each in listed:
        text = str(each)
        if text in MONTHS:
            found.append(MONTHS.index(text) + 1)
        elif text.isascii() and text.isdigit() and 1 <= int(text) <= 12:
            found.append(int(text))
        else:
            raise misfit("one_of", accepted=list(MONTHS), found=each)
    if not found:
        raise misfit("one_of", accepted=list(MONTHS), found=value)
    return tuple(found)


Months = Annotated[tuple[int, ...], *value_type(read_months, {"type": ["integer", "string", "array"]}, list)]


def read_booked(value: Any) -> dict[str, Asked]:
    """`true` asks for no more than a booking."""
    return {} if value in (True, "true", "yes") else read_attributes(value)


Booked = Annotated[
    dict[str, Asked],
    *value_type(
        read_booked,
        {"type": ["object", "boolean"]},
        lambda value: {name: write_asked(asked) for name, asked in value.items()} or True,
    ),
]
