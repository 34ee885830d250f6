"""The programme document: a chain's rules as data. All is optional but `name` and `currency`; what is absent changes
nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, ClassVar, Literal, get_args
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
    model_validator,
)

from webapp.engine.calendar import Duration, known_country
from webapp.engine.document.amounts import Amount, Amounts, Limits, Names, Prices, WordsByTable, leaves_of
from webapp.engine.document.bounds import WORKING_HOURS, DayHours
from webapp.engine.document.conditions import Condition, Strict, as_condition
from webapp.engine.document.currencies import CURRENCIES
from webapp.engine.document.effects import Effects
from webapp.engine.document.ends import AT_ONCE, Availability, Ends, Window
from webapp.engine.document.kinds import Begins, BlockTable, CountKind, LotOrder, NotWith, Order, Per, SharedThings
from webapp.engine.document.named import Named
from webapp.engine.document.rankings import Ranking
from webapp.engine.document.shorthand import is_amount
from webapp.engine.document.triggers import SALE, On, Trigger, read_trigger
from webapp.engine.document.values import (
    MYRIAD,
    CalendarSpan,
    Count,
    Day,
    Deadline,
    Exceptions,
    Flag,
    Number,
    Percent,
    SomeWords,
    Span,
    Word,
    Words,
    as_list,
    misfit,
    read_below,
    read_date,
    value_type,
)
from webapp.engine.effects.discount import read_discount
from webapp.engine.money import WHOLE

__all__ = ["Effects", "Named", "ProgrammeDocument"]

Rounding = Literal["down", "half_up", "up"]
ALL = Amount(MYRIAD, percent=True)


Shares = Annotated[
    list[Percent], Field(min_length=1), BeforeValidator(as_list, json_schema_input_type=Percent | list[Percent])
]
Choice = Literal["max", "amount"]
Choices = Annotated[
    list[Choice], Field(min_length=1), BeforeValidator(as_list, json_schema_input_type=Choice | list[Choice])
]


def _threshold() -> Any:
    """Where thresholds stand, `always` and bare counters are allowed beside the words of conditions."""
    return BeforeValidator(as_condition, json_schema_input_type=Literal["always"] | Condition | dict[str, Any])


class InForce(Strict):
    """The first day on which the programme runs and the first on which it no longer does (7K-23, KL-1)."""

    from_: Annotated[Day | None, Field(alias="from")] = None
    until: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> InForce:
        if self.from_ and self.until and self.until <= self.from_:
            raise misfit("span_order", "until")
        return self


def _currency(code: Any) -> str:
    if not isinstance(code, str) or code not in CURRENCIES:
        raise misfit("currency", found=code)
    return code


CurrencyCode = Annotated[str, PlainValidator(_currency), WithJsonSchema({"type": "string", "enum": sorted(CURRENCIES)})]


def _country(code: str) -> str:
    if not known_country(code):
        raise misfit("country", found=code)
    return code


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise misfit("zone", found=name) from None
    return name


class Calendar(Strict):
    """How days are read: what the last day of a span is, what a visit is, 29 February in common years (its 28th where
    nothing is said), working days and the chain's own exceptions to them.
    """

    last_day: Literal["out", "in"] = "out"
    visit: Literal["day", "receipt"] = "day"
    feb_29: Literal["feb_28", "mar_1"] | None = None
    working: Annotated[str, AfterValidator(_country)] = "RU"
    exceptions: Exceptions = Field(default_factory=dict)


class Wallet(Strict):
    """What can be spent, in lots. `worth` is money for one unit, or for `per` of them; without it units only buy
    rewards.
    """

    name: Named | None = None
    unit: Literal["points", "money"] = "points"
    worth: Amounts | None = None
    per: Limits | None = None
    step: Number = 1
    round: Rounding = "down"
    available: Availability = AT_ONCE
    expires: Ends | None = None
    while_: Condition | None = Field(default=None, alias="while")
    order: LotOrder = Order()
    most: Limits | None = None
    floor: Literal["0", "debt"] | None = None
    transfer: Literal["no", "pooled", "apart"] = "no"

    @model_validator(mode="before")
    @classmethod
    def _floor(cls, value: Any) -> Any:
        return {**value, "floor": "0"} if isinstance(value, dict) and value.get("floor") == 0 else value

    @model_validator(mode="after")
    def _possible(self) -> Wallet:
        if self.step < 1:
            raise misfit("step", "step", found=self.step)
        if 0 in leaves_of(self.per):
            raise misfit("above_zero", "per", found="0")
        return self


class Resets(Strict):
    on: On
    to: Literal["0", "rest"] = "0"

    @model_validator(mode="before")
    @classmethod
    def _nought(cls, value: Any) -> Any:
        return {**value, "to": "0"} if isinstance(value, dict) and value.get("to") == 0 else value


def _since(value: Any) -> Any:
    """`level_lost`, a date, a counter's beginning, or the latest fact of a trigger."""
    if value == "level_lost":
        return value
    if isinstance(value, dict) and value.get("begins") in ("true", True) and set(value) == {"counter", "begins"}:
        return Trigger("begins", str(value["counter"]))
    if isinstance(value, dict) or not str(value)[:1].isdigit():
        return read_below(value, read_trigger, ())
    return read_date(value)


