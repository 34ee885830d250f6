"""Errors that only the whole document shows: names that nothing bears, settings that can not act where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from webapp.engine.document.conditions import LINE_WORDS, WORDS, Condition
from webapp.engine.document.reader import Path
from webapp.engine.document.schema import Earning, ProgrammeDocument, Rule
from webapp.engine.document.values import ELSE, SALE, WEEKDAYS, Table

Finding = tuple[Path, str, dict[str, Any]]
"""(the place as the schema names it, the code, the words of its sentence)"""

STATES = ("awaiting_questionnaire", "awaiting_activation", "active", "suspended", "closed")
RESERVED = {
    "levels": frozenset({"none", "matching", "always", "any", "table", ELSE}),
    "counters": frozenset({"any", "all", "not", "counter"}),
}
SALE_KEYS = ("level", "group", "item", "tag", "channel", "salon_category", "weekday")
PRICE_KEYS = ("grade", "salon_category")
LEVEL_KEYS = ("level",)


def errors(document: ProgrammeDocument) -> Iterator[Finding]:
    """Everything that cannot be, in no order."""
    yield from _names(document)
    yield from _levels(document)
    for name, rule in document.rules.items():
        yield from _rule(document, rule, ("rules", name))
    yield from _conditions(document)
    yield from _money(document)
    yield from _cards(document)
    yield from _rewards(document)


def conditions_of(document: ProgrammeDocument) -> Iterator[tuple[Path, Condition, str]]:
    """Every condition, its place and what it is looked at with: `lines` of a sale, a `receipt`, or a `member` alone."""
    for name, level in document.levels.items():
        yield ("levels", name, "enter"), level.enter, "member"
        if level.keep:
            yield ("levels", name, "keep"), level.keep, "member"
    for name, counter in document.counters.items():
        if counter.if_:
            yield ("counters", name, "if"), counter.if_, "lines"
    for name, rule in document.rules.items():
        if rule.if_:
            yield ("rules", name, "if"), rule.if_, _seen_by(rule)
    if document.spending and document.spending.on:
        yield ("spending", "on"), document.spending.on, "lines"
    if document.spending and document.spending.if_:
        yield ("spending", "if"), document.spending.if_, "receipt"
    for name, campaign in document.campaigns.items():
        if campaign.pays_for:
            yield ("campaigns", name, "pays_for"), campaign.pays_for, "lines"


def within(condition: Condition, loc: Path) -> Iterator[tuple[Path, Condition]]:
    """The condition and all that it is composed of, each with its place."""
    yield loc, condition
    for word in ("any", "all"):
        for place, part in enumerate(getattr(condition, word) or ()):
            yield from within(part, (*loc, word, place))
    if condition.not_:
        yield from within(condition.not_, (*loc, "not"))


def _seen_by(rule: Rule) -> str:
    if rule.on.kind == "sale":
        return "lines" if rule.then.earn or rule.then.discount else "receipt"
    return "receipt" if rule.on.kind == "friend" else "member"


def _names(document: ProgrammeDocument) -> Iterator[Finding]:
    for section, reserved in RESERVED.items():
        for name in getattr(document, section):
            if name in reserved:
                yield (section, name), "reserved_name", {"found": name}


def _levels(document: ProgrammeDocument) -> Iterator[Finding]:
    for name, level in document.levels.items():
        loc: Path = ("levels", name)
        yield from _unknown(level.from_ or (), document.levels, "unknown_level", (*loc, "from"))
        if level.else_ not in ("none", "matching"):
            yield from _unknown([level.else_], document.levels, "unknown_level", (*loc, "else"), listed=False)
        if document.cards is None and level.begins == "card_issue":
            yield (*loc, "begins"), "no_cards", {}
        if document.cards is None and level.lasts and level.lasts.kind == "card":
            yield (*loc, "lasts"), "no_cards", {}


def _rule(document: ProgrammeDocument, rule: Rule, loc: Path) -> Iterator[Finding]:
    then, on_sale = rule.then, rule.on.kind == "sale"
    for effect, triggers in _ACTS_ON.items():
        if getattr(then, effect) is not None and rule.on.kind not in triggers:
            acting = [other for other, kinds in _ACTS_ON.items() if rule.on.kind in kinds]
            yield (*loc, "then", effect), "not_on_this", {"found": effect, "accepted": acting}
    if rule.on.kind in ("birthday", "friend") and then.earn is None:
        yield (*loc, "then"), "needs_earning", {}
    if rule.on.kind == "request" and then.give is None:
        yield (*loc, "then"), "needs_gift", {}
    if rule.once and rule.on.kind not in ("birthday", "request"):
        yield (*loc, "once"), "once_not_here", {}
    if then.earn and rule.on.kind != "request":
        yield from _earning(document, then.earn, on_sale, (*loc, "then", "earn"))
    if then.discount and on_sale:
        yield from _table(document, then.discount.percent, SALE_KEYS, (*loc, "then", "discount", "percent"))
    if then.give is not None:
        yield from _gift(document, then.give, (*loc, "then", "give"))


_ACTS_ON = {
    "discount": ("sale",),
    "earn": ("sale", "birthday", "friend"),
    "refuse": ("sale",),
    "give": ("request",),
}


def _earning(document: ProgrammeDocument, earn: Earning, on_sale: bool, loc: Path) -> Iterator[Finding]:
    yield from _wallet(document, earn.wallet, loc)
    if on_sale:
        yield from _table(document, earn.give, SALE_KEYS, (*loc, "give"))
        return
    fixed = earn.give is not None and not isinstance(earn.give, Table) and not earn.give.percent
    if not fixed or earn.of != "line" or earn.scaled or earn.adds:
        yield loc, "fixed_number", {}


def _gift(document: ProgrammeDocument, give: tuple[str, ...] | Table, loc: Path) -> Iterator[Finding]:
    yield from _table(document, give, LEVEL_KEYS, loc)
    cells = give.leaves() if isinstance(give, Table) else [((), give)]
    for path, names in cells:
        yield from _unknown(names, document.rewards, "unknown_reward", (*loc, *path))


def _conditions(document: ProgrammeDocument) -> Iterator[Finding]:
    for loc, condition, seen in conditions_of(document):
        threshold = loc[0] == "levels"
        for place, part in within(condition, loc):
            yield from _words(document, part, place, threshold)
            if seen != "lines":
                for word in LINE_WORDS & part.words().keys():
                    yield (*place, word), "line_word", {"found": word}


def _words(document: ProgrammeDocument, condition: Condition, loc: Path, threshold: bool) -> Iterator[Finding]:
    yield from _unknown(condition.level or (), document.levels, "unknown_level", (*loc, "level"))
    for place, state in enumerate(condition.state or ()):
        if state not in STATES:
            yield (*loc, "state", place), "one_of", {"found": state, "accepted": list(STATES)}
    for name in condition.counter or ():
        if name not in document.counters:
            code = "unknown_threshold" if threshold else "unknown_counter"
            words = {"found": name, "accepted": document.counters}
            yield (*loc, "counter", name), code, threshold_words(document.counters, name) if threshold else words


def threshold_words(counters: Iterable[str], name: str) -> dict[str, Any]:
    """What may stand as a word of a threshold, beside a name that may not."""
    return {"found": name, "accepted": sorted({*counters, *WORDS}), "counters": list(counters)}


def _money(document: ProgrammeDocument) -> Iterator[Finding]:
    """Wallets that there are, and one of them on receipts, since a receipt makes one lot."""
    main = next(iter(document.wallets), None)
    earning = [
        (name, rule.then.earn.wallet or main)
        for name, rule in document.rules.items()
        if rule.then.earn and rule.on == SALE
    ]
    used = earning[0][1] if earning else None
    for name, wallet in earning[1:]:
        if wallet != used:
            yield ("rules", name, "then", "earn", "wallet"), "one_wallet", {"found": wallet, "accepted": [used]}
    if document.spending:
        yield from _wallet(document, document.spending.wallet, ("spending",))
        if used and (document.spending.wallet or main) != used:
            found = document.spending.wallet or main
            yield ("spending", "wallet"), "one_wallet", {"found": found, "accepted": [used]}
    for name, campaign in document.campaigns.items():
        yield from _wallet(document, campaign.wallet, ("campaigns", name))


def _wallet(document: ProgrammeDocument, name: str | None, loc: Path) -> Iterator[Finding]:
    if not document.wallets:
        yield loc, "no_wallet", {}
    elif name is not None:
        yield from _unknown([name], document.wallets, "unknown_wallet", (*loc, "wallet"), listed=False)


def _cards(document: ProgrammeDocument) -> Iterator[Finding]:
    cards = document.cards
    if cards and cards.further is not None:
        yield from _table(document, cards.further, LEVEL_KEYS, ("cards", "further"))
    if cards and cards.renewal:
        loc: Path = ("cards", "renewal")
        yield from _unknown(
            [cards.renewal.counter], document.counters, "unknown_counter", (*loc, "counter"), listed=False
        )
        yield from _table(document, cards.renewal.needs, LEVEL_KEYS, (*loc, "needs"))


def _rewards(document: ProgrammeDocument) -> Iterator[Finding]:
    for name, reward in document.rewards.items():
        loc: Path = ("rewards", name)
        if document.certificates is None:
            yield (*loc, "gives"), "no_certificates", {}
        if len(reward.price) > 1:
            yield (*loc, "price"), "one_price", {"accepted": list(reward.price)}
        for wallet, price in reward.price.items():
            if wallet not in document.wallets:
                words = {"found": wallet, "accepted": document.wallets}
                yield (*loc, "price", wallet), "unknown_wallet", words
            yield from _table(document, price, PRICE_KEYS, (*loc, "price", wallet))
    if document.certificates:
        yield from _unknown(
            document.certificates.anywhere_for, document.levels, "unknown_level", ("certificates", "anywhere_for")
        )


def _table(document: ProgrammeDocument, value: Any, keys: tuple[str, ...], loc: Path) -> Iterator[Finding]:
    """A table by keys that are known where it stands, with cells for levels and days that there are."""
    if not isinstance(value, Table):
        return
    if set(value.keys) - set(keys):
        yield (*loc, "table"), "table_keys", {"accepted": list(keys)}
        return
    known = {"level": ("unknown_level", document.levels), "weekday": ("one_of", WEEKDAYS)}
    cells = [cell for cell, _ in value.leaves()]
    for path in dict.fromkeys(cell[: depth + 1] for cell in cells for depth in range(len(cell))):
        code, accepted = known.get(value.keys[len(path) - 1], ("", []))
        if code and path[-1] != ELSE and path[-1] not in accepted:
            yield (*loc, *path), code, {"found": path[-1], "accepted": accepted}


def _unknown(names: Any, known: Any, code: str, loc: Path, listed: bool = True) -> Iterator[Finding]:
    """The names that nothing bears; `listed` tells that they stand in a list."""
    for place, name in enumerate(names):
        if name not in known:
            yield (*loc, place) if listed else loc, code, {"found": name, "accepted": known}
