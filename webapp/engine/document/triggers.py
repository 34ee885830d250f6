"""TRIGGER: what a rule answers to. ANCHOR: from when a span is counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from webapp.engine.calendar import Duration
from webapp.engine.document.values import (
    PERIODS,
    WEEKDAYS,
    as_list,
    calendar_span,
    misfit,
    part_of,
    read_below,
    read_choice,
    read_duration,
    read_flag,
    read_keys,
    read_month_day,
    read_number,
    read_word,
    value_type,
    write_duration,
    write_month_day,
    write_number,
)

ANCHORS = ("this", "enrolment", "first_visit", "last_visit", "level_began", "birthday")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A day to count from: `this` fact's own, one of the member's life, or that of the latest `event` of a name."""

    kind: str = "this"
    name: str = ""

    def written(self) -> Any:
        return {"event": self.name} if self.kind == "event" else self.kind


THIS = Anchor()


def read_anchor(value: Any) -> Anchor:
    if isinstance(value, dict) and set(value) == {"event"}:
        return Anchor("event", part_of(value, "event", read_word))
    if value not in ANCHORS:
        raise misfit("one_of", accepted=[*ANCHORS, "{event: …}"], found=value)
    return Anchor(str(value))


@dataclass(frozen=True, slots=True)
class Trigger:
    """`kind` is the word of the reference, `name` what it names, `how` what has to happen to it; `number` the threshold
    in hundredths, `span` and `anchor` the times of `every`, `before` and `idle`, `of` whose silence counts.
    """

    kind: str
    name: str = ""
    how: str = ""
    number: int = 0
    span: Duration | None = None
    anchor: Anchor = THIS
    of: tuple[Trigger, ...] = ()

    @property
    def of_time(self) -> bool:
        return self.kind in TIMES

    @property
    def of_friends_sale(self) -> bool:
        """Whether a receipt of somebody who was introduced is looked at."""
        return self.kind == "friend" and self.name in ("sale", "first_sale")

    def written(self) -> Any:
        if self.kind in PLAIN and not self.name:
            return self.kind
        return _WRITTEN[self.kind](self)


SALE = Trigger("sale")
PLAIN = (
    *("sale", "visit", "return", "enrolled", "questionnaire", "activated", "card_issued", "birthday"),
    *("joined", "left", "leaving"),
)
TIMES = frozenset({"birthday", "anniversary", "date", "weekly", "end_of", "every", "before", "idle"})
FRIENDS = ("first_sale", "sale", "enrolled")
_CROSSINGS = ("reaches", "every", "empties")


def _read_crossing(kind: str, value: dict[str, Any]) -> Trigger:
    hows = [how for how in _CROSSINGS if how in value]
    read_keys(value, (kind, *_CROSSINGS))
    if len(hows) != 1 or (hows[0] == "empties" and kind != "wallet"):
        raise misfit("one_of", accepted=list(_CROSSINGS if kind == "wallet" else _CROSSINGS[:2]), found=value)
    name = part_of(value, kind, read_word)
    if hows[0] == "empties":
        part_of(value, "empties", _true)
        return Trigger(kind, name, "empties")
    number = part_of(value, hows[0], read_number)
    if number == 0:
        raise misfit("above_zero", hows[0], found="0")
    return Trigger(kind, name, hows[0], number)


def _true(value: Any) -> bool:
    if not read_flag(value):
        raise misfit("one_of", accepted=["true"], found=value)
    return True


def _read_change(kind: str, value: dict[str, Any], hows: tuple[str, ...]) -> Trigger:
    read_keys(value, (kind, *hows))
    how = next((how for how in hows if how in value), None)
    if how is None:
        raise misfit("one_of", accepted=[f"{how}: true" for how in hows], found=value)
    part_of(value, how, _true)
    return Trigger(kind, part_of(value, kind, read_word), how)


def _read_every(value: dict[str, Any]) -> Trigger:
    read_keys(value, ("every", "from"))
    span = part_of(value, "every", calendar_span)
    return Trigger("every", span=span, anchor=part_of(value, "from", read_anchor, Anchor("enrolment")))


def _read_before(value: dict[str, Any]) -> Trigger:
    read_keys(value, ("before", "by"))
    name = part_of(value, "before", read_choice("level_end", "birthday", "lot_end"))
    return Trigger("before", name, span=part_of(value, "by", calendar_span, Duration(days=1)))