def _write_since(value: Any) -> Any:
    if isinstance(value, Trigger):
        return {"counter": value.name, "begins": True} if value.kind == "begins" else value.written()
    return str(value)


class Counter(Strict):
    """What is counted and never spent, over which window, and what begins it anew; without `count` by rules alone."""

    name: Named | None = None
    count: CountKind | None = None
    if_: Condition | None = Field(default=None, alias="if")
    most: dict[Literal["visit", "receipt", "day", "month", "year"], Number] = Field(default_factory=dict)
    over: Window = "life"
    since: Annotated[Any, *value_type(_since, {"type": ["string", "object"]}, _write_since)] = None
    resets: Resets | None = None


def _until(value: Any) -> Any:
    """Silence, an emptied wallet or a condition."""
    if isinstance(value, dict) and ("idle" in value or "empties" in value):
        return {"on": value}
    return value if isinstance(value, dict) and set(value) <= {"on", "when"} else {"when": as_condition(value)}


class Until(Strict):
    on: On | None = None
    when: Annotated[Condition, _threshold()] | None = None


class Level(Strict):
    """A level; they stand in the document lowest first."""

    name: Named | None = None
    ladder: Word = "levels"
    from_: Names | None = Field(default=None, alias="from")
    by_rule: Flag = False
    enter: Annotated[Condition, _threshold()] = Condition()
    begins: Begins = "at_once"
    lasts: Ends | None = None
    keep: Annotated[Condition, _threshold()] | None = None
    else_: Annotated[WordsByTable, Field(alias="else")] = "none"
    renews: Literal["at_end", "when_met"] = "at_end"
    until: Annotated[Until, BeforeValidator(_until)] | None = None
    benefits: dict[Word, Named] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _by_rule(cls, value: Any) -> Any:
        if isinstance(value, dict) and value.get("enter") == "by_rule":
            return {**{key: part for key, part in value.items() if key != "enter"}, "by_rule": True}
        return value

    @property
    def lower(self) -> list[str]:
        """The levels from which it may be reached, whatever a table makes of it; none where from any."""
        return [name for names in leaves_of(self.from_) for name in names]


class Once(Strict):
    """At most so many times in a period, for each friend or reference, or between two facts of a trigger."""

    per: Per
    times: Count = 1


class Rule(Strict):
    name: Named | None = None
    on: On = SALE
    if_: Condition | None = Field(default=None, alias="if")
    then: Effects
    once: (
        Annotated[
            Once, BeforeValidator(lambda value: value if isinstance(value, dict) and "per" in value else {"per": value})
        ]
        | None
    ) = None
    combine: Word | None = None
    not_with: NotWith = Field(default_factory=list)
    at: Literal["line", "receipt"] = "line"


