"""The mechanics of other chains' programmes, each with what tells that a programme really uses it: a question to its
parsed document, and to its journals where it is a word of journals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from webapp.engine.calendar import Duration
from webapp.engine.document.amounts import Steps, Table, Told, leaves_of, parts_of
from webapp.engine.document.conditions import Condition
from webapp.engine.document.ends import End, Row, ends_in
from webapp.engine.document.kinds import Counting
from webapp.engine.document.schema import Counter, Level, ProgrammeDocument, Reward, Rule, Spending, Wallet
from webapp.engine.effects.discount import Discount
from webapp.engine.effects.earn import Earning
from webapp.engine.folder import open_programme
from webapp.engine.journal import Step, open_journal
from webapp.engine.programme import walk

Word = tuple[bool, str, Any]
"""Whether it must hold or must not, a word of a condition, its value."""
BOOKINGS = ("booked", "booked_online")
MISSED = ("missed", "no_show", "cancelled")
DEPOSITS = ("deposit", "top_up")
FEES = ("fee", "club_fee", "contract", "renewed")
PROFILES = ("profile", "app", "card_linked")
DEEDS = ("review", "shared", "punctual", "arrived")
BESIDE_THE_PRICE = frozenset({"tip", "tips", "tax", "delivery", "fee"})
STAFF = frozenset({"employee", "staff", "family_of_staff"})


def said(condition: Condition | None, holds: bool = True) -> Iterator[Word]:
    """Every word of a condition, however it is composed."""
    if condition is None:
        return
    for name, value in condition.words().items():
        yield holds, name.rstrip("_"), value
    for part in (*(condition.any or ()), *(condition.all or ())):
        yield from said(part, holds)
    if condition.not_ is not None:
        yield from said(condition.not_, not holds)


class Shown:
    """One programme: its document, its parts by kind, and the events of its journals."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.steps: list[Step] = [
            step for path in sorted((home / "journals").glob("*.yaml")) for step in open_journal(path).steps
        ]
        at = self.steps[0].at
        self.document: ProgrammeDocument = open_programme(home).timeline.at(at).document

    @cached_property
    def values(self) -> list[Any]:
        return list(walk(self.document))

    def all(self, kind: type) -> list[Any]:
        return [each for each in self.values if isinstance(each, kind)]

    @property
    def rules(self) -> list[Rule]:
        return list(self.document.rules.values())

    @property
    def rewards(self) -> list[Reward]:
        return list(self.document.rewards.values())

    @property
    def levels(self) -> list[Level]:
        return list(self.document.levels.values())

    @property
    def wallets(self) -> list[Wallet]:
        return list(self.document.wallets.values())

    @property
    def ways(self) -> list[Spending]:
        return list(self.document.spending.values())

    @cached_property
    def earnings(self) -> list[Earning]:
        return [rule.then.earn for rule in self.rules if rule.then.earn]

    @cached_property
    def discounts(self) -> list[Discount]:
        return [rule.then.discount for rule in self.rules if rule.then.discount]

    def does(self, effect: str, kind: str = "", *names: str) -> list[Rule]:
        """Rules with the effect, on a trigger of the kind and of one of the names."""
        return [
            rule
            for rule in self.rules
            if rule.then.of(effect) is not None and kind in ("", rule.on.kind) and (not names or rule.on.name in names)
        ]

    @cached_property
    def giving(self) -> list[Rule]:
        """Rules that bring the member something."""
        return [rule for rule in self.rules if rule.then.earn or rule.then.discount or rule.then.of("give")]

    @cached_property
    def at_use(self) -> list[Word]:
        """The words of conditions under which wallets and rewards may be used, or may not."""
        found = [word for each in self.rewards for part in (each.if_, each.on) for word in said(part)]
        found += [word for way in self.ways for part in (way.if_, way.on) for word in said(part)]
        barring = [rule for rule in self.rules if rule.then.refuse and rule.then.refuse.spending]
        return found + [word for rule in barring for word in said(rule.if_, holds=False)]

    def kept_from_earning(self, word: str) -> list[Any]:
        """What of that word earns nothing: what earning rules leave out, what rules refuse earning for."""
        earning = [rule for rule in self.rules if rule.then.earn]
        found = [value for rule in earning for holds, name, value in said(rule.if_) if name == word and not holds]
        barring = [rule for rule in self.rules if rule.then.refuse and rule.then.refuse.earning]
        return found + [value for rule in barring for holds, name, value in said(rule.if_) if name == word and holds]

    def ends(self, kind: str) -> list[End]:
        """Ends of lots."""
        told = [wallet.expires for wallet in self.wallets] + [earn.expires for earn in self.earnings]
        return [end for value in told for end in ends_in(value) if end.kind == kind]

    def of_levels(self, kind: str) -> list[End]:
        return [end for level in self.levels for end in ends_in(level.lasts) if end.kind == kind]

    def entered_by(self, fits: Callable[[Counter], bool]) -> bool:
        """Whether a level is entered by a counter that fits."""
        named = [value for level in self.levels for _, name, value in said(level.enter) if name == "counter"]
        return any(fits(self.document.counters[name]) for counters in named for name in counters)

    def crossed_by(self, effect: str, fits: Callable[[Counter], bool]) -> bool:
        """Whether the effect follows from a threshold of a counter that fits."""
        return any(fits(self.document.counters[rule.on.name]) for rule in self.does(effect, "counter"))

    def did(self, verb: str, **fields: Any) -> list[Step]:
        """Events of the journals, by their fields; None for a field that must be told at all."""
        return [
            step
            for step in self.steps
            if step.verb == verb
            and all(
                getattr(step.event, name, None) not in (None, [], {})
                and (value is None or getattr(step.event, name) == value)
                for name, value in fields.items()
            )
        ]

    def came(self, field: str) -> list[Any]:
        """What the journals expect of a field of results, where it is something."""
        found = [(step.expect or {}).get(field) for step in self.steps]
        return [value for value in found if value not in (None, 0, "0", [], {})]

    def lines(self, field: str) -> list[Any]:
        """A field of the lines that journals sell, where it is told."""
        sold = [line for step in self.steps for line in getattr(step.event, "lines", None) or ()]
        return [value for line in sold if (value := getattr(line, field, None)) not in (None, [])]


