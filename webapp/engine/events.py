"""The facts that can be told to the engine: one model for a verb of the journals, the API and the pages alike (design
3, Form).

Amounts are read exactly into hundredths. `at` is the tenant's local time; journals carry it beside the event, the live
service adds it.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, WithJsonSchema, model_validator

from webapp.engine.calendar import noon
from webapp.engine.document.values import MYRIAD, misfit, read_date, read_flag, value_type
from webapp.engine.money import LARGEST, WHOLE, hundredths, written

FIRST_YEAR, LAST_YEAR = 1900, 2999
MOST_LINES = 200
MOST_UNITS = 1000
DAY_ALONE = len("2025-03-03")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?)?")


def read_moment(value: Any) -> datetime:
    """`2025-03-03` is 12:00 of that day; otherwise a local time without an offset."""
    try:
        if isinstance(value, str) and _MOMENT.fullmatch(value):
            moment = datetime.fromisoformat(value)
            value = moment if len(value) > DAY_ALONE else moment.date()
        if isinstance(value, date) and not isinstance(value, datetime):
            value = noon(value)
        if not isinstance(value, datetime) or value.tzinfo is not None or value.microsecond:
            raise ValueError
        _within_reason(value)
    except ValueError:
        raise misfit("moment", found=value) from None
    return value


def _day(value: Any) -> date:
    day = read_date(value)
    try:
        _within_reason(day)
    except ValueError:
        raise misfit("date", found=value) from None
    return day


def _within_reason(day: date) -> None:
    """Years so far away are slips of the pen, and calendars end."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError("too far away")


def _amount(value: Any) -> int:
    try:
        amount = hundredths(value)
    except ValueError:
        raise misfit("number", found=value) from None
    if not 0 <= amount <= LARGEST:
        raise misfit("number", found=value)
    return amount


def _positive(value: Any) -> int:
    amount = _amount(value)
    if amount == 0:
        raise misfit("above_zero", found=value)
    return amount


def _quantity(value: Any) -> int:
    try:
        amount = hundredths(value)
    except ValueError:
        amount = 0
    if amount % WHOLE or not 1 <= amount // WHOLE <= MOST_UNITS:
        raise misfit("quantity", found=value, most=MOST_UNITS)
    return amount // WHOLE


def _as_text(value: Any) -> Any:
    """What YAML leaves as text and JSON does not: numbers and flags, as they are written."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else value


def _tally(value: Any) -> Any:
    """A list of words is a tally of them."""
    if not isinstance(value, list):
        return value
    return {word: value.count(word) for word in _words(value)}


def _words(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or any(not isinstance(word, str) for word in value):
        raise misfit("words", found=value)
    return tuple(value)


def _spend(value: Any) -> int | Literal["max"]:
    if value == "max":
        return "max"
    try:
        return _amount(value)
    except ValueError:
        raise misfit("spend", found=value) from None


def _spends(value: Any) -> int | str | dict[str, int | Literal["max"]]:
    """`max`, an amount, or one of them for each wallet."""
    if not isinstance(value, dict):
        return _spend(value)
    return {str(wallet): _spend(asked) for wallet, asked in value.items()}


def _write_spend(spend: Any) -> Any:
    if isinstance(spend, dict):
        return {wallet: _write_spend(asked) for wallet, asked in spend.items()}
    return written(spend) if isinstance(spend, int) else spend


def _share(value: Any) -> int:
    try:
        share = hundredths(str(value).removesuffix("%"))
    except ValueError:
        raise misfit("percent", found=value) from None
    return share


def _part(value: Any) -> int:
    """A share of something, which is nothing at least and all of it at most."""
    part = _share(value)
    if not 0 <= part <= MYRIAD:
        raise misfit("percent_range", found=value)
    return part


_AMOUNT_SCHEMA = {"type": ["string", "number"], "minimum": 0, "examples": ["66.60"]}
_QUANTITY_SCHEMA = {"type": "integer", "minimum": 1, "maximum": MOST_UNITS}
_WORDS_SCHEMA = {"type": "array", "items": {"type": "string"}}
_DAY_SCHEMA = {"type": "string", "format": "date"}
_MOMENT_SCHEMA = {"type": "string", "examples": ["2025-03-03T18:30:05"]}
_SHARE_SCHEMA = {"type": ["number", "string"], "minimum": 0, "maximum": 100}
_SPEND_SCHEMA = {"type": ["string", "number", "object", "null"], "examples": ["max", "150.00"]}
Moment = Annotated[datetime, *value_type(read_moment, _MOMENT_SCHEMA, datetime.isoformat)]
Day = Annotated[date, *value_type(read_date, _DAY_SCHEMA, date.isoformat)]
Money = Annotated[int, *value_type(_amount, _AMOUNT_SCHEMA, written)]
Bonuses = Annotated[int, *value_type(_positive, _AMOUNT_SCHEMA, written)]
Quantity = Annotated[int, PlainValidator(_quantity), WithJsonSchema(_QUANTITY_SCHEMA)]
Tags = Annotated[tuple[str, ...], *value_type(_words, _WORDS_SCHEMA, list)]
Flag = Annotated[bool, PlainValidator(read_flag), WithJsonSchema({"type": "boolean"})]
Part = Annotated[int, *value_type(_part, _SHARE_SCHEMA, written)]
Share = Annotated[int, *value_type(_share, _SHARE_SCHEMA, written)]
Text = Annotated[str, BeforeValidator(_as_text), Field(min_length=1, max_length=400)]
Key = Annotated[str, BeforeValidator(_as_text), Field(min_length=1, max_length=120)]


class Event(BaseModel):
    """What every event shares: nothing unknown is taken."""

    model_config = ConfigDict(extra="forbid")

    def written(self) -> dict[str, Any]:
        """The event in the journals' words, as JSON; reading it again gives an equal event."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)


