"""A programme document compiled: the rules of one revision as plain values and functions. Compiled once a process and
kept.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import BaseModel

from webapp.engine import lots, waiting
from webapp.engine.calendar import FAR, ONE_DAY, Duration, WorkingDays, inside, reach
from webapp.engine.compiled import (
    CampaignRule,
    DiscountRule,
    EarnRule,
    LevelRule,
    RankingRule,
    RewardRule,
    RuleCode,
    SpendingRule,
    WalletRule,
    above,
)
from webapp.engine.counters import BY_RULES, CounterRule
from webapp.engine.document.amounts import Amount, Steps, Told, leaves_of
from webapp.engine.document.benefits import DISCOUNTS, minds_spending, open_to_all
from webapp.engine.document.conditions import LINE_WORDS, Condition, changes_by_time, looks_at_lines
from webapp.engine.document.currencies import WITHOUT_CENTS
from webapp.engine.document.ends import Available, End, Row
from webapp.engine.document.kinds import Counting
from webapp.engine.document.triggers import Anchor, Trigger
from webapp.engine.document.turns import once_of
from webapp.engine.effects.discount import Discount
from webapp.engine.effects.earn import Earning
from webapp.engine.ends import ending, idle_of, key_of
from webapp.engine.facts import Account
from webapp.engine.gifts import by_line, lines_of, taken_off
from webapp.engine.money import TO_A_HUNDREDTH, WHOLE, rounding
from webapp.engine.rules.conditions import compiled, on_some_line, split
from webapp.engine.rules.tables import Lookup, bound, lookup, whole
from webapp.engine.situation import given

if TYPE_CHECKING:
    from webapp.engine.document import schema

__all__ = ["CampaignRule", "EarnRule", "LevelRule", "Programme", "SpendingRule", "Timeline", "timeline_of"]

PLACES = {"first": 0, None: 1, "last": 2}
BOOKED = "booked"
"""The event that keeps a time, which those look back to that ask how far ahead it is."""


class Apart(NamedTuple):
    """What people on one account do not share: wallets and counters by their names, and whether levels."""

    wallets: frozenset[str]
    counters: frozenset[str]
    levels: bool


class Programme:
    """One revision. `document` is what it was compiled from; everything else is ready to be used."""

    def __init__(self, document: schema.ProgrammeDocument, revision: str = "") -> None:
        self.document = document
        self.revision = revision
        self.cent = WHOLE if document.currency in WITHOUT_CENTS else 1
        self.to_a_cent = rounding(self.cent, "half_up")
        """The smallest coin, in hundredths."""
        self.feb_29 = document.calendar.feb_29 or "feb_28"
        self.last_day = document.calendar.last_day
        self.by_day = document.calendar.visit == "day"
        self.working_days = WorkingDays(document.calendar.working, document.calendar.exceptions)
        self.terms: list[EarnRule | None] = [None]
        self._lookups: dict[int, tuple[Any, Lookup]] = {}
        self._members()
        self._rules()
        self._money()
        self._remembered()
        self.enrolment = document.enrolment
        self.cards = document.cards
        self.certificates = document.certificates
        self.rewards = document.rewards
        self.returns = document.returns
        self.people = document.people
        self.open_to_all = open_to_all(document)
        self.apart = self._apart()
        self.operations_a_day = document.limits.operations_a_day
        self._labels: dict[tuple[str, str], str] = {}

    def _apart(self) -> Apart | None:
        shared = set(self.document.people.share or ("wallets", "counters", "levels"))
        wallets = frozenset() if "wallets" in shared else frozenset(self.wallets)
        counters = frozenset() if "counters" in shared else frozenset(self.counters)
        levels = "levels" not in shared and bool(self.levels)
        return Apart(wallets, counters, levels) if wallets or counters or levels else None

    def _members(self) -> None:
        document = self.document
        self.wallets = {name: self._wallet(name, wallet) for name, wallet in document.wallets.items()}
        self.still_wallets = [wallet for wallet in self.wallets.values() if wallet.while_ is not None]
        self.main_wallet = next(iter(self.wallets), None)
        self.counters = {name: self._counter(name, counter) for name, counter in document.counters.items()}
        set_by = [each for rule in document.rules.values() if (each := rule.then.of("level"))]
        by_rule = {name for each in set_by for name in _words(each.to)}
        self.levels = {
            name: _level(name, rank, level, name in by_rule, document.cards is not None)
            for rank, (name, level) in enumerate(document.levels.items())
        }
        self.counters_of_sales = [counter for counter in self.counters.values() if counter.of_sales]
        self.counters_of_earned: dict[str, list[CounterRule]] = {}
        for counter in self.counters.values():
            if counter.count == "earned" and counter.told is not None:
                self.counters_of_earned.setdefault(counter.told.name, []).append(counter)
        self.main_ladder = next((level.ladder for level in self.levels.values()), "levels")
        self.ladders: dict[str, list[LevelRule]] = {}
        for level in self.levels.values():
            self.ladders.setdefault(level.ladder, []).append(level)
        self.above = {ladder: above(held, self.levels) for ladder, held in self.ladders.items()}
        self.base_level = next((level.name for level in self.ladders.get(self.main_ladder, ()) if level.base), None)
        begun = [level.begins for level in self.levels.values()] + [each.begins for each in set_by]
        self.next_visit_levels = "next_visit" in begun
        self.same_sale_levels = any(level.begins == "same_sale" for level in self.levels.values())
        self.ending_levels = [level for level in self.levels.values() if level.until_when or level.until_on]
        lasting = [(level, idle_of(level.lasts)) for level in self.levels.values()]
        self.idle_levels = [(level, idle) for level, idle in lasting if idle is not None]
        self.renewing_levels = any(level.renews == "when_met" for level in self.levels.values())

    def _rules(self) -> None:
        document = self.document
        self.rules = [self._rule(place, name, rule) for place, (name, rule) in enumerate(document.rules.items())]
        self.undoing = {name: effect.undo for name, effect in document.EFFECTS.items() if effect.undo is not None}
        """What undoes the deeds of an effect's own."""
        self.rule_named = {rule.name: rule for rule in self.rules}
        on_sale = [rule for rule in self.rules if rule.trigger.kind == "sale"]
        self.discounts = [rule for rule in on_sale if rule.discount]
        self.earnings = [rule for rule in on_sale if rule.earn and rule.earn.times is None]
        self.earning_wallet = next((rule.earn.wallet for rule in self.earnings if rule.earn), self.main_wallet)
        self.undone_rules = frozenset(rule.name for rule in self.rules if rule.earn and rule.earn.undone_by)
        self.multipliers = [rule for rule in on_sale if rule.earn and rule.earn.times is not None]
        self.refusals = [rule for rule in on_sale if rule.refuse]
        self.refusing: dict[str, list[RuleCode]] = {}
        for rule in self.refusals:
            for what in rule.refuse:
                self.refusing.setdefault(what, []).append(rule)
        self.event_refusals = self.refusing.get("event", [])
        self.rare_discounts = any(rule.once for rule in self.discounts)
        self.acting = [rule for rule in on_sale if rule.acts]
        self.on: dict[Trigger, list[RuleCode]] = {}
        for rule in self.rules:
            self.on.setdefault(rule.trigger, []).append(rule)
        self.resets: dict[Trigger, list[CounterRule]] = {}
        for name, counter in document.counters.items():
            if counter.resets:
                self.resets.setdefault(counter.resets.on, []).append(self.counters[name])
        self.answered = list(dict.fromkeys([*self.on, *self.resets, *self._awaited()]))
        self.ticks = [trigger for trigger in self.answered if trigger.of_time]
        self.crossings = [trigger for trigger in self.answered if trigger.kind in ("counter", "wallet")]
        self.crossed_counters = [trigger for trigger in self.crossings if trigger.kind == "counter"]
        self.crossed_wallets = list(
            dict.fromkeys(trigger.name for trigger in self.crossings if trigger.kind == "wallet")
        )
        self.birthdays = [rule for rule in self.rules if rule.trigger.kind == "birthday" and not rule.trigger.name]
        self.friends = [rule for rule in self.rules if rule.trigger.kind == "friend"]
        self.rankings = [
            RankingRule(name, told.by, told.every, compiled(told.if_), told.places, told.ties == "shared")
            for name, told in document.rankings.items()
        ]
        self.requests = {rule.trigger.name: rule for rule in self.rules if rule.trigger.kind == "request"}

    def _money(self) -> None:
        document = self.document
        self.campaigns = {name: self._campaign(name, campaign) for name, campaign in document.campaigns.items()}
        self.spendings = [self._spending(wallet, way) for wallet, way in document.ways_of_paying()]
        self.ways = {way.wallet: way for way in self.spendings}
        self.discounting_ways = [way for way in self.ways.values() if not self.wallets[way.wallet].money]
        self.money_ways = [way for way in self.ways.values() if self.wallets[way.wallet].money]
        self.spending = self.spendings[0] if self.spendings else None
        self.prepaid = frozenset(document.prepaid)
        self.choosable = {name: self._reward(name, reward) for name, reward in document.rewards.items()}
        groups = {name: (group.take, group.per) for name, group in document.combine.items()}
        named = [rule.group for rule in self.discounts] + [reward.group for reward in self.choosable.values()]
        for name in [DISCOUNTS, *(name for name in named if name)]:
            groups.setdefault(name, ("best", "line"))
        self.groups = groups
        self.offers_in = "offers" if "offers" in document.combine else DISCOUNTS
        self.simple_discounts = all(
            rule.group is None
            and not rule.not_with
            and rule.once is None
            and rule.discount is not None
            and rule.discount.kind == "percent"
            and rule.discount.of == "lines"
            and rule.discount.most is None
            and rule.discount.price_up_to is None
            for rule in self.discounts
        ) and groups == {DISCOUNTS: ("best", "line")}

    def _awaited(self) -> list[Trigger]:
        """Triggers of time and thresholds that are nobody's own: something looks back to them or ends with them. The
        silence that ends a level is looked at with the levels.
        """
        silences = {level.until_on for level in self.levels.values()}
        found = [each for each in walk(self.document) if isinstance(each, Trigger) and each not in silences]
        ending = [level.until_on for level in self.levels.values() if level.until_on and level.until_on.kind != "idle"]
        return [each for each in [*found, *ending] if each.of_time or each.kind in ("counter", "wallet")]

    def _remembered(self) -> None:
        """What an account has to remember for these rules: the latest facts of triggers, what was bought before."""
        found = list(walk(self.document.model_copy(update={"rules": {}})))
        for rule in self.document.rules.values():
            found.extend(walk([rule.if_, rule.then, rule.once]))
            found.extend([*rule.on.of, rule.on.anchor])
        self.watched = {key_of(each) for each in found if isinstance(each, Trigger)}
        self.watched |= {f"event {each.name}" for each in found if isinstance(each, Anchor) and each.kind == "event"}
        self.event_names = {
            each.name
            for each in [*found, *self.answered]
            if isinstance(each, Trigger | Counting | Available | Anchor) and each.kind in ("event", "request")
        }
        self.event_names |= {name for each in found if isinstance(each, Earning) for name in each.undone_by}
        conditions = [each for each in found if isinstance(each, Condition)]
        self.booking_words = any(each.booked is not None for each in conditions) or any(
            reward.taken == "at_booking" or reward.named for reward in self.document.rewards.values()
        )
        if any("ahead" in (each.event or ()) for each in conditions):
            self.event_names.add(BOOKED)
        self.minds_spending = minds_spending(self.document, conditions)
        self.looks_back = any(each.had is not None or (each.first and each.first.sale_of) for each in conditions)
        self.numbers_sales = any(each.nth is not None or each.first is not None for each in conditions)
        self.told_counters = {each.name for each in found if isinstance(each, Told) and each.kind == "counter"}
        self.told_counters |= {each.name for each in found if isinstance(each, Steps) and each.of == "counter"}
        went_with = {each.name for each in found if isinstance(each, End) and each.kind == "with"}
        self.rows = [rule for name, rule in self.counters.items() if rule.row_of and name in went_with]
        self.idle_wallets = [wallet for wallet in self.wallets.values() if wallet.idle is not None]
        self.since_triggers: dict[str, list[str]] = {}
        for name, counter in self.document.counters.items():
            if isinstance(counter.since, Trigger) and counter.since.kind != "begins":
                self.since_triggers.setdefault(key_of(counter.since), []).append(name)
        self.watched_counters: dict[str, list[str]] = {}
        for name, counter in self.document.counters.items():
            if isinstance(counter.since, Trigger) and counter.since.kind == "begins":
                self.watched_counters.setdefault(counter.since.name, []).append(name)
        crossed = [trigger.name for trigger in self.crossed_counters]
        self.started_counters = tuple(dict.fromkeys([*crossed, *self.watched_counters]))
        self.crosses = bool(self.crossings or self.watched_counters)
        self.waits = set(waiting.awaited(self.document, self.terms))
        self.remembers = bool(
            self.watched or self.since_triggers or self.idle_wallets or self.rows or self.ending_levels or self.waits
        )

    def runs_on(self, day: date) -> bool:
        """Whether the revision is in force on that day (7K-23)."""
        span = self.document.in_force
        return (span.from_ is None or day >= span.from_) and (span.until is None or day < span.until)

    def span(self, span: Duration | None, last_day: str | None = None) -> Duration:
        """The span with its last day inside it, where the document reads it so."""
        return inside(span or Duration(), last_day or self.last_day)

    def looked_up(self, value: Any) -> Lookup:
        """The look-up of a value of the document, compiled once."""
        known = self._lookups.get(id(value))
        if known is None or known[0] is not value:
            known = self._lookups[id(value)] = (value, lookup(value))
        return known[1]

    def balance(self, account: Account, wallet: str, at: datetime) -> int:
        """What of a wallet can be used at that moment."""
        return lots.balance(account, wallet, at.date(), at)[0]

    def wallet_named(self, name: str | None) -> str:
        return name or self.main_wallet or ""

    def _wallet(self, name: str, wallet: schema.Wallet) -> WalletRule:
        worth = lookup(wallet.worth) if wallet.worth is not None else None
        return WalletRule(
            name,
            wallet.step,
            wallet.round,
            lots.opening(self, wallet.available),
            wallet.expires,
            ending(self, wallet.expires),
            wallet.unit == "money",
            worth,
            None if wallet.per is None else bound(wallet.per),
            compiled(wallet.while_),
            wallet.order,
            None if wallet.most is None else bound(wallet.most),
            wallet.floor,
            wallet.transfer,
            idle_of(wallet.expires),
            wallet.worth in (None, Amount(WHOLE)) and wallet.per in (None, WHOLE),
            wallet.while_ is not None and changes_by_time(wallet.while_),
        )

    def _counter(self, name: str, counter: schema.Counter) -> CounterRule:
        when, lines = split(counter.if_)
        told = counter.count if isinstance(counter.count, Counting) else None
        kind = told.kind if told else str(counter.count or BY_RULES)
        if kind in ("average", "periods"):
            kind = told.name if told and told.kind == "average" else "receipts"
        over = counter.over
        if isinstance(over, Duration):
            over = inside(over, self.last_day)
        elif isinstance(over, Row) and over.kind == "lasts":
            over = replace(over, span=inside(over.span, self.last_day))
        span = over.span if isinstance(over, Row) else over if isinstance(over, Duration) else Duration()
        from_day = counter.since if isinstance(counter.since, date) else None
        most = tuple(counter.most.items())
        lost = counter.since == "level_lost"
        of_receipt = counter.most.get("receipt")
        return CounterRule(
            name,
            kind,
            when,
            lines,
            over,
            lost,
            reach(span),
            told,
            most,
            from_day,
            self.by_day,
            most_of_receipt=of_receipt,
            working=self.working_days if span.working_days else None,
            hours=span.hours,
            ranks={level: rank for rank, level in enumerate(self.document.levels, start=1)},
            by_receipt=kind in ("visits", "receipts", "give"),
            of_visits=kind == "visits" or (told is not None and told.kind == "average"),
        )

    def _campaign(self, name: str, campaign: schema.Campaign) -> CampaignRule:
        wallet = self.wallet_named(campaign.wallet)
        return CampaignRule(name, wallet, PLACES[campaign.spent], compiled(campaign.pays_for), campaign.expires)

    def _rule(self, place: int, name: str, rule: schema.Rule) -> RuleCode:
        when, lines = split(rule.if_)
        effects = rule.then
        refuse = {what: code for what, code in effects.refuse.model_dump().items() if code} if effects.refuse else {}
        acts = tuple((effect.act, section) for _, effect, section in effects.acts())
        lead = _lead(rule.if_) if rule.if_ else 0
        earn = self._earning(name, effects.earn) if effects.earn else None
        chooses = rule.on.of_friends_sale and looks_at_lines(rule.if_, LINE_WORDS)
        return RuleCode(
            name,
            place,
            rule.on,
            rule.if_,
            when,
            lines,
            on_some_line(when, lines) if chooses else compiled(rule.if_),
            effects,
            _discount(name, effects.discount) if effects.discount else None,
            earn,
            refuse,
            once_of(rule),
            rule.combine,
            frozenset(rule.not_with),
            rule.at,
            acts,
            lead,
            earn is not None and earn.to_lines and rule.once is None,
            chooses=chooses,
        )

    def _earning(self, name: str, earn: Earning) -> EarnRule:
        def looked(value: Any) -> Lookup | None:
            return None if value is None else lookup(value)

        rule = EarnRule(
            None if earn.give is None else lookup(earn.give, given("earned", name)),
            earn.of,
            earn.scaled == "paid_share",
            self.wallet_named(earn.wallet),
            earn.adds,
            looked(earn.times),
            earn.per or earn.per_full,
            earn.per_full is not None,
            earn.base,
            None if earn.paid_by is None else frozenset(earn.paid_by),
            looked(earn.least),
            looked(earn.most),
            earn.available,
            earn.expires,
            earn.released_by,
            tuple(earn.undone_by),
            None if earn.cap is None else (earn.cap.per, lookup(earn.cap.most)),
            earn.to,
            0,
            earn.base == "paid" and earn.per is None and earn.per_full is None and earn.paid_by is None,
            self._rounding(earn.wallet),
            earn.least is not None or earn.most is not None,
        )
        own = (earn.available, earn.expires, earn.released_by, earn.undone_by or None, earn.cap)
        if rule.wallet == self._first_earned and all(part is None for part in own) and earn.to == "member":
            return rule
        further = replace(rule, terms=len(self.terms))
        self.terms.append(further)
        return further

    def _rounding(self, wallet: str | None) -> Callable[[int, int], int]:
        rule = self.wallets.get(self.wallet_named(wallet))
        return rounding(rule.step, rule.round) if rule is not None else TO_A_HUNDREDTH

    @property
    def _first_earned(self) -> str:
        """The wallet of the receipt's first lot: that of the first rule that earns on a sale."""
        named = (
            rule.then.earn.wallet
            for rule in self.document.rules.values()
            if rule.on.kind == "sale" and rule.then.earn and rule.then.earn.times is None
        )
        return self.wallet_named(next(named, None))

    def _spending(self, wallet: str, way: schema.Spending) -> SpendingRule:
        def looked(value: Any) -> Lookup | None:
            return None if value is None else bound(value)

        return SpendingRule(
            wallet,
            lookup(way.share),
            way.per,
            compiled(way.if_),
            compiled(way.on),
            frozenset(way.choice),
            looked(way.from_),
            looked(way.least),
            looked(way.step),
            looked(way.most),
            way.cover,
            way.blocks and tuple((units, lookup(worth)) for units, worth in way.blocks),
            looked(way.times),
            way.by_itself,
            frozenset(way.not_with),
            way.if_,
            way.share if isinstance(way.share, Amount) else None,
        )

    def _reward(self, name: str, reward: schema.Reward) -> RewardRule:
        gives = reward.gives
        return RewardRule(
            name,
            reward,
            gives.kind,
            compiled(lines_of(reward)),
            compiled(reward.if_),
            taken_off(gives),
            None if gives.money is None else lookup(gives.money),
            {wallet: whole(price) for wallet, price in reward.price.items()},
            reward.combine,
            frozenset(reward.not_with),
            None if gives.units is None else lookup(gives.units),
        )