def words(rules: list[Rule], *names: str) -> list[Any]:
    """The values of those words in the rules' conditions, where they must hold."""
    return [value for rule in rules for holds, name, value in said(rule.if_) if holds and name in names]


def told_by(value: Any, of: str) -> list[Steps]:
    """Steps of an amount by a receipt, people, an event."""
    return [part for _, part in parts_of(value) if isinstance(part, Steps) and part.of == of]


def table_by(value: Any, *keys: str) -> list[Table]:
    return [part for _, part in parts_of(value) if isinstance(part, Table) and set(keys) & set(part.keys)]


def counts(kind: str) -> Callable[[Counter], bool]:
    return lambda counter: getattr(counter.count, "kind", counter.count) == kind


def is_percent(value: Any) -> bool:
    return any(getattr(leaf, "percent", False) for leaf in leaves_of(value))


def average_of(shown: Shown, value: Any) -> bool:
    told = [leaf.name for leaf in leaves_of(value) if isinstance(leaf, Told) and leaf.kind == "counter"]
    return any(counts("average")(shown.document.counters[name]) for name in told)


def minimum(shown: Shown) -> bool:
    """Counting or earning only from a total or a price on."""
    asked = [counter.if_ for counter in shown.document.counters.values()]
    asked += [rule.if_ for rule in shown.rules if rule.then.earn and rule.on.kind == "sale"]
    totals = [value for part in asked for holds, name, value in said(part) if holds and name in ("receipt", "price")]
    return any((getattr(value, "total", value)).at_least is not None for value in totals)