class Enrol(Event):
    member: Key
    phone: Text | None = None
    full_name: Text | None = None
    email: Text | None = None
    referred_by: Key | None = None
    salon: Key | None = None


class Answers(BaseModel):
    """A filled questionnaire; what the chain's own form asks besides is kept with it."""

    model_config = ConfigDict(extra="allow")

    full_name: Text | None = None
    birth_date: Day | None = None
    phone: Text | None = None
    email: Text | None = None
    individual: Flag | None = None


class Questionnaire(Event):
    member: Key
    channel: Literal["paper", "electronic"] = "paper"
    answers: Answers = Field(default_factory=Answers)


class Activate(Event):
    member: Key


class IssueCard(Event):
    member: Key
    card: Key
    account_of: Key | None = None


class RenewCard(Event):
    member: Key
    card: Key


class BlockCard(Event):
    card: Key
    reason: Text | None = None


class Offer(Event):
    """A promotion of the till's own: a percent off, an amount off each unit, or a price of the unit."""

    name: Key = "offer"
    percent: Part | None = None
    amount: Money | None = None
    price: Money | None = None

    @model_validator(mode="after")
    def _one(self) -> Offer:
        if sum(part is not None for part in (self.percent, self.amount, self.price)) != 1:
            raise misfit("one_discount")
        return self


class PurchaseLine(Event):
    item: Key | None = None
    group: Key | None = None
    price: Money | None = None
    quantity: Quantity = 1
    hours: Money | None = None
    minutes: Money | None = None
    tags: Tags | None = None
    reward: Key | None = None
    offer: Offer | None = None

    @model_validator(mode="after")
    def _described(self) -> PurchaseLine:
        if (self.item is None or self.group is not None) and (self.group is None or self.price is None):
            raise misfit("line")
        return self


class Quote(Event):
    """A purchase that is only asked about."""

    member: Key | None = None
    card: Key | None = None
    phone: Text | None = None
    salon: Key | None = None
    channel: Key = "desk"
    lines: Annotated[list[PurchaseLine], Field(min_length=1, max_length=MOST_LINES)]
    spend: Annotated[
        int | Literal["max"] | dict[str, int | Literal["max"]] | None,
        *value_type(_spends, _SPEND_SCHEMA, _write_spend),
    ] = None
    purse: Key | None = None
    tenders: dict[Key, Money] = Field(default_factory=dict)
    instalments: Flag = False
    scanned: Flag = True
    reward: Key | None = None
    rewards: Tags = ()
    booking: Key | None = None
    dated: Day | None = None
    attributes: dict[Key, Text] = Field(default_factory=dict)
    guest: Key | None = None
    introduced_by: Key | None = None

    @model_validator(mode="after")
    def _one_way_to_the_member(self) -> Quote:
        if sum(way is not None for way in (self.member, self.card, self.phone)) > 1:
            raise misfit("one_way")
        return self


class Purchase(Quote):
    """`moved_from` is the receipt of another buyer that this one takes the place of; `certificate` the one whose rest
    in money it takes.
    """

    receipt: Key
    quote: Key | None = None
    moved_from: Key | None = None
    certificate: Key | None = None


class ReturnLine(Event):
    line: Quantity
    quantity: Quantity | None = None
    used: Quantity | None = None


class Return(Event):
    receipt: Key
    reason: Text | None = None
    used: Quantity | None = None
    lines: Annotated[list[ReturnLine], Field(min_length=1, max_length=MOST_LINES)] | None = None


class OrderCertificate(Event):
    member: Key
    certificate: Key
    reward: Key
    grade: Key = "certified"
    salon_category: Key = "standard"
    share: Share = 10_000
    delivery: Literal["salon", "email"] = "email"


class CertificateStep(Event):
    """Issuing, delivering or cancelling."""

    certificate: Key


class BookCertificate(Event):
    certificate: Key
    salon: Key
    visit: Moment


class UseCertificate(Event):
    certificate: Key
    salon: Key


