"""The programme document: a chain's rules as data. All is optional but `name` and `currency`; what is absent changes
nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal, get_args
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, WithJsonSchema, model_validator

from webapp.engine.calendar import Duration, known_country
from webapp.engine.document.conditions import Condition, Strict, as_condition
from webapp.engine.document.currencies import CURRENCIES
from webapp.engine.document.values import (
    MYRIAD,
    SALE,
    Amounts,
    Available,
    CalendarSpan,
    Count,
    Day,
    Deadline,
    End,
    Ends,
    Exceptions,
    Flag,
    Limits,
    Number,
    On,
    Percent,
    Percents,
    RewardNames,
    SomeWords,
    Span,
    Window,
    Word,
    Words,
    as_list,
    misfit,
)
from webapp.engine.money import WHOLE

Rounding = Literal["down", "half_up", "up"]


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


class Named(Strict):
    """A text in both languages."""

    ru: Annotated[str, Field(min_length=1, max_length=4000)]
    en: Annotated[str, Field(min_length=1, max_length=4000)]

    def say(self, language: str) -> str:
        return self.ru if language == "ru" else self.en


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


def _no_card(end: End | None) -> End | None:
    if end is not None and end.kind == "card":
        raise misfit("card_end")
    return end


LotEnd = Annotated[Ends | None, AfterValidator(_no_card)]
"""When bonuses are gone: any end but the card's."""


class Calendar(Strict):
    """How days are read: 29 February in common years, working days and the chain's own exceptions to them."""

    feb_29: Literal["feb_28", "mar_1"] = "feb_28"
    working: Annotated[str, AfterValidator(_country)] = "RU"
    exceptions: Exceptions = Field(default_factory=dict)


class Wallet(Strict):
    """What can be spent, in lots. `worth` is money for one unit; without it units only buy rewards."""

    name: Named | None = None
    worth: Number | None = None
    step: Number = 1
    round: Rounding = "down"
    available: Available = None
    expires: LotEnd = None

    @model_validator(mode="after")
    def _possible(self) -> Wallet:
        if self.step < 1:
            raise misfit("step", "step", found=self.step)
        if self.worth is not None and self.worth != WHOLE:
            raise misfit("worth", "worth")
        return self


class Counter(Strict):
    """What is counted and never spent: of which lines, over which window, and whether a lost level begins it anew."""

    name: Named | None = None
    count: Literal["paid", "gross", "visits", "receipts", "units", "hours"]
    if_: Condition | None = Field(default=None, alias="if")
    over: Window = "life"
    since: Literal["level_lost"] | None = None


class Level(Strict):
    """A level; they stand in the document lowest first."""

    name: Named | None = None
    from_: SomeWords | None = Field(default=None, alias="from")
    enter: Annotated[Condition, _threshold()]
    begins: Literal["at_once", "next_visit", "card_issue"] = "at_once"
    lasts: Ends | None = None
    keep: Annotated[Condition, _threshold()] | None = None
    else_: Annotated[Word, Field(alias="else")] = "none"
    benefits: dict[Word, Named] = Field(default_factory=dict)


class Earning(Strict):
    """Bonuses of a wallet: a percent of what is paid, or a fixed number for each unit sold."""

    give: Amounts | None = None
    of: Literal["unit", "line"] = "line"
    scaled: Literal["paid_share"] | None = None
    wallet: Word | None = None
    adds: Flag = False
    times: Number | None = None

    @model_validator(mode="after")
    def _something(self) -> Earning:
        if (self.give is None) == (self.times is None):
            raise misfit("give_or_times")
        return self


class Discount(Strict):
    """A percent off each line that the rule chooses."""

    percent: Percents


class Refusal(Strict):
    """What the rule withholds, with the reason's code."""

    earning: Word | None = None
    spending: Word | None = None
    discount: Word | None = None

    @model_validator(mode="after")
    def _some(self) -> Refusal:
        if self.earning is None and self.spending is None and self.discount is None:
            raise misfit("no_refusal", accepted=["earning", "spending", "discount"])
        return self