def prices(shown: Shown) -> list[tuple[str, Any]]:
    """Plain prices of rewards, each with its wallet."""
    return [
        (wallet, leaf.value)
        for reward in shown.rewards
        for wallet, price in reward.price.items()
        for leaf in leaves_of(price)
        if hasattr(leaf, "value")
    ]


def chosen_step(shown: Shown) -> bool:
    """The same units buy now or go on to something dearer."""
    found = dict.fromkeys(prices(shown))
    wallets = [wallet for wallet, _ in found]
    several = any(wallets.count(wallet) > 1 for wallet in wallets)
    asked = shown.did("redeem") or shown.did("purchase", rewards=None) or shown.lines("reward")
    return (several and bool(asked)) or any(reward.gives.choice for reward in shown.rewards)


def uneven_blocks(shown: Shown) -> bool:
    """A larger block is worth more for each unit."""
    plain = [[(units, leaves_of(worth)[0].value) for units, worth in way.blocks] for way in shown.ways if way.blocks]
    return any(len({worth / units for units, worth in blocks}) > 1 for blocks in plain)


def own_value(shown: Shown) -> bool:
    gifts = [rule.then.of("give").value for rule in shown.rules if rule.then.of("give")]
    money = [value for reward in shown.rewards for value in (reward.gives.money, reward.gives.discount)]
    return any(average_of(shown, value) for value in [*gifts, *money])


def two_windows(shown: Shown) -> bool:
    """What is earned within some dates is used within others."""
    earned = words([rule for rule in shown.rules if rule.then.earn or rule.then.of("give")], "dates", "months")
    used = [value for _, name, value in shown.at_use if name in ("dates", "months")]
    return bool(earned) and (bool(used) or bool(shown.ends("date")))


def once_a_period(shown: Shown) -> bool:
    periods = {"day", "week", "month", "quarter", "year"}
    by_rule = any(rule.once and rule.once.per in periods for rule in shown.giving)
    return by_rule or any(periods & reward.per.keys() for reward in shown.rewards)


def prepaid_discount(shown: Shown) -> bool:
    """Money put by brings bonuses on top, or a discount while it pays."""
    money = {name for name, wallet in shown.document.wallets.items() if wallet.unit == "money"}
    on_top = any(
        rule.then.earn and rule.then.earn.wallet not in money for rule in shown.does("earn", "event", *DEPOSITS)
    )
    discounting = [rule for rule in shown.rules if rule.then.discount]
    return bool(money) and (on_top or bool(words(discounting, "spends", "wallet")))


def several_down(shown: Shown) -> bool:
    """What follows is judged anew, with more than one level to fall through."""
    ladders = [level.ladder for level in shown.levels]
    return any(level.else_ == "matching" and ladders.count(level.ladder) > 1 for level in shown.levels)


def event_of(counter: Counter, *names: str) -> bool:
    return isinstance(counter.count, Counting) and counter.count.kind == "event" and counter.count.name in names