class TransferCertificate(Event):
    certificate: Key
    to: Text


class Grant(Event):
    member: Key
    bonuses: Bonuses
    reason: Text
    campaign: Key | None = None
    expires: Day | None = None


class Withdraw(Event):
    """Bonuses taken by hand, the opposite of a grant."""

    member: Key
    bonuses: Bonuses
    reason: Text


class BirthdayGift(Event):
    member: Key
    certificate: Key
    reward: Key | None = None


class Close(Event):
    member: Key
    reason: Text | None = None


class Merge(Event):
    """Two members are one person: `absorbed` goes, `member` stays. `theirs` are the data that the former had right."""

    member: Key
    absorbed: Key
    theirs: tuple[Literal["full_name", "phone", "email", "birth_date"], ...] = ()


class Unmerge(Event):
    """`member` is the one that had gone."""

    member: Key


class Mismatch(Event):
    """`reason` changes nothing: it is kept for whoever asks why bonuses stand still."""

    member: Key
    open: Flag
    reason: Text | None = None


class NamedEvent(Event):
    """Anything that the document names. `for` is the booked time; `times` of them happened in a row."""

    member: Key
    name: Key
    ref: Key | None = None
    amount: Money | None = None
    units: Money | None = None
    attributes: dict[Key, Text] = Field(default_factory=dict)
    for_: Annotated[Moment | None, Field(alias="for")] = None
    lines: list[PurchaseLine] = Field(default_factory=list)
    reward: Key | None = None
    salon: Key | None = None
    times: Quantity = 1


class UndoEvent(Event):
    member: Key | None = None
    ref: Key


class Redeem(Event):
    member: Key
    reward: Key
    choice: Key | None = None
    quantity: Quantity = 1
    amount: Bonuses | None = None


class OpeningLot(Event):
    amount: Money
    available_from: Day | None = None
    expires: Day | None = None


def _opening(value: Any) -> Any:
    """A sum stands for one lot of it."""
    return value if isinstance(value, list) else [{"amount": value}]


class Opening(Event):
    """A member brought over from elsewhere with what stands at this moment; no rule fires."""

    member: Key
    phone: Text | None = None
    full_name: Text | None = None
    wallets: dict[Key, Annotated[list[OpeningLot], BeforeValidator(_opening)]] = Field(default_factory=dict)
    counters: dict[Key, Money] = Field(default_factory=dict)
    level: Key | None = None
    level_since: Day | None = None
    level_until: Day | None = None
    first_visit: Day | None = None
    last_visit: Day | None = None
    enrolled: Day | None = None
    birth_date: Day | None = None
    rewards: Annotated[dict[Key, Quantity], BeforeValidator(_tally)] = Field(default_factory=dict)
    attributes: dict[Key, Text] = Field(default_factory=dict)
    choices: dict[Key, Text] = Field(default_factory=dict)


class Transfer(Event):
    member: Key
    to: Key
    bonuses: Bonuses
    wallet: Key | None = None


class JoinAccount(Event):
    member: Key
    account_of: Key


class LeaveAccount(Event):
    """`account_of` may name whose account it is; a member is on one only."""

    member: Key
    account_of: Key | None = None


class Leave(Event):
    member: Key
    reason: Text | None = None


class Choose(Event):
    member: Key
    setting: Key
    value: Text


class SetAttributes(Event):
    member: Key
    attributes: dict[Key, Text]


class Settle(Event):
    """Writes down what time alone has brought about."""

    member: Key


class Statement(Event):
    """`at_end` looks at the last moment of the day instead of noon."""

    member: Key
    at_end: Flag = False


EVENTS: dict[str, type[Event]] = {
    "enrol": Enrol,
    "questionnaire": Questionnaire,
    "activate": Activate,
    "issue_card": IssueCard,
    "renew_card": RenewCard,
    "block_card": BlockCard,
    "purchase": Purchase,
    "quote": Quote,
    "return": Return,
    "order_certificate": OrderCertificate,
    "issue_certificate": CertificateStep,
    "deliver_certificate": CertificateStep,
    "cancel_certificate": CertificateStep,
    "book_certificate": BookCertificate,
    "use_certificate": UseCertificate,
    "transfer_certificate": TransferCertificate,
    "grant": Grant,
    "withdraw": Withdraw,
    "birthday_gift": BirthdayGift,
    "close": Close,
    "merge": Merge,
    "unmerge": Unmerge,
    "mismatch": Mismatch,
    "event": NamedEvent,
    "undo_event": UndoEvent,
    "redeem": Redeem,
    "choose": Choose,
    "set": SetAttributes,
    "opening": Opening,
    "transfer": Transfer,
    "join_account": JoinAccount,
    "leave_account": LeaveAccount,
    "leave": Leave,
    "settle": Settle,
    "statement": Statement,
}
"""The verbs of design 3, but `publish`, which changes the rules and not a member."""
