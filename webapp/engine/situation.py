"""What a rule can see while it is judged: the member, the day, the receipt and its lines."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from webapp.engine.counters import value_of
from webapp.engine.facts import Account, Person, Salon
from webapp.engine.money import spread

if TYPE_CHECKING:
    from webapp.engine.programme import Programme


class Reason(NamedTuple):
    """Why an amount of a line is what it is: what the rule did (`discount`, `earned`, `times`, `withheld`,
    `withheld_discount`, `rest`), its name, and by how much: parts of ten thousand where `percent`, else hundredths.
    """

    effect: str
    rule: str
    value: int = 0
    percent: bool = False


class Line:
    """One line of a receipt while it is worked out. All sums in kopecks or hundredths of a bonus, of the whole line."""

    __slots__ = (
        "discount",
        "draws",
        "each",
        "earned",
        "earned_units",
        "gross",
        "group",
        "hours",
        "item",
        "paid",
        "paid_into",
        "payable",
        "prepaid",
        "price",
        "quantity",
        "reasons",
        "redeemed",
        "redeemed_units",
        "tags",
    )

    def __init__(
        self, item: str | None, group: str, price: int, quantity: int, hours: int, tags: tuple[str, ...]
    ) -> None:
        self.item = item
        self.group = group
        self.price = price
        self.quantity = quantity
        self.hours = hours
        self.tags = tags
        self.gross = price * quantity
        self.discount = 0
        self.redeemed = 0
        self.redeemed_units: list[int] | None = None
        self.draws: list[tuple[int, int, int]] | None = None
        """(lot, unit, amount) in the order in which units drew on lots."""
        self.payable = self.paid = self.gross
        self.prepaid = 0
        self.earned = 0
        self.earned_units: list[int] | None = None
        self.reasons: list[Reason] = []
        self.paid_into: tuple[str, ...] = ()
        self.each: dict[str, int] | None = None

    def net_units(self) -> list[int]:
        """What each unit costs after the line's discount, which is laid over the units."""
        if not self.discount:
            return [self.price] * self.quantity
        return [self.price - part for part in spread(self.discount, self.quantity)]


class Situation:
    """The member and the moment, and the receipt where there is one. `account` is None for a stranger."""

    __slots__ = (
        "account",
        "at",
        "channel",
        "day",
        "instalments",
        "level",
        "lines",
        "person",
        "programme",
        "salon",
        "spends",
        "tenders",
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
        self.day = day
        self.account = account
        self.person = person
        self.level = level
        self.channel = ""
        self.salon = Salon("")
        self.tenders: dict[str, int] = {}
        self.instalments = False
        self.spends = False
        self.lines: list[Line] = []

    @property
    def gross(self) -> int:
        return sum(line.gross for line in self.lines)

    @property
    def weekday(self) -> int:
        return self.day.weekday()

    def counter(self, name: str) -> int:
        """The counter's value on this day, in hundredths; 0 for a stranger."""
        if self.account is None:
            return 0
        return value_of(self.programme.counters[name], self.account, self.day)