class Spending(Strict):
    """How a wallet pays on a receipt. Absent: bonuses are not spent on receipts."""

    wallet: Word | None = None
    share: Amounts = ALL
    per: Literal["unit", "line", "receipt"] = "line"
    on: Condition | None = None
    if_: Condition | None = Field(default=None, alias="if")
    from_: Annotated[Limits | None, Field(alias="from")] = None
    least: Limits | None = None
    step: Limits | None = None
    most: Limits | None = None
    cover: Literal["part", "whole_line", "whole_receipt"] = "part"
    blocks: BlockTable | None = None
    times: Limits | None = None
    choice: Choices = Field(default_factory=lambda: list(get_args(Choice)))
    by_itself: Flag = False
    not_with: NotWith = Field(default_factory=list)


def _spendings(value: Any) -> Any:
    """One way of paying is meant for its own or the first wallet; several are named by their wallets."""
    if not isinstance(value, dict) or "" in value:
        return value
    known = {field.alias or name for name, field in Spending.model_fields.items()}
    several = value and not set(value) & known and all(isinstance(part, dict) for part in value.values())
    return value if several else {"": value}


def _write_spendings(value: dict[str, Any]) -> Any:
    written = {name: way.model_dump(mode="json", by_alias=True, exclude_defaults=True) for name, way in value.items()}
    return written[""] if list(written) == [""] else written


Spendings = Annotated[
    dict[str, Spending],
    BeforeValidator(_spendings, json_schema_input_type=Spending | dict[str, Spending]),
    PlainSerializer(_write_spendings),
]


class CertificateTerms(Strict):
    """What this reward's certificate stands for: hours that its use counts."""

    hours: Number = 0


class Gives(Strict):
    """What a reward is: a discount, money, an item, one of a group, units of a wallet, a choice, a certificate."""

    certificate: CertificateTerms | None = None
    discount: Amounts | None = None
    price: Annotated[Amounts | None, Field(description="the discount is to this price of each unit")] = None
    units: Amounts | None = None
    of: Literal["cheapest", "dearest", "chosen"] | None = None
    price_up_to: Amounts | None = None
    most: Amounts | None = None
    money: Amounts | None = None
    item: Word | None = None
    quantity: Count = 1
    group: SomeWords | None = None
    wallet: Word | None = None
    choice: Words = Field(default_factory=list)

    @model_validator(mode="after")
    def _one(self) -> Gives:
        kinds = (self.certificate, self.discount, self.price, self.money, self.item, self.group, self.wallet)
        if sum(kind is not None for kind in (*kinds, self.choice or None)) != 1:
            raise misfit("one_gift")
        return self

    @property
    def kind(self) -> str:
        kinds = ("certificate", "discount", "price", "money", "item", "group", "wallet", "choice")
        kind = next(kind for kind in kinds if getattr(self, kind) not in (None, []))
        return "discount" if kind == "price" else kind


def _gives(value: Any) -> Any:
    """A discount may be written as rules write theirs: `discount: {price: 500, of: cheapest}`, `{percent: 20}`."""
    if value == "certificate":
        return {"certificate": {}}
    told = value.get("discount") if isinstance(value, dict) else None
    if is_amount(told):
        return value
    rest = {key: part for key, part in value.items() if key != "discount"}
    kinds = {"percent": "discount", "amount": "discount"}
    return {**rest, **{kinds.get(key, key): part for key, part in read_discount(told).items()}}


class Reward(Strict):
    """What can be had for a wallet's units, or is given by a rule. The price may depend on grade and salon category."""

    name: Named | None = None
    gives: Annotated[Gives, BeforeValidator(_gives)]
    price: dict[Word, Prices] = Field(default_factory=dict)
    rest: Literal["kept", "lost"] = "kept"
    on: Condition | None = None
    if_: Condition | None = Field(default=None, alias="if")
    taken: Literal["at_use", "at_booking"] = "at_use"
    available: Availability = AT_ONCE
    valid: Ends | None = None
    per: dict[Literal["unit", "line", "receipt", "visit", "day", "week", "month", "quarter", "year", "life"], Count] = (
        Field(default_factory=dict)
    )
    change: Literal["lost", "kept"] = "lost"
    as_: Annotated[Literal["discount", "payment"], Field(alias="as")] = "discount"
    combine: Word | None = None
    not_with: NotWith = Field(default_factory=list)
    at: Literal["line", "receipt"] = "line"
    transferable: Flag | None = None
    named: dict[Literal["at"], Literal["booking"]] = Field(default_factory=dict)