MECHANICS: dict[str, Callable[[Shown], Any]] = {
    # Beyond the presets.
    "reward is a % off one item or visit": lambda s: any(is_percent(each.gives.discount) for each in s.rewards),
    "only per whole step of money": lambda s: (
        any(earn.per_full for earn in s.earnings) or any(counts("give")(each) for each in s.all(Counter))
    ),
    "said never to end": lambda s: s.ends("never"),
    "whole balance ends after months without activity": lambda s: s.ends("idle"),
    "one stamp per visit": lambda s: any(
        counter.count == "visits" and counter.resets for counter in s.document.counters.values()
    ),
    "a visit or receipt must reach a minimum": minimum,
    "only in fixed multiples or blocks": lambda s: any(way.step or way.blocks for way in s.ways),
    "bonus for booking the next visit": lambda s: s.does("earn", "event", *BOOKINGS),
    "maximum per redemption": lambda s: any(way.most for way in s.ways),
    "minimum balance to redeem": lambda s: any(way.from_ for way in s.ways),
    "perk limited per period": once_a_period,
    "special for the first visit": lambda s: words(s.giving, "first"),
    "tips, tax and fees outside the base": lambda s: any(
        BESIDE_THE_PRICE & set(value) for word in ("group", "tag") for value in s.kept_from_earning(word)
    ),
    "a receipt that spends earns nothing": lambda s: s.kept_from_earning("spends"),
    "bonus for joining, profile, app": lambda s: [
        rule
        for rule in s.does("earn") + s.does("give")
        if rule.on.kind in ("enrolled", "questionnaire", "activated", "joined")
        or (rule.on.kind == "event" and rule.on.name in PROFILES)
    ],
    "by calendar year, valid into the next": lambda s: (
        s.entered_by(lambda counter: counter.over == "calendar_year")
        and any(end.period == "year" and end.span for end in s.of_levels("end_of"))
    ),
    "paid by gift card earns nothing": lambda s: (
        (s.document.prepaid or s.kept_from_earning("tender") or any(earn.paid_by for earn in s.earnings))
        and any("gift_card" in getattr(step.event, "tenders", ()) for step in s.did("purchase"))
    ),
    "return or complaint takes back": lambda s: s.does("undo") or s.came("bonuses_taken"),
    "friend rewarded too, or referral with conditions": lambda s: [
        rule
        for rule in s.does("earn", "friend")
        if rule.then.earn and (rule.then.earn.to != "member" or (rule.on.name == "first_sale" and rule.if_))
    ],
    "birthday as % off or multiplied rate": lambda s: words(
        [rule for rule in s.giving if rule.then.discount or (rule.then.earn and rule.then.earn.times)], "birthday"
    ),
    "points turn into a voucher by themselves": lambda s: [
        rule for rule in s.does("convert") if rule.on.kind in ("wallet", "end_of", "date", "every")
    ],
    "penalty for a missed visit or late cancelling": lambda s: s.does("take", "event", *MISSED),
    "better of reward and running promotion": lambda s: (
        any(reward.gives.kind in ("discount", "money") and not reward.combine for reward in s.rewards)
        and s.lines("offer")
        and (s.lines("reward") or s.did("purchase", rewards=None))
    ),
    "bonus withdrawn when the booking is moved": lambda s: any(
        rule.then.earn.undone_by for rule in s.does("earn", "event", *BOOKINGS) if rule.then.earn
    ),
    "by size of prepayment": lambda s: (
        s.entered_by(lambda counter: event_of(counter, *DEPOSITS) and counter.count.of == "amount")  # type: ignore[union-attr]
        or any(told_by(rule.then.of("level").to, "event") for rule in s.does("level", "event") if rule.then.of("level"))
    ),
    "member chooses between kinds of benefit": lambda s: (
        s.document.choices
        and (any(key.startswith("choice.") for table in s.all(Table) for key in table.keys) or words(s.rules, "choice"))
    ),
    "must cover the whole price": lambda s: any(way.cover != "part" for way in s.ways),
    "one reward per visit": lambda s: any(1 in (each.per.get("receipt"), each.per.get("visit")) for each in s.rewards),
    "prepaid wallet that gives a discount": prepaid_discount,
    "rest kept or lost at conversion": lambda s: s.does("convert") or any(each.rest == "lost" for each in s.rewards),
    "rule change by date": lambda s: s.did("publish"),
    "bonus for booking online": lambda s: (
        s.does("earn", "event", "booked_online")
        or any("channel" in dict(value) for value in words(s.does("earn", "event", *BOOKINGS), "event"))
    ),
    "needs a companion purchase or minimum check": lambda s: (
        [value for holds, name, value in s.at_use if holds and name in ("with", "receipt")]
        or words([rule for rule in s.rules if rule.then.discount], "with")
    ),
    "paid joining or yearly fee": lambda s: s.does("level", "event", *FEES),
    "price promise tied to booking": lambda s: words(
        [rule for rule in s.rules if rule.then.discount and rule.then.discount.price], "booked"
    ),
    "recurring fee banked as credit": lambda s: s.does("earn", "every"),
    "higher step is better value, sums taken apart into blocks": uneven_blocks,
    "only for what one has not had": lambda s: [
        each for each in s.all(Condition) if each.had or (each.first and each.first.sale_of)
    ],
    "cap differs by category": lambda s: (
        any(table_by(value, "group", "item", "tag") for way in s.ways for value in (way.share, way.most))
        or any(table_by(earn.cap.most, "group", "item", "tag") for earn in s.earnings if earn.cap)
    ),
    "closed months or seasons": lambda s: [
        value for holds, name, value in s.at_use if not holds and name in ("months", "dates")
    ],
    "course price with refund at list price": lambda s: (
        s.document.returns.kept_units_at == "list" and words(s.rules, "quantity") and s.did("return")
    ),
    "lost after days without a visit": lambda s: (
        any(level.until and level.until.on and level.until.on.kind == "idle" for level in s.levels)
        or s.of_levels("idle")
    ),
    "minimum term, pause": lambda s: s.document.enrolment.minimum_term and s.did("leave"),
    "weekday and hours of use": lambda s: [value for _, name, value in s.at_use if name in ("weekday", "hours")],
    "bonus for a review or a deed, limited": lambda s: [rule for rule in s.does("earn", "event", *DEEDS) if rule.once],
    "by number of visits": lambda s: s.entered_by(lambda counter: counter.count == "visits"),
    "a point is worth more at a higher level": lambda s: any(table_by(each.worth, "level") for each in s.wallets),
    "by number of paid renewals": lambda s: (
        s.crossed_by("level", lambda counter: event_of(counter, *FEES))
        or s.entered_by(lambda counter: event_of(counter, *FEES))
    ),
    "change of variant converts balances": lambda s: [
        rule for rule in s.does("convert") if rule.on.kind in ("event", "request", "level")
    ],
    "end on the month grid": lambda s: any(end.period == "month" and end.span for end in s.ends("end_of")),
    "extra bonus for a category's total in one check": lambda s: any(
        value.if_ is not None for value in words(s.does("earn", "sale"), "receipt")
    ),
    "family changes the rate": lambda s: any(told_by(earn.give, "people") for earn in s.earnings),
    "grace or forfeit on leaving": lambda s: s.document.enrolment.leaving and s.did("leave"),
    "may fall several levels at once": several_down,
    "points held at booking": lambda s: any(each.taken == "at_booking" for each in s.rewards) and s.came("held"),
    "rate by a fact on the member, age": lambda s: words(s.giving, "age", "segment"),
    "rate by way of payment, split in proportion": lambda s: (
        any(table_by(earn.give, "tender") or earn.paid_by for earn in s.earnings)
        and any(len(getattr(step.event, "tenders", ())) > 1 for step in s.did("purchase"))
    ),
    "reward worth from one's own history": own_value,
    "use now or keep collecting": chosen_step,
    "bonus by the size of a top-up": lambda s: any(
        told_by(rule.then.earn.give, "event") for rule in s.does("earn", "event", *DEPOSITS) if rule.then.earn
    ),
    "commission of friends' purchases": lambda s: s.does("earn", "friend", "sale"),
    "leaderboard prize": lambda s: [
        rule for name in s.document.rankings for rule in s.giving if rule.on.kind == "event" and rule.on.name == name
    ],
    "rate by the size of this check": lambda s: any(told_by(earn.give, "receipt") for earn in s.earnings),
    # In the presets only in part.
    "not together with other offers": lambda s: any(
        part.not_with for parts in (s.rules, s.rewards, s.ways) for part in parts
    ),
    "each lot ends months after earning": lambda s: any(end.span and end.span.months for end in s.ends("after")),
    "different life for kinds of bonuses": lambda s: any(earn.expires is not None for earn in s.earnings),
    "cap on what is earned": lambda s: any(earn.cap or earn.most for earn in s.earnings),
    "unusable on the same day or visit": lambda s: any(
        each is not None and each.kind in ("next_day", "next_visit", "after")
        for each in [wallet.available for wallet in s.wallets] + [earn.available for earn in s.earnings]
    ),
    "guests, gifts of points": lambda s: (
        (s.document.people.guests and s.did("purchase", guest=None))
        or (any(wallet.transfer != "no" for wallet in s.wallets) and s.did("transfer"))
    ),
    "entry by visits in a window, months in a row": lambda s: s.entered_by(
        lambda counter: (counter.count == "visits" and isinstance(counter.over, Duration)) or counts("periods")(counter)
    ),
    "pending until a release": lambda s: (
        any(earn.released_by for earn in s.earnings) or any(each.available.kind == "event" for each in s.wallets)
    ),
    "several wallets": lambda s: len(s.wallets) > 1,
    "weekday or promotion-period rate": lambda s: words(s.does("earn", "sale"), "weekday", "dates", "hours", "months"),
    "campaign: earning and using windows differ": two_windows,
    "employees excluded": lambda s: any(STAFF & set(value) for value in s.kept_from_earning("attribute")),
    "points per minutes": lambda s: (
        any(earn.base == "minutes" for earn in s.earnings) or any(counts("minutes")(each) for each in s.all(Counter))
    ),
    # Further words of the language.
    "stacking in order": lambda s: any(group.take == "chain" for group in s.document.combine.values()),
    "several ladders of levels": lambda s: len({level.ladder for level in s.levels}) > 1,
    "level in the very sale": lambda s: any(level.begins == "same_sale" for level in s.levels),
    "a level renewed when met": lambda s: any(level.renews == "when_met" for level in s.levels),
    "attributes set for a time": lambda s: any(
        rule.then.of("set").span for rule in s.does("set") if rule.then.of("set")
    ),
    "expiry stands still": lambda s: any(wallet.while_ for wallet in s.wallets),
    "people added by a rule": lambda s: s.does("add_person"),
    "gifts kept apart": lambda s: any(wallet.transfer == "apart" for wallet in s.wallets) and s.did("transfer"),
    "brought over from elsewhere": lambda s: s.did("opening"),
    "so much for so many units, by level": lambda s: any(
        each.per is not None and table_by(each.worth, "level") for each in s.wallets
    ),
    "paid by unit at another worth": lambda s: any(way.per == "unit" for way in s.ways),
    "a counter begun anew by time": lambda s: any(
        each.resets and each.resets.on.of_time for each in s.document.counters.values()
    ),
    "a card that runs out after its first stamp": lambda s: any(
        isinstance(each.over, Row) and each.over.kind == "lasts" for each in s.document.counters.values()
    ),
    "bonuses that end with a counter": lambda s: any(
        end.kind == "card" or (end.kind == "with" and end.name != "level") for end in [*s.ends("with"), *s.ends("card")]
    ),
    "blocks worth more on a level": lambda s: any(
        table_by(worth, "level") for way in s.ways for _, worth in way.blocks or ()
    ),
    "where from depends on a choice": lambda s: any(isinstance(level.from_, Table) for level in s.levels),
    "every so many friends": lambda s: any(
        rule.on.how == "every" and event_of(s.document.counters[rule.on.name], "brought")
        for rule in s.does("earn", "counter")
    ),
    "points together, levels apart": lambda s: (
        "levels" not in (s.document.people.share or ["levels"]) and s.did("join_account")
    ),
    "a reward for its holder alone": lambda s: any(each.transferable is False for each in s.rewards),
    "one reward for each unit": lambda s: any("unit" in each.per for each in s.rewards),
}
