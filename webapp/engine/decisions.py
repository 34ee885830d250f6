"""What the engine may answer: a result in the journals' words, the entries that follow, and the rule behind each
amount.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from webapp.engine.document.named import Named
from webapp.engine.facts import Account, Card, Certificate, Lot, Receipt
from webapp.engine.situation import Line

MOST_EFFORT = 10_000
"""Runs of rules and gifts of rewards that may follow from one fact: whatever a document asks for, a request ends."""


class Entry(NamedTuple):
    """One movement in an account's ledger, in hundredths of a bonus.

    `amount` is the change of the lot's `left`, `lapsed` that of its `lapsed`, `debt` that of what the
    account owes: over
    all entries they sum up to the lot and the debt as they stand (I1, I2).
    """

    kind: str
    wallet: str
    lot: int | None
    amount: int
    day: date
    rule: str | None = None
    debt: int = 0
    lapsed: int = 0


class Counted(NamedTuple):
    """A change of a counter on a day; `epoch` grows each time counting begins anew."""

    counter: str
    day: date
    amount: int
    epoch: int


class ByWallet(int):
    """An amount of bonuses, and how much of it each wallet has."""

    by: dict[str, int]

    def __new__(cls, by: dict[str, int]) -> ByWallet:
        found = super().__new__(cls, sum(by.values()))
        found.by = by
        return found


@dataclass(slots=True)
class Change:
    """What a decision makes of one account: as it stands afterwards, and the movements that brought it there."""

    account: Account
    entries: list[Entry] = field(default_factory=list)
    lots: dict[int, Lot] = field(default_factory=dict)
    """Every lot that was born, drawn on or closed, as it now stands."""
    counted: list[Counted] = field(default_factory=list)
    happened: list[tuple[str, str, str]] = field(default_factory=list)
    """What levels and rewards did that rules may answer to: (kind, name, how)."""
    messages: list[tuple[str, Named | str]] = field(default_factory=list)
    """What rules write to people: whom, and the text by its name among the chain's or as it stands."""
    seat: tuple[str, Any] | None = None
    """Whose own things stand in the account's places instead of the holder's, and which they are."""
    effort: int = 0
    """How many rules have run for it beside the sale, and how many rewards they gave."""
    endless: bool = False
    """Whether what followed from the fact came to no end."""

    @property
    def room(self) -> int:
        """How much more may follow from the fact."""
        return max(0, MOST_EFFORT - self.effort)


@dataclass(slots=True)
class Decision:
    """The answer to one fact. `result` is in the journals' words: ints are hundredths, dates are days of the tenant."""

    verb: str
    result: dict[str, Any]
    changes: list[Change] = field(default_factory=list)
    receipt: Receipt | None = None
    certificate: Certificate | None = None
    cards: list[Card] = field(default_factory=list)
    moved: list[Certificate] = field(default_factory=list)
    """Certificates that are another account's now."""
    lines: list[Line] = field(default_factory=list)
    """The lines of a receipt as they were worked out."""
    salon: str | None = None

    @property
    def refused(self) -> list[str]:
        return list(self.result.get("refused", ()))