class Delivery(Strict):
    salon: Span | None = None
    email: Span | None = None


class Group(Strict):
    """How the discounts of a group stand to each other."""

    take: Literal["best", "add", "chain", "first"] = "best"
    per: Literal["line", "receipt"] = "line"


class People(Strict):
    """Who else uses an account: what they share (None: all), how many more may join, how many guests, who spend."""

    share: SharedThings | None = None
    further: Limits | None = None
    guests: Limits | None = None
    guests_spend: Flag = True


class MemberChoice(Strict):
    """What a member chooses between, and how often they may change their mind."""

    name: Named | None = None
    of: SomeWords
    default: Word | None = None
    change: Literal["any_visit", "yearly", "never"] = "any_visit"


class Returns(Strict):
    """What a return does with what was earned and spent, and with rewards; what kept units cost; until when."""

    short: Literal["debt", "forgive", "money"] | None = None
    spent: Literal["back", "lost"] = "back"
    rewards_used: Literal["back", "lost"] = "back"
    rewards_given: Literal["taken", "kept", "taken_if_unused"] = "taken_if_unused"
    kept_units_at: Literal["paid", "list"] = "paid"
    days: Count | None = None


class Certificates(Strict):
    """The terms that all certificates of the programme share (7K-8 to 7K-11). `grades` and `salon_categories` are what
    people call the keys of prices.
    """

    shares: Shares = Field(default_factory=lambda: [MYRIAD])
    valid: CalendarSpan
    deliver: Delivery = Delivery()
    booked: Flag = True
    transferable: Flag = True
    accepted_in: Literal["same_category", "any"] = "any"
    anywhere_for: Words = Field(default_factory=list)
    grades: dict[Word, Named] = Field(default_factory=dict)
    salon_categories: dict[Word, Named] = Field(default_factory=dict)


class Campaign(Strict):
    """Bonuses granted by hand under their own rules: spent first or last, for some lines only, with a life of their own
    (ES-2.8, ES-3.6)."""

    name: Named | None = None
    wallet: Word | None = None
    spent: Literal["first", "last"] | None = None
    pays_for: Condition | None = None
    expires: Ends | None = None


class Activation(Strict):
    """When a member is active: at once, when the questionnaire is filled, or (with `within`) when it has been entered
    in the database."""

    by: Literal["enrolment", "questionnaire"] = "enrolment"
    within: dict[Literal["paper", "electronic"], Span] | None = None


class BeforeActivation(Strict):
    earn: Flag = True
    spend: Flag = False


class Enrolment(Strict):
    age: Count | None = None
    individuals_only: Flag = False
    activation: Activation = Activation()
    before_activation: BeforeActivation = BeforeActivation()
    minimum_term: CalendarSpan | None = None
    leaving: CalendarSpan | None = None


class Renewal(Strict):
    """The exchange of a registered card: the counter that decides, how long before the end, what each level needs."""

    counter: Word
    within: CalendarSpan
    needs: Limits


class Cards(Strict):
    valid: CalendarSpan
    must_be_presented: Flag = False
    renewal: Renewal | None = None
    further: Limits | None = None
    lost: Literal["recovered", "not_recovered"] = "recovered"


class Restrictions(Strict):
    """`by_hand_a_day` is how many bonuses one person of the staff may grant and withdraw by hand in a day (R49);
    `working_hours` those outside which somebody at work is told to the owner as odd (R73).
    """

    operations_a_day: Count | None = None
    by_hand_a_day: Number = 10_000 * WHOLE
    working_hours: DayHours = WORKING_HOURS


class Requests(Strict):
    """Within which time a guest's request is answered: minutes and hours run round the clock, days are those of the
    working calendar or of any calendar, and end with the day (7K-21).
    """

    call_back: Deadline = timedelta(minutes=15)
    claim: Deadline = Duration(working_days=5)
    benefit: Deadline = Duration(working_days=2)
    booking: Deadline = Duration(working_days=1)


