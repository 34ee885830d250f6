"""The values that documents are made of: how each is read from text, what it is once read, and what would be accepted.

A reader raises `Misfit` with a code that `problems.py` turns into a sentence in both languages.
"""

from __future__ import annotations

import re
from collections.abc import Callable
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


_SPAN = re.compile(r"([0-9]{1,5}) +(hour|day|month|year|working day)s?")
_PARTS = re.compile(r" ([+-]) ")


def read_duration(value: Any) -> Duration:
    """`30 days`, `48 hours`, `5 working days`, `12 months - 1 day`."""
    first, *further = _PARTS.split(value.strip()) if isinstance(value, str) else ("",)
    span = _one_span(first, value)
    for sign, text in zip(further[::2], further[1::2], strict=True):
        part = _one_span(text, value)
        if part.working_days or span.working_days:
            raise misfit("duration", found=value)
        span = Duration(*(whole + (some if sign == "+" else -some) for whole, some in zip(span, part, strict=True)))
    if min(span) < 0 and not span.months:
        raise misfit("duration", found=value)
    return span


def _one_span(text: str, value: Any) -> Duration:
    found = _SPAN.fullmatch(text.strip())
    if not found or int(found[1]) == 0:
        raise misfit("duration", found=value)
    count = int(found[1])
    return {
        "hour": Duration(hours=count),
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
    years, months = divmod(span.months, 12)
    parts = [(span.months, "month")] if months else [(years, "year")]
    parts += [(span.days, "day"), (span.hours, "hour")]
    told = [(count, noun) for count, noun in parts if count]
    text = _plural(abs(told[0][0]), told[0][1])
    for count, noun in told[1:]:
        text += f" {'-' if count < 0 else '+'} {_plural(abs(count), noun)}"
    return text


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def calendar_span(value: Any) -> Duration:
    """A span of whole days, months or years."""
    span = read_duration(value)
    if span.working_days or span.hours:
        raise misfit("calendar_span", found=value)
    return span


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


def read_below(value: Any, read: Callable[[Any], Any], path: tuple[str | int, ...]) -> Any:
    """Reads a part of a value; what does not fit is reported at its place below the value's own."""
    try:
        return read(value)
    except PydanticCustomError as error:
        context = error.context or {}
        raise misfit(context["code"], *path, *context["below"], **context["words"]) from None


def part_of(section: dict[str, Any], key: str, read: Callable[[Any], Any], otherwise: Any = None) -> Any:
    """The part of a section under `key`, read; what does not fit is reported at its place."""
    return read_below(section[key], read, (key,)) if key in section else otherwise


def read_choice(*accepted: str) -> Callable[[Any], str]:
    """One of these words."""

    def read(value: Any) -> str:
        if value not in accepted:
            raise misfit("one_of", accepted=list(accepted), found=value)
        return str(value)

    return read


def read_keys(value: Any, accepted: tuple[str, ...]) -> dict[str, Any]:
    """A mapping that has none but these keys."""
    if not isinstance(value, dict):
        raise misfit("mapping")
    for key in value:
        if key not in accepted:
            raise misfit("extra_forbidden", key, found=key, accepted=list(accepted))
    return value


PERIODS = ("month", "quarter", "half", "year")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LIFE, LEVEL_PERIOD = "life", "level_period"
CalendarSpan = Annotated[Duration, *value_type(calendar_span, _SPAN_SCHEMA, write_duration)]


def read_exceptions(value: Any) -> dict[date, bool]:
    """Days that the chain works (true) or rests (false) against the official calendar."""
    if not isinstance(value, dict):
        raise misfit("mapping")
    return {read_below(day, read_date, (day,)): read_below(works, read_flag, (day,)) for day, works in value.items()}


Exceptions = Annotated[
    dict[date, bool],
    *value_type(read_exceptions, {"type": "object"}, lambda value: {str(day): works for day, works in value.items()}),
]
