"""What a rule can see while it is judged: the member, the day, the receipt and its lines, the event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from webapp.engine.counters import value_of
from webapp.engine.facts import NOWHERE, Account, Happened, Person
from webapp.engine.money import spread

if TYPE_CHECKING:
    from webapp.engine.programme import Programme


class Reason(NamedTuple):
    """Why an amount of a line is what it is: what the rule did (`discount`, `earned`, `times`, `withheld`,
    `withheld_discount`, `rest`, `offer`, `reward`), its name, and by how much: parts of ten thousand where `percent`,
    else hundredths.
    """

    effect: str
    rule: str
    value: int = 0
    percent: bool = False


@dataclass(slots=True)
class Given:
    """An amount that a rule gives or takes off, exact, and the reason that is told of it."""

    value: int
    percent: bool
    reason: Reason


def given(effect: str, rule: str) -> Callable[[Any], Given]:
    """Makes amounts what this rule gives."""
    return lambda amount: Given(amount.value, amount.percent, Reason(effect, rule, int(amount.value), amount.percent))


class Offered(NamedTuple):
    """A promotion from outside on a line: parts of ten thousand off, an amount off each unit, or the unit's price."""

    name: str
    percent: int | None
    amount: int | None
    price: int | None


class Line:
    """One line of a receipt while it is worked out. All sums in kopecks or hundredths of a bonus, of the whole line."""

    __slots__ = (
        "also",
        "discount",
        "draws",
        "each",
        "earned",
        "earned_units",
        "gross",
        "group",
        "hours",
        "item",
        "minutes",
        "off_units",
        "offer",
        "offered",
        "paid",
        "paid_into",
        "paid_with",
        "payable",
        "prepaid",
        "price",
        "quantity",
        "reasons",
        "redeemed",
        "redeemed_units",
        "reward",
        "tags",
        "used",
    )

    def __init__(
        self, item: str | None, group: str, price: int, quantity: int, hours: int, tags: tuple[str, ...]
    ) -> None:
        self.item = item
        self.group = group
        self.price: int = price
        self.quantity = quantity
        self.hours: int = hours
        self.tags = tags
        self.minutes: int = hours * 60
        self.gross = price * quantity
        self.discount = 0
        self.off_units: list[int] | None = None
        """What is taken off each unit, where it is not spread evenly over them."""
        self.redeemed = 0
        self.redeemed_units: list[int] | None = None
        self.draws: list[tuple[int, int, int]] | None = None
        """(lot, unit, amount) in the order in which units drew on lots."""
        self.payable = self.paid = self.gross
        self.paid_with: list[int] | None = None
        """What was paid of each unit by ways of paying other than money in hand."""
        self.prepaid = 0
        self.earned = 0
        """In the receipt's first lot."""
        self.earned_units: list[int] | None = None
        self.also: dict[int, list[int]] | None = None
        """What further lots get of each unit, by the place of their terms among the receipt's."""
        self.reasons: list[Reason] = []
        self.paid_into: tuple[str, ...] = ()
        self.each: dict[str, int] | None = None
        self.offer: Offered | None = None
        self.offered = 0
        """What offers from outside took off, a part of the discount."""
        self.reward: str | None = None
        self.used: tuple[str, ...] = ()
        """Rewards that were used on this line."""

    @property
    def untouched(self) -> bool:
        """Whether each unit is still paid at its price and in money."""
        return self.redeemed_units is None and self.paid == self.gross

    @property
    def earned_in_all(self) -> int:
        """In all lots of the receipt."""
        return self.earned + sum(map(sum, (self.also or {}).values()))

    def discount_units(self) -> list[int]:
        """What is taken off each unit."""
        if self.off_units is not None:
            return self.off_units
        return spread(self.discount, self.quantity)

    def net_units(self) -> list[int]:
        """What each unit costs after the line's discount, which is laid over the units."""
        if not self.discount:
            return [self.price] * self.quantity
        return [self.price - part for part in self.discount_units()]

    def listed(self) -> list[dict[str, int]]:
        """The figures of each unit."""
        redeemed = self.redeemed_units or [0] * self.quantity
        earned = self.earned_units or spread(self.earned, self.quantity)
        for further in (self.also or {}).values():
            earned = [own + more for own, more in zip(earned, further, strict=True)]
        return [
            {"discount": off, "redeemed": spent, "payable": self.price - off - spent, "earned": gain}
            for off, spent, gain in zip(spread(self.discount, self.quantity), redeemed, earned, strict=True)
        ]


class Situation:
    """The member and the moment, and the receipt where there is one. `account` is None for a stranger."""

    __slots__ = (
        "account",
        "as_of",
        "at",
        "attributes",
        "before",
        "booking",
        "buyer",
        "channel",
        "day",
        "discounted",
        "event",
        "guest",
        "instalments",
        "level",
        "lines",
        "offered",
        "person",
        "programme",
        "salon",
        "spends",
        "tenders",
        "used",
        "value",
        "wallets",
        "wished",
    )

    def __init__(
        self,
        programme: Programme,
        at: datetime,
        day: date,
        account: Account | None,
        person: Person | None,
        level: str | None,
    ) -> None:
        self.programme = programme
        self.at = at
        self.day = self.as_of = day
        self.account = self.buyer = account
        self.person = person
        self.level = level
        self.channel = ""
        self.salon = NOWHERE
        self.tenders: dict[str, int] = {}
        self.instalments = False
        self.spends = False
        self.wallets: tuple[str, ...] = ()
        """The wallets that are asked to pay."""
        self.lines: list[Line] = []
        self.offered = False
        """Whether any line carries an offer from outside."""
        self.wished = False
        """Whether a reward is asked for on any line."""
        self.event: Happened | None = None
        self.booking: Happened | None = None
        self.attributes: dict[str, str] = {}
        self.guest: str | None = None
        self.discounted: set[str] = set()
        """Rules and offers that have taken something off."""
        self.used: set[str] = set()
        """Rewards that are used on the receipt."""
        self.value: int | None = None
        """The worth of the reward that is being used."""
        self.before: dict[str, int] = {}
        """Counters that amounts look at, as they stood before the fact."""

    @property
    def gross(self) -> int:
        return sum(line.gross for line in self.lines)

    @property
    def weekday(self) -> int:
        return self.day.weekday()

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels held, of all ladders."""
        held = () if self.level is None else (self.level,)
        if self.account is None or not self.account.ladders:
            return held
        return held + tuple(other.level for other in self.account.ladders.values() if other.level is not None)

    def counter(self, name: str) -> int:
        """The counter's value on this day, in hundredths; 0 for a stranger."""
        if self.account is None:
            return 0
        return value_of(self.programme.counters[name], self.account, self.as_of, at=self.at, seen_on=self.day)

    def attribute(self, name: str) -> str | None:
        """What the receipt, the event or else the member says of it."""
        if name in self.attributes:
            return self.attributes[name]
        if self.event is not None and name in self.event.attributes:
            return self.event.attributes[name]
        return self.person.attributes.get(name) if self.person else None
