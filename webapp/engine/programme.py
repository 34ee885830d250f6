"""A programme document compiled: the rules of one revision as plain values and functions. Compiled once a process and
kept.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from webapp.engine import calendar
from webapp.engine.calendar import Duration, WorkingDays
from webapp.engine.counters import CounterRule
from webapp.engine.document.conditions import Condition
from webapp.engine.document.schema import Campaign, Counter, Earning, Level, ProgrammeDocument, Rule, Spending, Wallet
from webapp.engine.document.values import End, Table, Trigger
from webapp.engine.rules.conditions import Test, compiled, split
from webapp.engine.rules.tables import Lookup, lookup

PLACES = {"first": 0, None: 1, "last": 2}


@dataclass(frozen=True, slots=True)
class WalletRule:
    name: str
    step: int
    round: str
    available: Duration | None
    expires: End | None

    def available_from(self, born: date) -> date:
        return calendar.span_end(born, self.available) if self.available else born

    def expires_on(self, born: date) -> date | None:
        return end_day(self.expires, born) if self.expires else None


@dataclass(frozen=True, slots=True)
class CampaignRule:
    """`place` orders its lots among the others: 0 first, 1 like any, 2 last. `lines` chooses what they pay for."""

    name: str
    wallet: str
    place: int
    lines: Test | None
    expires: End | None


@dataclass(frozen=True, slots=True)
class LevelRule:
    """`rank` grows with the level; `span` is the length of a period, `with_card` tells that the card's end is the
    level's.
    """

    name: str
    rank: int
    from_: frozenset[str] | None
    enter: Test | None
    begins: str
    lasts: End | None
    keep: Test | None
    otherwise: str
    counters: frozenset[str]

    @property
    def base(self) -> bool:
        """Held without a condition."""
        return self.enter is None

    @property
    def with_card(self) -> bool:
        return self.lasts is not None and self.lasts.kind == "card"

    @property
    def span(self) -> Duration | None:
        return self.lasts.span if self.lasts is not None and self.lasts.kind == "after" else None


@dataclass(frozen=True, slots=True)
class EarnRule:
    give: Lookup | None
    per_unit: bool
    scaled: bool
    wallet: str
    adds: bool
    times: int | None


@dataclass(frozen=True, slots=True)
class SaleRule:
    """A rule on a sale: `when` decides whether it runs, `lines` which lines it touches."""

    name: str
    when: Test | None
    lines: Test | None
    discount: Lookup | None
    earn: EarnRule | None
    refuse: dict[str, str]


@dataclass(frozen=True, slots=True)
class EventRule:
    """A rule on something other than a sale: who it gives to and what. `lead` is how many days before a birthday its
    window opens.
    """

    name: str
    trigger: Trigger
    when: Test | None
    amount: int | None
    wallet: str
    give: Any
    once: str | None
    lead: int = 0


@dataclass(frozen=True, slots=True)
class SpendingRule:
    wallet: str
    share: int
    per_unit: bool
    when: Test | None
    lines: Test | None
    choice: frozenset[str]


class Programme:
    """One revision. `document` is what it was compiled from; everything else is ready to be used."""

    def __init__(self, document: ProgrammeDocument, revision: str = "") -> None:
        self.document = document
        self.revision = revision
        self.feb_29 = document.calendar.feb_29
        self.working_days = WorkingDays(document.calendar.working, document.calendar.exceptions)
        self.wallets = {name: _wallet(name, wallet) for name, wallet in document.wallets.items()}
        self.main_wallet = next(iter(self.wallets), None)
        self.counters = {name: _counter(name, counter) for name, counter in document.counters.items()}
        self.levels = {name: _level(name, rank, level) for rank, (name, level) in enumerate(document.levels.items())}
        self.base_level = next((level.name for level in self.levels.values() if level.base), None)
        self.campaigns = {name: self._campaign(name, campaign) for name, campaign in document.campaigns.items()}
        on_sale = [self._sale_rule(name, rule) for name, rule in document.rules.items() if rule.on.kind == "sale"]
        self.discounts = [rule for rule in on_sale if rule.discount]
        self.earnings = [rule for rule in on_sale if rule.earn and rule.earn.times is None]
        self.multipliers = [rule for rule in on_sale if rule.earn and rule.earn.times is not None]
        self.refusals = [rule for rule in on_sale if rule.refuse]
        events = [self._event_rule(name, rule) for name, rule in document.rules.items() if rule.on.kind != "sale"]
        self.birthdays = [rule for rule in events if rule.trigger.kind == "birthday"]
        self.friends = [rule for rule in events if rule.trigger.kind == "friend"]
        self.requests = {rule.trigger.name: rule for rule in events if rule.trigger.kind == "request"}
        self.spending = self._spending(document.spending) if document.spending else None
        self.prepaid = frozenset(document.prepaid)
        self.enrolment = document.enrolment
        self.cards = document.cards
        self.certificates = document.certificates
        self.rewards = document.rewards
        self.operations_a_day = document.limits.operations_a_day
        self.next_visit_levels = any(level.begins == "next_visit" for level in self.levels.values())
        self._labels: dict[tuple[str, str], str] = {}

    def runs_on(self, day: date) -> bool:
        """Whether the revision is in force on that day (7K-23)."""
        span = self.document.in_force
        return (span.from_ is None or day >= span.from_) and (span.until is None or day < span.until)

    def needed(self, value: int | Table, level: str | None) -> int:
        """A limit, or the level's cell of a table of limits; 0 where the table has none."""
        if isinstance(value, Table):
            return int(value.cell((level,)) or 0)
        return value

    def wallet_named(self, name: str | None) -> str:
        return name or self.main_wallet or ""

    def _campaign(self, name: str, campaign: Campaign) -> CampaignRule:
        wallet = self.wallet_named(campaign.wallet)
        return CampaignRule(name, wallet, PLACES[campaign.spent], compiled(campaign.pays_for), campaign.expires)

    def _sale_rule(self, name: str, rule: Rule) -> SaleRule:
        when, lines = split(rule.if_)
        effects = rule.then
        discount = lookup(effects.discount.percent) if effects.discount else None
        refuse = {what: code for what, code in effects.refuse.model_dump().items() if code} if effects.refuse else {}
        return SaleRule(name, when, lines, discount, self._earning(effects.earn), refuse)

    def _earning(self, earn: Earning | None) -> EarnRule | None:
        if earn is None:
            return None
        give = None if earn.give is None else lookup(earn.give)
        wallet = self.wallet_named(earn.wallet)
        return EarnRule(give, earn.of == "unit", earn.scaled == "paid_share", wallet, earn.adds, earn.times)

    def _event_rule(self, name: str, rule: Rule) -> EventRule:
        earn = rule.then.earn
        amount = earn.give.value if earn and earn.give is not None and not isinstance(earn.give, Table) else None
        wallet = self.wallet_named(earn.wallet if earn else None)
        once = rule.once.per if rule.once else None
        lead = _lead(rule.if_) if rule.if_ else 0
        return EventRule(name, rule.on, compiled(rule.if_), amount, wallet, rule.then.give, once, lead)

    def _spending(self, spending: Spending) -> SpendingRule:
        when, lines = compiled(spending.if_), compiled(spending.on)
        wallet = self.wallet_named(spending.wallet)
        return SpendingRule(wallet, spending.share, spending.per == "unit", when, lines, frozenset(spending.choice))


