"""END: when something is gone. WINDOW: over what a counter looks. When something becomes available."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic_core import PydanticCustomError

from webapp.engine.calendar import Duration
from webapp.engine.document.amounts import Steps, Table, by_table, written
from webapp.engine.document.triggers import SALE, THIS, Anchor, Trigger, read_anchor, read_triggers
from webapp.engine.document.values import (
    LEVEL_PERIOD,
    LIFE,
    PERIODS,
    as_list,
    calendar_span,
    misfit,
    part_of,
    read_below,
    read_choice,
    read_date,
    read_duration,
    read_keys,
    read_month_day,
    read_word,
    value_type,
    write_duration,
    write_month_day,
)


@dataclass(frozen=True, slots=True)
class End:
    """When something is gone: `never`, `after` a span, `yearly`, `end_of` a calendar period, on a `date`, with the
    `card`, `with` a level or a counter's span, when `idle`, or at the `first` of several ends.
    """

    kind: str
    span: Duration | None = None
    month_day: tuple[int, int] | None = None
    carry_over: tuple[int, int] | None = None
    period: str | None = None
    day: date | None = None
    anchor: Anchor = THIS
    last_day: str | None = None
    name: str = ""
    of: tuple[Trigger, ...] = ()
    parts: tuple[Any, ...] = ()

    def written(self) -> Any:
        told = _WRITTEN[self.kind](self)
        return {**told, "last_day": self.last_day} if self.last_day else told


def _write_after(end: End) -> Any:
    anchored = {"from": end.anchor.written()} if end.anchor != THIS else {}
    return {"after": write_duration(end.span or Duration()), **anchored}


def _write_yearly(end: End) -> Any:
    carried = {"carry_over_from": write_month_day(end.carry_over)} if end.carry_over else {}
    return {"yearly": write_month_day(end.month_day or (1, 1)), **carried}


_WRITTEN: dict[str, Callable[[End], Any]] = {
    "never": lambda end: "never",
    "after": _write_after,
    "yearly": _write_yearly,
    "end_of": lambda end: {"end_of": end.period, **({"plus": write_duration(end.span)} if end.span else {})},
    "date": lambda end: {"date": str(end.day)},
    "card": lambda end: {"with": "card"},
    "with": lambda end: {"with": end.name},
    "idle": lambda end: {
        "idle": write_duration(end.span or Duration()),
        **({"of": [trigger.written() for trigger in end.of]} if end.of != (SALE,) else {}),
    },
    "first": lambda end: {"first": [written(part) for part in end.parts]},
}
_KEYS: dict[str, tuple[str, ...]] = {
    "after": ("from", "last_day"),
    "yearly": ("carry_over_from",),
    "end_of": ("plus", "last_day"),
    "date": (),
    "with": (),
    "idle": ("of", "kept_alive_by", "last_day"),
    "first": (),
}


def read_plain_end(value: Any) -> End:
    if value == "never":
        return End("never")
    if isinstance(value, str):
        try:
            return End("after", span=read_duration(value))
        except PydanticCustomError:
            raise misfit("end", found=value) from None
    kind = next((key for key in _KEYS if isinstance(value, dict) and key in value), None)
    if kind is None or set(value) - {kind, *_KEYS[kind]}:
        raise misfit("end", found=value)
    return _READ[kind](value)


_last_day = read_choice("in", "out")


def _read_after(value: dict[str, Any]) -> End:
    anchor = part_of(value, "from", read_anchor, THIS)
    span = part_of(value, "after", read_duration)
    return End("after", span=span, anchor=anchor, last_day=part_of(value, "last_day", _last_day))


def _read_idle(value: dict[str, Any]) -> End:
    of = part_of(value, "of", read_triggers) or part_of(value, "kept_alive_by", read_triggers) or (SALE,)
    return End(
        "idle", span=part_of(value, "idle", read_duration), of=of, last_day=part_of(value, "last_day", _last_day)
    )


def _read_yearly(value: dict[str, Any]) -> End:
    carried = part_of(value, "carry_over_from", read_month_day)
    return End("yearly", month_day=part_of(value, "yearly", read_month_day), carry_over=carried)


def _read_end_of(value: dict[str, Any]) -> End:
    plus = part_of(value, "plus", read_duration)
    period = part_of(value, "end_of", read_choice(*PERIODS))
    return End("end_of", period=period, span=plus, last_day=part_of(value, "last_day", _last_day))


def _read_with(value: dict[str, Any]) -> End:
    return End("card") if value["with"] == "card" else End("with", name=part_of(value, "with", read_word))


def _read_first(value: dict[str, Any]) -> End:
    listed = value["first"]
    if not isinstance(listed, list) or not listed:
        raise misfit("end", "first", found=listed)
    return End("first", parts=tuple(read_below(each, read_end, ("first", place)) for place, each in enumerate(listed)))


_READ: dict[str, Callable[[dict[str, Any]], End]] = {
    "after": _read_after,
    "yearly": _read_yearly,
    "end_of": _read_end_of,
    "date": lambda value: End("date", day=part_of(value, "date", read_date)),
    "with": _read_with,
    "idle": _read_idle,
    "first": _read_first,
}
read_end: Callable[[Any], Any] = by_table(read_plain_end)


def may_go_on(value: Any) -> bool:
    """Whether what has ended so may begin anew by what was counted: not where a silence or a card has ended it."""
    return all(end.kind not in ("idle", "card") for end in ends_in(value))


def ends_in(value: Any) -> list[End]:
    """Every plain end of a value: those of tables, steps and `first` too."""
    if isinstance(value, End):
        return [value, *(inner for part in value.parts for inner in ends_in(part))]
    if isinstance(value, Table | Steps):
        return [inner for _, cell in value.leaves() for inner in ends_in(cell)]
    return []


Ends = Annotated[
    End | Table | Steps, *value_type(read_end, {"anyOf": [{"type": "string"}, {"type": "object"}]}, written)
]


@dataclass(frozen=True, slots=True)
class Available:
    """When something can be used: `at_once`, after a span, `next_day`, at the `next_visit` or `next_sale`, or when an
    event of a name has happened.
    """

    kind: str = "at_once"
    span: Duration | None = None
    name: str = ""

    def written(self) -> Any:
        if self.kind == "after" and self.span:
            return write_duration(self.span)
        return {"event": self.name} if self.kind == "event" else self.kind


AT_ONCE = Available()
_WAITS = ("at_once", "next_day", "next_visit", "next_sale")


def read_available(value: Any) -> Available:
    if value in _WAITS:
        return Available(str(value))
    if isinstance(value, dict) and set(value) == {"event"}:
        return Available("event", name=part_of(value, "event", read_word))
    return Available("after", span=read_duration(value))


Availability = Annotated[
    Available,
    *value_type(read_available, {"anyOf": [{"type": "string"}, {"type": "object"}]}, Available.written),
]

CALENDAR_WINDOWS = tuple(f"calendar_{period}" for period in PERIODS)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of equal spans: `each` from an anchor, begun anew by levels; or one that `lasts` from the first thing
    counted and is begun again by the next after it is over.
    """

    kind: str
    span: Duration
    anchor: Anchor = THIS
    restarts: tuple[str, ...] = ()

    def written(self) -> Any:
        if self.kind == "lasts":
            return {"lasts": write_duration(self.span), "from": "first"}
        told = {"each": write_duration(self.span), "from": self.anchor.written()}
        return {**told, "restarts": list(self.restarts)} if self.restarts else told