def _discount(name: str, discount: Discount) -> DiscountRule:
    kind = next(kind for kind in ("percent", "amount", "price") if getattr(discount, kind) is not None)
    value = getattr(discount, kind)
    units = None if discount.units is None else discount.units // 100
    if discount.of != "lines" and units is None:
        units = 1
    return DiscountRule(
        kind,
        lookup(value, given("discount", name)),
        discount.of,
        units,
        None if discount.price_up_to is None else lookup(discount.price_up_to),
        None if discount.most is None else lookup(discount.most),
        by_line(value),
    )


def _words(value: Any) -> list[str]:
    return [str(leaf) for leaf in leaves_of(value)]


def walk(value: Any) -> Iterator[Any]:
    """Every value of a document, however deep."""
    yield value
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from walk(getattr(value, name))
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from walk(getattr(value, each.name))
    elif isinstance(value, dict):
        for inner in value.values():
            yield from walk(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from walk(inner)


class Timeline:
    """The revisions of a chain in the order in which they take over, each with its first moment."""

    def __init__(self, revisions: list[tuple[datetime, Programme]]) -> None:
        self._starts = [start for start, _ in revisions]
        self._programmes = [programme for _, programme in revisions]
        waiting.carry(self._programmes)
        self._first_days = [date.min, *(_first_day(start) for start in self._starts[1:])]

    def at(self, moment: datetime) -> Programme:
        """The revision that rules at that moment; before the first one, the first (which is then not in force)."""
        if len(self._programmes) == 1:
            return self._programmes[0]
        return self._programmes[max(0, bisect_right(self._starts, moment) - 1)]

    def on(self, day: date) -> Programme:
        """The revision that rules at 00:00 of that day."""
        if len(self._programmes) == 1:
            return self._programmes[0]
        return self.at(datetime(day.year, day.month, day.day))

    def certifying(self, moment: datetime) -> Programme:
        """The revision that rules at that moment or, where it knows no certificates, the last before it that did: those
        that are out go on by its terms.
        """
        present = self.at(moment)
        if present.certificates is not None:
            return present
        earlier = reversed(self._programmes[: bisect_right(self._starts, moment)])
        return next((programme for programme in earlier if programme.certificates is not None), present)

    def from_day(self, day: date) -> Iterator[tuple[Programme, date, date]]:
        """The revisions that rule on that day and later, each with the first of those days and the first after them."""
        for programme, first, end in zip(self._programmes, self._first_days, [*self._first_days[1:], FAR], strict=True):
            if (first := max(first, day)) < end:
                yield programme, first, end

    def named(self, revision: str) -> Programme:
        """The revision of that name."""
        return next(programme for programme in self._programmes if programme.revision == revision)

    def known_under(self, revision: str, moment: datetime) -> Timeline:
        """As it was for whoever was at work under that revision at that moment while others took over already."""
        if self.at(moment).revision == revision:
            return self
        place = next(place for place, one in enumerate(self._programmes) if one.revision == revision)
        pairs = enumerate(zip(self._starts, self._programmes, strict=True))
        return Timeline([pair for each, pair in pairs if each <= place or pair[0] > moment])

    def followed_by(self, moment: datetime, programme: Programme) -> Timeline:
        """This timeline with another revision in force from `moment` on."""
        kept = [(start, old) for start, old in zip(self._starts, self._programmes, strict=True) if start < moment]
        return Timeline([*kept, (moment, programme)])


def _first_day(start: datetime) -> date:
    """The first day of which it is in force at 00:00."""
    return start.date() if start.time() == time.min else start.date() + ONE_DAY


def timeline_of(programmes: list[Programme]) -> Timeline:
    """Revisions by their own `in_force`; one without a first day rules from the beginning."""
    starts = [(programme.document.in_force.from_ or date.min, programme) for programme in programmes]
    starts.sort(key=lambda start: start[0])
    return Timeline([(datetime(day.year, day.month, day.day), programme) for day, programme in starts])


def _level(name: str, rank: int, level: schema.Level, set_by_rule: bool, cards: bool) -> LevelRule:
    from_ = frozenset(level.from_) if isinstance(level.from_, tuple) else level.from_
    counters = frozenset(_counters_in(level.enter))
    enter = compiled(level.enter)
    until = level.until
    by_rule = level.by_rule or (set_by_rule and "enter" not in level.model_fields_set)
    return LevelRule(
        name,
        rank,
        from_,
        enter,
        level.begins,
        level.lasts,
        compiled(level.keep),
        level.else_,
        counters,
        level.ladder,
        by_rule,
        level.renews,
        until.on if until else None,
        compiled(until.when) if until and until.when else None,
        cards and isinstance(level.lasts, End) and level.lasts.kind == "card",
    )


def _counters_in(condition: Condition) -> Iterable[str]:
    return [*(condition.counter or ()), *(name for part in condition.parts() for name in _counters_in(part))]


def _lead(condition: Condition) -> int:
    """How many days before the birthday the earliest of the condition's windows opens."""
    window = condition.birthday
    own = 0 if window is None else 6 if window.within == "week" else window.before
    return max([own, *(_lead(part) for part in condition.parts())])