def _read_idle(value: dict[str, Any]) -> Trigger:
    read_keys(value, ("idle", "of"))
    return Trigger("idle", span=part_of(value, "idle", read_duration), of=part_of(value, "of", read_triggers, (SALE,)))


def _read_birthday(value: dict[str, Any]) -> Trigger:
    read_keys(value, ("birthday",))
    return Trigger("birthday", part_of(value, "birthday", read_choice("month")))


def _read_date(value: dict[str, Any]) -> Trigger:
    read_keys(value, ("date",))
    return Trigger("date", write_month_day(part_of(value, "date", read_month_day)))


def _named(kind: str, *accepted: str) -> Any:
    def read(value: dict[str, Any]) -> Trigger:
        read_keys(value, (kind,))
        return Trigger(kind, part_of(value, kind, read_choice(*accepted) if accepted else read_word))

    return read


_READ: dict[str, Any] = {
    "event": _named("event"),
    "request": _named("request"),
    "friend": _named("friend", *FRIENDS),
    "anniversary": _named("anniversary"),
    "weekly": _named("weekly", *WEEKDAYS),
    "end_of": _named("end_of", *PERIODS),
    "date": _read_date,
    "birthday": _read_birthday,
    "before": _read_before,
    "idle": _read_idle,
    "counter": lambda value: _read_crossing("counter", value),
    "wallet": lambda value: _read_crossing("wallet", value),
    "level": lambda value: _read_change("level", value, ("begins", "ends", "changes")),
    "reward": lambda value: _read_change("reward", value, ("used", "given", "lapsed")),
    "every": _read_every,
}


def _write_every(trigger: Trigger) -> dict[str, Any]:
    return {"every": write_duration(trigger.span or Duration()), "from": trigger.anchor.written()}


def _write_crossing(trigger: Trigger) -> dict[str, Any]:
    bound: Any = True if trigger.how == "empties" else write_number(trigger.number)
    return {trigger.kind: trigger.name, trigger.how: bound}


_WRITTEN: dict[str, Any] = {
    **dict.fromkeys(_READ, lambda trigger: {trigger.kind: trigger.name}),
    "counter": _write_crossing,
    "wallet": _write_crossing,
    "level": lambda trigger: {"level": trigger.name, trigger.how: True},
    "reward": lambda trigger: {"reward": trigger.name, trigger.how: True},
    "every": _write_every,
    "before": lambda trigger: {"before": trigger.name, "by": write_duration(trigger.span)},
    "idle": lambda trigger: {
        "idle": write_duration(trigger.span),
        "of": [other.written() for other in trigger.of],
    },
}
_ACCEPTED = [*PLAIN, *(f"{{{kind}: …}}" for kind in _READ)]


def read_trigger(value: Any) -> Trigger:
    if isinstance(value, str) and value in PLAIN:
        return Trigger(value)
    if isinstance(value, dict):
        kinds = [kind for kind in _READ if kind in value]
        if kinds:
            found: Trigger = _READ[kinds[0]](value)
            return found
    raise misfit("one_of", accepted=_ACCEPTED, found=value)


def read_triggers(value: Any) -> tuple[Trigger, ...]:
    listed = value if isinstance(value, list) else [value]
    return tuple(read_below(each, read_trigger, (place,)) for place, each in enumerate(listed))


def read_event_names(value: Any) -> tuple[str, ...]:
    """Names of events, each bare or as `{event: NAME}`."""
    listed = as_list(value)
    listed = listed if isinstance(listed, list) else [listed]
    names = [each["event"] if isinstance(each, dict) and set(each) == {"event"} else each for each in listed]
    return tuple(read_below(name, read_word, (place,)) for place, name in enumerate(names))


_ANY = {"anyOf": [{"type": "string"}, {"type": "object"}]}
On = Annotated[Trigger, *value_type(read_trigger, _ANY, Trigger.written)]
EventNames = Annotated[
    tuple[str, ...], *value_type(read_event_names, {"anyOf": [{"type": "string"}, {"type": "array"}]}, list)
]
Since = Annotated[Anchor | Trigger, *value_type(lambda value: read_since(value), _ANY, lambda value: value.written())]


def read_since(value: Any) -> Anchor | Trigger:
    """An anchor, or the latest fact of a trigger."""
    if isinstance(value, str) and value in ANCHORS:
        return read_anchor(value)
    return read_trigger(value)


Spans = Annotated[
    Duration, *value_type(read_duration, {"type": "string", "examples": ["30 days", "48 hours"]}, write_duration)
]
