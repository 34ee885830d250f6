"""What the parts of a document are compiled into: plain values and functions, one class a part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from webapp.engine.calendar import Duration
from webapp.engine.document.amounts import Amount, Steps, Table
from webapp.engine.document.conditions import Condition
from webapp.engine.document.ends import Available, End
from webapp.engine.document.kinds import Order
from webapp.engine.document.triggers import Trigger
from webapp.engine.ends import Ending
from webapp.engine.lots import Opening
from webapp.engine.money import TO_A_HUNDREDTH
from webapp.engine.rules.conditions import Test
from webapp.engine.rules.tables import Lookup

if TYPE_CHECKING:
    from webapp.engine.document.effects import Effects
    from webapp.engine.document.schema import Once, Reward

SOONEST = Order()


@dataclass(frozen=True, slots=True)
class WalletRule:
    """`money` pays as money does; `worth` is money for `per` hundredths of a unit, for one where it says none."""

    name: str
    step: int
    round: str
    opens: Opening
    expires: Any
    ends: Ending
    money: bool = False
    worth: Lookup | None = None
    per: Lookup | None = None
    while_: Test | None = None
    order: Order = SOONEST
    most: Lookup | None = None
    floor: str | None = None
    transfer: str = "no"
    idle: End | None = None
    even: bool = False
    """Worth a rouble a unit, whoever asks."""
    by_time: bool = False
    """Whether `while_` may come and go with time alone."""


@dataclass(frozen=True, slots=True)
class CampaignRule:
    """`place` orders its lots among the others: 0 first, 1 like any, 2 last. `lines` chooses what they pay for."""

    name: str
    wallet: str
    place: int
    lines: Test | None
    expires: Any


@dataclass(frozen=True, slots=True)
class LevelRule:
    """`rank` grows with the level; `span` is the length of a period, `with_card` tells that the card's end is the
    level's.
    """

    name: str
    rank: int
    from_: frozenset[str] | Table | Steps | None
    enter: Test | None
    begins: str
    lasts: Any
    keep: Test | None
    otherwise: str | Table | Steps
    counters: frozenset[str]
    ladder: str = "levels"
    by_rule: bool = False
    renews: str = "at_end"
    until_on: Trigger | None = None
    until_when: Test | None = None
    with_card: bool = False

    @property
    def base(self) -> bool:
        """Held without a condition."""
        return self.enter is None and not self.by_rule

    @property
    def span(self) -> Duration | None:
        lasts = self.lasts
        return lasts.span if isinstance(lasts, End) and lasts.kind == "after" and lasts.anchor.kind == "this" else None


def above(ladder: list[LevelRule], levels: dict[str, LevelRule]) -> dict[str | None, list[LevelRule]]:
    """From each level, and from none, those of a ladder that may be reached by meeting their conditions, the highest
    first; of one whose `from` is looked up that is still to be seen.
    """
    climbed = [level for level in reversed(ladder) if not level.by_rule]
    return {
        present: [
            level
            for level in climbed
            if level.rank > rank and (not isinstance(level.from_, frozenset) or present in level.from_)
        ]
        for present, rank in [(None, -1), *((level.name, level.rank) for level in levels.values())]
    }


@dataclass(frozen=True, slots=True)
class EarnRule:
    """`terms` is the place of its lot's terms among the programme's: 0 for the wallet's own."""

    give: Lookup | None
    of: str
    scaled: bool
    wallet: str
    adds: bool
    times: Lookup | None
    per: int | None = None
    full: bool = False
    base: str = "paid"
    paid_by: frozenset[str] | None = None
    least: Lookup | None = None
    most: Lookup | None = None
    available: Available | None = None
    expires: Any = None
    released_by: Trigger | None = None
    undone_by: tuple[str, ...] = ()
    cap: tuple[str, Lookup] | None = None
    to: str = "member"
    terms: int = 0

    plain: bool = False
    """On what is paid, of which nothing is set apart."""
    rounded: Callable[[Any, int], int] = TO_A_HUNDREDTH
    """A fraction brought to the wallet's step."""

    bounded: bool = False
    """Whether there is a `least` or a `most`."""

    @property
    def to_lines(self) -> bool:
        """What a line earns is its own at once: in the receipt's first lot, within no cap, for no friend."""
        return not self.terms and self.cap is None and self.to == "member"


@dataclass(frozen=True, slots=True)
class DiscountRule:
    """`kind` is percent, amount or price; `by_line` tells that its amount depends on the line."""

    kind: str
    value: Lookup
    of: str = "lines"
    units: int | None = None
    price_up_to: Lookup | None = None
    most: Lookup | None = None
    by_line: bool = False


@dataclass(frozen=True, slots=True)
class RuleCode:
    """A rule: `when` decides whether it runs at all, `lines` which lines it touches; `acts` are the effects beside
    discounts, earning and refusals. `lead` is how many days before a birthday its window opens.
    """

    name: str
    place: int
    trigger: Trigger
    asked: Condition | None
    when: Test | None
    lines: Test | None
    whole: Test | None
    """Both, where there is no line to look at; where it `chooses` lines, whether there is any."""
    then: Effects
    discount: DiscountRule | None
    earn: EarnRule | None
    refuse: dict[str, str]
    once: Once | None
    group: str | None = None
    not_with: frozenset[str] = frozenset()
    at: str = "line"
    acts: tuple[tuple[Callable[[Any, RuleCode, Any], None], Any], ...] = ()
    lead: int = 0
    direct: bool = False
    """What its lines earn is theirs at once."""
    looked: dict[str, Lookup] = field(default_factory=dict)
    """The amounts of its effects by their place, as `take.amount`."""
    chooses: bool = False
    """It is one of a friend's sale, and of its lines those that fit are what it gives for."""

    @property
    def amount(self) -> int | None:
        """The fixed number that it earns, where it is one."""
        give = self.then.earn.give if self.then.earn else None
        return give.value if isinstance(give, Amount) and not give.percent else None

    @property
    def give(self) -> Any:
        """The names of the reward it gives, or a table of them."""
        gift = self.then.of("give")
        return gift.reward if gift else None


@dataclass(frozen=True, slots=True)
class SpendingRule:
    wallet: str
    share: Lookup
    per: str
    when: Test | None
    lines: Test | None
    choice: frozenset[str]
    from_: Lookup | None = None
    least: Lookup | None = None
    step: Lookup | None = None
    most: Lookup | None = None
    cover: str = "part"
    blocks: tuple[tuple[int, Lookup], ...] | None = None
    times: Lookup | None = None
    by_itself: bool = False
    not_with: frozenset[str] = frozenset()
    asked: Condition | None = None
    even_share: Amount | None = None
    """The share, where it is the same for every line and member."""


@dataclass(frozen=True, slots=True)
class RankingRule:
    """Whom a counter puts on the first `places` of each period; of equals whoever came `earlier`, or all of them."""

    name: str
    counter: str
    every: str
    when: Test | None
    places: int
    shared: bool


@dataclass(frozen=True, slots=True)
class RewardRule:
    """A reward ready to be used; `discount` is what it takes off, where it is one."""

    name: str
    document: Reward
    kind: str
    lines: Test | None
    when: Test | None
    discount: DiscountRule | None
    money: Lookup | None
    price: dict[str, Lookup]
    group: str | None
    not_with: frozenset[str]
    units: Lookup | None = None