def _saying(value: Any) -> Any:
    """Words that are the same in both languages may stand alone."""
    return {"ru": value, "en": value} if isinstance(value, str) else value


Saying = Annotated[Named, BeforeValidator(_saying, json_schema_input_type=Named | str)]
SomeTexts = Annotated[list[str], BeforeValidator(as_list, json_schema_input_type=str | list[str])]


class Contact(Strict):
    """Whom to call or write to, where and when."""

    city: Saying | None = None
    address: Saying | None = None
    phones: SomeTexts = Field(default_factory=list)
    email: str | None = None
    site: str | None = None
    messenger: str | None = None
    hours: Saying | None = None
    for_: Annotated[Saying | None, Field(alias="for")] = None

    @model_validator(mode="before")
    @classmethod
    def _phone(cls, value: Any) -> Any:
        if not isinstance(value, dict) or "phone" not in value:
            return value
        return {**{key: part for key, part in value.items() if key != "phone"}, "phones": value["phone"]}


def _blocks(value: Any) -> Any:
    return [value] if isinstance(value, dict) else value


def _terms_beside(value: Any) -> Any:
    """The terms of certificates may stand with the reward that is one, where the document has none in common."""
    rewards = value.get("rewards") if isinstance(value, dict) else None
    if not isinstance(rewards, dict) or value.get("certificates") is not None:
        return value
    terms: dict[str, Any] = {}
    bare: dict[str, Any] = {}
    for name, reward in rewards.items():
        gives = reward.get("gives") if isinstance(reward, dict) else None
        told = gives.get("certificate") if isinstance(gives, dict) else {} if gives == "certificate" else None
        if not isinstance(told, dict):
            continue
        found = {**({"valid": reward["valid"]} if "valid" in reward else {}), **told}
        found.pop("hours", None)
        if any(terms.get(key, part) != part for key, part in found.items()):
            return value
        terms |= found
        kept = {key: part for key, part in told.items() if key == "hours"}
        bare[name] = {**reward, "gives": {**(gives if isinstance(gives, dict) else {}), "certificate": kept}}
    return {**value, "rewards": rewards | bare, "certificates": terms} if terms else value


class ProgrammeDocument(Strict):
    """A whole programme."""

    EFFECTS: ClassVar = Effects.KINDS

    name: Named
    currency: CurrencyCode
    zone: Annotated[str, AfterValidator(_zone)] = "Europe/Moscow"
    in_force: InForce = InForce()
    calendar: Calendar = Calendar()
    wallets: dict[Word, Wallet] = Field(default_factory=dict)
    counters: dict[Word, Counter] = Field(default_factory=dict)
    levels: dict[Word, Level] = Field(default_factory=dict)
    rewards: dict[Word, Reward] = Field(default_factory=dict)
    certificates: Certificates | None = None
    rules: dict[Word, Rule] = Field(default_factory=dict)
    rankings: dict[Word, Ranking] = Field(default_factory=dict)
    spending: Spendings = Field(default_factory=dict)
    combine: dict[Word, Group] = Field(default_factory=dict)
    people: People = People()
    choices: dict[Word, MemberChoice] = Field(default_factory=dict)
    returns: Returns = Returns()
    prepaid: Words = Field(default_factory=list)
    campaigns: dict[Word, Campaign] = Field(default_factory=dict)
    enrolment: Enrolment = Enrolment()
    cards: Cards | None = None
    limits: Restrictions = Restrictions()
    requests: Requests = Requests()
    contacts: Annotated[list[Contact], BeforeValidator(_blocks)] = Field(default_factory=list)
    texts: dict[Word, Named] = Field(default_factory=dict)

    _terms = model_validator(mode="before")(staticmethod(_terms_beside))

    def wallet_of(self, name: str | None) -> str:
        """The wallet of that name, the first one where none is named."""
        return name or next(iter(self.wallets), "")

    def ways_of_paying(self) -> list[tuple[str, Spending]]:
        """Wallets in the order in which they pay, each with its terms."""
        return [(self.wallet_of(name or way.wallet), way) for name, way in self.spending.items()]