def read_window(value: Any) -> Duration | Row | str:
    """`life`, `level_period`, a calendar period, the last so many days, months or years, or a row of spans."""
    if value in (LIFE, LEVEL_PERIOD, *CALENDAR_WINDOWS):
        return str(value)
    if value in PERIODS:
        return f"calendar_{value}"
    if isinstance(value, dict) and "each" in value:
        read_keys(value, ("each", "from", "restarts"))
        anchor = part_of(value, "from", read_anchor, Anchor("enrolment"))
        names = part_of(value, "restarts", _read_names, ())
        return Row("each", part_of(value, "each", calendar_span), anchor, names)
    if isinstance(value, dict) and "lasts" in value:
        read_keys(value, ("lasts", "from"))
        part_of(value, "from", read_choice("first"))
        return Row("lasts", part_of(value, "lasts", calendar_span))
    try:
        return read_duration(value)
    except PydanticCustomError:
        raise misfit("window", found=value) from None


def _read_names(value: Any) -> tuple[str, ...]:
    listed = as_list(value)
    if not isinstance(listed, list):
        raise misfit("word", found=value)
    return tuple(read_below(name, read_word, (place,)) for place, name in enumerate(listed))


def write_window(window: Duration | Row | str) -> Any:
    if isinstance(window, Row):
        return window.written()
    return window if isinstance(window, str) else write_duration(window)


Window = Annotated[
    Duration | Row | str,
    *value_type(read_window, {"anyOf": [{"type": "string"}, {"type": "object"}]}, write_window),
]