class Timeline:
    """The revisions of a chain in the order in which they take over, each with its first moment."""

    def __init__(self, revisions: list[tuple[datetime, Programme]]) -> None:
        self._starts = [start for start, _ in revisions]
        self._programmes = [programme for _, programme in revisions]
        self.birthday_customs = frozenset(programme.feb_29 for _, programme in revisions if programme.birthdays)
        """How the revisions that give something on birthdays keep 29 February."""

    def at(self, moment: datetime) -> Programme:
        """The revision that rules at that moment; before the first one, the first (which is then not in force)."""
        return self._programmes[max(0, bisect_right(self._starts, moment) - 1)]

    def on(self, day: date) -> Programme:
        """The revision that rules at 00:00 of that day."""
        if len(self._programmes) == 1:
            return self._programmes[0]
        return self.at(datetime(day.year, day.month, day.day))

    def followed_by(self, moment: datetime, programme: Programme) -> Timeline:
        """This timeline with another revision in force from `moment` on."""
        kept = [(start, old) for start, old in zip(self._starts, self._programmes, strict=True) if start < moment]
        return Timeline([*kept, (moment, programme)])


def timeline_of(programmes: list[Programme]) -> Timeline:
    """Revisions by their own `in_force`; one without a first day rules from the beginning."""
    starts = [(programme.document.in_force.from_ or date.min, programme) for programme in programmes]
    starts.sort(key=lambda start: start[0])
    return Timeline([(datetime(day.year, day.month, day.day), programme) for day, programme in starts])


def end_day(end: End, born: date) -> date | None:
    """The first day on which what was born on `born` is gone; None for never."""
    if end.kind == "after" and end.span:
        return calendar.span_end(born, end.span)
    if end.kind == "yearly" and end.month_day:
        return calendar.yearly_end(born, *end.month_day, end.carry_over)
    if end.kind == "end_of" and end.period:
        closing = calendar.end_of_period(born, end.period)
        return calendar.span_end(closing, end.span) if end.span else closing
    return end.day if end.kind == "date" else None


def _wallet(name: str, wallet: Wallet) -> WalletRule:
    return WalletRule(name, wallet.step, wallet.round, wallet.available, wallet.expires)


def _counter(name: str, counter: Counter) -> CounterRule:
    when, lines = split(counter.if_)
    reach = counter.over.months * 31 + counter.over.days if isinstance(counter.over, Duration) else 0
    return CounterRule(name, counter.count, when, lines, counter.over, counter.since == "level_lost", reach)


def _level(name: str, rank: int, level: Level) -> LevelRule:
    from_ = frozenset(level.from_) if level.from_ else None
    counters = frozenset(_counters_in(level.enter))
    return LevelRule(
        name, rank, from_, compiled(level.enter), level.begins, level.lasts, compiled(level.keep), level.else_, counters
    )


def _counters_in(condition: Condition) -> list[str]:
    return [*(condition.counter or ()), *(name for part in condition.parts() for name in _counters_in(part))]


def _lead(condition: Condition) -> int:
    """How many days before the birthday the earliest of the condition's windows opens."""
    own = condition.birthday.before if condition.birthday else 0
    return max([own, *(_lead(part) for part in condition.parts())])
