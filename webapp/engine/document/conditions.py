"""The one grammar of conditions: a mapping holds when all it names holds; `any`, `all` and `not` compose."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from webapp.engine.document.bounds import AnyHours, Attributes, Booked, Comparison, DateSpan, Months
from webapp.engine.document.triggers import Since, Spans
from webapp.engine.document.values import (
    Count,
    Flag,
    SomeWords,
    Word,
    as_list,
    misfit,
    read_flag,
    read_word,
    value_type,
)

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Weekdays = Annotated[
    list[Weekday], Field(min_length=1), BeforeValidator(as_list, json_schema_input_type=Weekday | list[Weekday])
]
Texts = Annotated[list[str], Field(min_length=1), BeforeValidator(as_list, json_schema_input_type=str | list[str])]
Dates = Annotated[list[DateSpan], Field(min_length=1), BeforeValidator(as_list, json_schema_input_type=str | list[str])]


def _flag_or_word(value: Any) -> bool | str:
    return read_flag(value) if isinstance(value, bool) or value in ("true", "false", "yes", "no") else read_word(value)


FlagOrWord = Annotated[bool | str, *value_type(_flag_or_word, {"type": ["boolean", "string"]}, lambda value: value)]


class Strict(BaseModel):
    """A section of the document: nothing unknown is taken, nothing changes once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _days(value: Any) -> Any:
    """`3 days` is 3."""
    found = re.fullmatch(r"([0-9]+) days?", value) if isinstance(value, str) else None
    return found[1] if found else value


Days = Annotated[Count, BeforeValidator(_days, json_schema_input_type=int | str)]


class BirthdayWindow(Strict):
    """Days around the birthday, both ends included; or its `day`, calendar `week` or `month`."""

    before: Annotated[Days, Field(description="days before the birthday")] = 0
    after: Annotated[Days, Field(description="days after the birthday")] = 0
    within: Literal["day", "week", "month"] | None = None


def _birthday(value: Any) -> Any:
    return {"within": value} if isinstance(value, str) else value


class ReceiptTotal(Strict):
    """The total of the receipt, or of those of its lines that `if` chooses."""

    total: Comparison
    of: Literal["gross", "paid"] = "gross"
    if_: Condition | None = Field(default=None, alias="if")


def _receipt(value: Any) -> Any:
    return value if isinstance(value, dict) and "total" in value else {"total": value}


class Companion(Strict):
    """Another line of the same receipt, not the one looked at, with at least so many units."""

    units: Count = 1
    line: Condition


def _companion(value: Any) -> Any:
    if not isinstance(value, dict) or "line" in value:
        return value
    return {"line": {name: part for name, part in value.items() if name != "units"}} | (
        {"units": value["units"]} if "units" in value else {}
    )


class Had(Strict):
    """The member has had the same item or group before, be it in the last so many days or ever."""

    same: Literal["item", "group"] = "item"
    over: Spans | None = None


class Nth(Strict):
    """The how manieth visit this is."""

    visit: Comparison | None = None
    every: Count | None = None

    @model_validator(mode="after")
    def _one(self) -> Nth:
        if (self.visit is None) == (self.every is None) or self.every == 0:
            raise misfit("one_of", accepted=["{visit: N}", "{every: N}"], found="nth")
        return self


def _nth(value: Any) -> Any:
    """`{visit: 3}` is the third alone; a number as it stands means exactly that."""
    if isinstance(value, dict) and isinstance(value.get("visit"), dict) and "every" in value["visit"]:
        raise misfit("nth_every", "visit", name=str(value["visit"]["every"]))
    exact = isinstance(value, dict) and isinstance(value.get("visit"), str | int)
    return {**value, "visit": {"equals": value["visit"]}} if exact else value


class First(Strict):
    """The member's first visit, first receipt, or first of a group."""

    of: Literal["visit", "sale"] = "sale"
    sale_of: Word | None = None


def _first(value: Any) -> Any:
    return {"of": value} if isinstance(value, str) else value


class Passed(Strict):
    """How long ago an anchor or the latest fact of a trigger was; what has never been is no time ago."""

    of: Since
    at_least: Spans | None = None
    more_than: Spans | None = None
    at_most: Spans | None = None
    less_than: Spans | None = None


