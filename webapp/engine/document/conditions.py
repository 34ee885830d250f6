"""The one grammar of conditions: a mapping holds when all it names holds; `any`, `all` and `not` compose."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from webapp.engine.document.bounds import Comparison, DateSpan, DayHours
from webapp.engine.document.values import Count, Flag, SomeWords, Word, as_list

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Weekdays = Annotated[
    list[Weekday], Field(min_length=1), BeforeValidator(as_list, json_schema_input_type=Weekday | list[Weekday])
]
Texts = Annotated[list[str], Field(min_length=1), BeforeValidator(as_list, json_schema_input_type=str | list[str])]
Dates = Annotated[list[DateSpan], Field(min_length=1), BeforeValidator(as_list, json_schema_input_type=str | list[str])]


class Strict(BaseModel):
    """A section of the document: nothing unknown is taken, nothing changes once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class BirthdayWindow(Strict):
    """Days around the birthday, both ends included."""

    before: Annotated[Count, Field(description="days before the birthday")] = 0
    after: Annotated[Count, Field(description="days after the birthday")] = 0


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

    receipt: Comparison | None = None
    channel: SomeWords | None = None
    salon: SomeWords | None = None
    salon_category: SomeWords | None = None
    tender: SomeWords | None = None
    spends: Flag | None = None
    instalments: Flag | None = None

    level: SomeWords | None = None
    state: SomeWords | None = None
    attribute: Annotated[dict[Word, Texts], Field(min_length=1)] | None = None
    counter: Annotated[dict[Word, Comparison], Field(min_length=1)] | None = None

    weekday: Weekdays | None = None
    hours: DayHours | None = None
    dates: Dates | None = None
    birthday: BirthdayWindow | None = None

    def words(self) -> dict[str, object]:
        """The words that this condition itself names, without its compositions."""
        named = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: value for name, value in named.items() if value is not None and name not in COMPOSITIONS}

    def parts(self) -> list[Condition]:
        """The conditions that it is composed of."""
        return [*(self.any or ()), *(self.all or ()), *((self.not_,) if self.not_ else ())]


COMPOSITIONS = ("any", "all", "not_")
LINE_WORDS = frozenset({"group", "item", "tag", "price", "quantity", "hours_of_line"})
RECEIPT_WORDS = frozenset({"receipt", "channel", "salon", "salon_category", "tender", "spends", "instalments"})
WORDS = frozenset(field.alias or name for name, field in Condition.model_fields.items())


def looks_at_lines(condition: Condition | None) -> bool:
    """Whether a line word stands anywhere in the condition."""
    if condition is None:
        return False
    return bool(LINE_WORDS & condition.words().keys()) or any(looks_at_lines(part) for part in condition.parts())


def as_condition(value: object) -> object:
    """Where thresholds stand, `{spend: 1000}` is `{counter: {spend: 1000}}`, and `always` asks nothing."""
    return {} if value == "always" else _with_counters(value)


def _with_counters(value: object) -> object:
    if not isinstance(value, dict):
        return value
    bare = {name: bound for name, bound in value.items() if name not in WORDS or _is_bound(name, bound)}
    rest = {name: _composed(name, part) for name, part in value.items() if name not in bare}
    if not bare:
        return rest
    counters = rest.get("counter")
    return {**rest, "counter": {**(counters if isinstance(counters, dict) else {}), **bare}}


def _composed(word: str, part: object) -> object:
    """What `any`, `all` and `not` are composed of may name bare counters too."""
    if word == "not":
        return _with_counters(part)
    return [_with_counters(each) for each in part] if word in ("any", "all") and isinstance(part, list) else part


def _is_bound(name: str, value: object) -> bool:
    """A counter may well be called `hours`; hours of the day are written with a dash."""
    return name == "hours" and not (isinstance(value, str) and "-" in value)