def _earning(value: Any) -> Any:
    """`earn: 5%` and `earn: {table: …}` are short for `earn: {give: …}`."""
    named = isinstance(value, dict) and "table" not in value
    return value if named else {"give": value}


def _discount(value: Any) -> Any:
    """`discount: 5%` and `discount: {table: …}` are short for `discount: {percent: …}`, where a bare 5 is 5 % too."""
    if not isinstance(value, dict) or "table" in value:
        return {"percent": value}
    bare = value.get("percent")
    number = isinstance(bare, str) and bare.replace(".", "", 1).isdigit()
    return {**value, "percent": f"{bare}%"} if number else value


class Effects(Strict):
    """What the rule does; several may stand together and act in this order."""

    refuse: Refusal | None = None
    discount: Annotated[Discount, BeforeValidator(_discount, json_schema_input_type=Discount | Percents)] | None = None
    earn: Annotated[Earning, BeforeValidator(_earning, json_schema_input_type=Earning | Amounts)] | None = None
    give: RewardNames | None = None

    @model_validator(mode="after")
    def _some(self) -> Effects:
        if self.refuse is None and self.discount is None and self.earn is None and self.give is None:
            raise misfit("no_effect")
        return self


class Once(Strict):
    """At most so many times in a year of the calendar, or between two birthdays."""

    per: Literal["year", "birthday", "life"]


class Rule(Strict):
    name: Named | None = None
    on: On = SALE
    if_: Condition | None = Field(default=None, alias="if")
    then: Effects
    once: Once | None = None


class Spending(Strict):
    """How a wallet pays on a receipt. Absent: bonuses are not spent on receipts."""

    wallet: Word | None = None
    share: Percent = 10_000
    per: Literal["unit", "line"] = "line"
    on: Condition | None = None
    if_: Condition | None = Field(default=None, alias="if")
    choice: Choices = Field(default_factory=lambda: list(get_args(Choice)))


class CertificateTerms(Strict):
    """What this reward's certificate stands for: hours that its use counts."""

    hours: Number = 0


class Gives(Strict):
    certificate: CertificateTerms


class Reward(Strict):
    """What can be had for a wallet's units, or is given by a rule. The price may depend on grade and salon category."""

    name: Named | None = None
    gives: Gives
    price: dict[Word, Limits] = Field(default_factory=dict)


class Delivery(Strict):
    salon: Span | None = None
    email: Span | None = None


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
    expires: LotEnd = None


class Activation(Strict):
    """When a member is active: at once, when the questionnaire is filled, or (with `within`) when it has been entered
    in the database."""

    by: Literal["enrolment", "questionnaire"] = "enrolment"
    within: dict[Literal["paper", "electronic"], Span] | None = None


class BeforeActivation(Strict):
    earn: Flag = True


class Enrolment(Strict):
    age: Count | None = None
    individuals_only: Flag = False
    activation: Activation = Activation()
    before_activation: BeforeActivation = BeforeActivation()


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
    """`by_hand_a_day` is how many bonuses one person of the staff may grant and withdraw by hand in a day (R49)."""

    operations_a_day: Count | None = None
    by_hand_a_day: Number = 10_000 * WHOLE


class Requests(Strict):
    """Within which time a guest's request is answered: minutes and hours run round the clock, days are those of the
    working calendar or of any calendar, and end with the day (7K-21).
    """

    call_back: Deadline = timedelta(minutes=15)
    claim: Deadline = Duration(working_days=5)
    benefit: Deadline = Duration(working_days=2)
    booking: Deadline = Duration(working_days=1)


class ProgrammeDocument(Strict):
    """A whole programme."""

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
    spending: Spending | None = None
    prepaid: Words = Field(default_factory=list)
    campaigns: dict[Word, Campaign] = Field(default_factory=dict)
    enrolment: Enrolment = Enrolment()
    cards: Cards | None = None
    limits: Restrictions = Restrictions()
    requests: Requests = Requests()
    texts: dict[Word, Named] = Field(default_factory=dict)