class Condition(Strict):
    """What must hold. Line words choose lines; the others decide whether a rule runs at all."""

    any: Annotated[list[Condition], Field(min_length=1)] | None = None
    all: Annotated[list[Condition], Field(min_length=1)] | None = None
    not_: Condition | None = Field(default=None, alias="not")

    group: SomeWords | None = None
    item: SomeWords | None = None
    tag: SomeWords | None = None
    price: Comparison | None = None
    quantity: Comparison | None = None
    hours_of_line: Comparison | None = None
    minutes: Comparison | None = None
    offer: FlagOrWord | None = None
    had: Had | None = None
    rewarded: Flag | None = None

    receipt: Annotated[ReceiptTotal, BeforeValidator(_receipt)] | None = None
    with_: Annotated[Companion, BeforeValidator(_companion)] | None = Field(default=None, alias="with")
    channel: SomeWords | None = None
    salon: SomeWords | None = None
    salon_category: SomeWords | None = None
    tender: SomeWords | None = None
    spends: FlagOrWord | None = None
    uses: FlagOrWord | None = None
    discounted: FlagOrWord | None = None
    booked: Booked | None = None
    nth: Annotated[Nth, BeforeValidator(_nth)] | None = None
    first: Annotated[First, BeforeValidator(_first)] | None = None
    instalments: Flag | None = None

    level: SomeWords | None = None
    state: SomeWords | None = None
    age: Comparison | None = None
    attribute: Attributes | None = None
    choice: Annotated[dict[Word, Texts], Field(min_length=1)] | None = None
    segment: Texts | None = None
    people: Comparison | None = None
    guest: Flag | None = None
    holds: SomeWords | None = None
    wallet: Annotated[dict[Word, Comparison], Field(min_length=1)] | None = None
    counter: Annotated[dict[Word, Comparison], Field(min_length=1)] | None = None

    weekday: Weekdays | None = None
    hours: AnyHours | None = None
    dates: Dates | None = None
    months: Months | None = None
    birthday: Annotated[BirthdayWindow, BeforeValidator(_birthday)] | None = None
    since: Passed | None = None

    event: Attributes | None = None

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, value: Any) -> Any:
        return _sorted_out(value) if isinstance(value, dict) else value

    def words(self) -> dict[str, object]:
        """The words that this condition itself names, without its compositions."""
        named = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: value for name, value in named.items() if value is not None and name not in COMPOSITIONS}

    def parts(self) -> list[Condition]:
        """The conditions that it is composed of."""
        return [*(self.any or ()), *(self.all or ()), *((self.not_,) if self.not_ else ())]


COMPOSITIONS = ("any", "all", "not_")
LINE_WORDS = frozenset(
    {"group", "item", "tag", "price", "quantity", "hours_of_line", "minutes", "offer", "had", "rewarded"}
)
PER_LINE = LINE_WORDS | {"with_"}
"""Words that hold for one line and not for another."""
RECEIPT_WORDS = frozenset(
    {
        *("receipt", "with_", "channel", "salon", "salon_category", "tender", "spends", "uses", "discounted"),
        *("booked", "nth", "first", "instalments", "guest"),
    }
)
STEADY = frozenset({"level", "state", "attribute", "choice", "segment", "people", "holds"})
"""Words about the member that only facts and ends of levels and attributes change."""
WORDS = frozenset(field.alias or name for name, field in Condition.model_fields.items())


def _sorted_out(value: dict[str, Any]) -> dict[str, Any]:
    """`hours` without a dash are the line's, `attribute.NAME` is one of the attributes."""
    if not any(name == "hours" or (isinstance(name, str) and name.startswith("attribute.")) for name in value):
        return value
    found = {}
    attributes = dict(value.get("attribute") or {}) if isinstance(value.get("attribute") or {}, dict) else {}
    for name, part in value.items():
        if name == "hours" and _is_bound(name, part):
            found["hours_of_line"] = part
        elif isinstance(name, str) and name.startswith("attribute."):
            attributes[name.removeprefix("attribute.")] = part
        else:
            found[name] = part
    return {**found, "attribute": attributes} if attributes else found


def looks_at_lines(condition: Condition | None, words: frozenset[str] = PER_LINE) -> bool:
    """Whether a line word, or one of `words`, stands anywhere in the condition."""
    if condition is None:
        return False
    return bool(words & condition.words().keys()) or any(looks_at_lines(part, words) for part in condition.parts())


def changes_by_time(condition: Condition) -> bool:
    """Whether it may begin or cease to hold without a fact."""
    return bool(condition.words().keys() - STEADY) or any(changes_by_time(part) for part in condition.parts())


def as_condition(value: object) -> object:
    """Where thresholds stand, `{spend: 1000}` is `{counter: {spend: 1000}}`, and `always` asks nothing."""
    return {} if value == "always" else _with_counters(value)


def _with_counters(value: object) -> object:
    if not isinstance(value, dict):
        return value
    bare = {name: bound for name, bound in value.items() if _is_counter(name, bound)}
    rest = {name: _composed(name, part) for name, part in value.items() if name not in bare}
    if not bare:
        return rest
    counters = rest.get("counter")
    return {**rest, "counter": {**(counters if isinstance(counters, dict) else {}), **bare}}


def _is_counter(name: object, bound: object) -> bool:
    if isinstance(name, str) and name.startswith("attribute."):
        return False
    return name not in WORDS or (isinstance(name, str) and _is_bound(name, bound))


def _composed(word: str, part: object) -> object:
    """What `any`, `all` and `not` are composed of may name bare counters too."""
    if word == "not":
        return _with_counters(part)
    return [_with_counters(each) for each in part] if word in ("any", "all") and isinstance(part, list) else part


def _is_bound(name: str, value: object) -> bool:
    """A counter may well be called `hours`; hours of the day are written with a dash."""
    return name == "hours" and not (isinstance(value, str) and "-" in value)
