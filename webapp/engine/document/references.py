"""Errors that only the whole document shows: names that nothing bears, settings that can not act where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

from pydantic import BaseModel

from webapp.engine.document.amounts import ELSE, Steps, Table, Told, parts_of
from webapp.engine.document.benefits import benefits
from webapp.engine.document.conditions import LINE_WORDS, WORDS, Condition
from webapp.engine.document.endless import endless
from webapp.engine.document.ends import Available, End, Row
from webapp.engine.document.kinds import Counting
from webapp.engine.document.known import Finding, unknown, unknown_wallet
from webapp.engine.document.rankings import SUMMED
from webapp.engine.document.reader import Path
from webapp.engine.document.schema import ProgrammeDocument, Rule
from webapp.engine.document.triggers import Trigger
from webapp.engine.document.values import WEEKDAYS
from webapp.engine.effects.earn import Earning

STATES = ("awaiting_questionnaire", "awaiting_activation", "active", "suspended", "leaving", "closed")
RESERVED = {
    "levels": frozenset({"none", "matching", "always", "any", "table", ELSE}),
    "counters": frozenset({"any", "all", "not", "counter"}),
}
CARD = "card"
"""The end of a member's card, where no counter is called so: a card of stamps is one."""
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
    yield from _rankings(document)
    yield from endless(document)
    yield from benefits(document)
    for loc, value in walk(document):
        for kind, check in _EVERYWHERE.items():
            if isinstance(value, kind):
                yield from check(document, value, loc)


def walk(value: Any, loc: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value of a document with its place."""
    yield loc, value
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from walk(getattr(value, name), (*loc, field.alias or name))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from walk(inner, (*loc, key) if key != "" else loc)
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            yield from walk(inner, (*loc, place))
    elif isinstance(value, Table | Steps):
        for path, cell in value.leaves():
            yield from walk(cell, (*loc, *path))
    elif isinstance(value, End | Available | Row | Trigger):
        yield from ((loc, inner) for field in fields(value) for _, inner in walk(getattr(value, field.name)))


def _trigger(document: ProgrammeDocument, trigger: Trigger, loc: Path) -> Iterator[Finding]:
    known: dict[str, tuple[str, Any]] = {
        "counter": ("unknown_counter", document.counters),
        "wallet": ("unknown_wallet", document.wallets),
        "level": ("unknown_level", {**document.levels, "any": None}),
        "reward": ("unknown_reward", document.rewards),
    }
    if trigger.kind in known:
        code, names = known[trigger.kind]
        if trigger.name not in names:
            yield (*loc, trigger.kind), code, {"found": trigger.name, "accepted": names}


def _told(document: ProgrammeDocument, told: Told, loc: Path) -> Iterator[Finding]:
    yield from _named(document, told.kind, told.name, loc)


def _steps(document: ProgrammeDocument, steps: Steps, loc: Path) -> Iterator[Finding]:
    yield from _named(document, steps.of, steps.name, (*loc, "steps"))


def _named(document: ProgrammeDocument, kind: str, name: str, loc: Path) -> Iterator[Finding]:
    if kind == "counter" and name not in document.counters:
        yield (*loc, kind), "unknown_counter", {"found": name, "accepted": document.counters}
    if kind == "wallet" and name not in document.wallets:
        yield (*loc, kind), "unknown_wallet", {"found": name, "accepted": document.wallets}


def _cells(document: ProgrammeDocument, table: Table, loc: Path) -> Iterator[Finding]:
    """Cells for levels, days and choices that there are."""
    known: dict[str, tuple[str, Any]] = {
        "level": ("unknown_level", document.levels),
        "weekday": ("one_of", WEEKDAYS),
        **{f"choice.{name}": ("one_of", choice.of) for name, choice in document.choices.items()},
    }
    for key in table.keys:
        if key.startswith("choice.") and key not in known:
            yield (*loc, "table"), "one_of", {"found": key, "accepted": [f"choice.{name}" for name in document.choices]}
    cells = [cell for cell, _ in table.leaves()]
    for path in dict.fromkeys(cell[: depth + 1] for cell in cells for depth in range(len(cell))):
        code, accepted = known.get(table.keys[len(path) - 1], ("", []))
        if code and path[-1] != ELSE and path[-1] not in accepted:
            yield (*loc, *path), code, {"found": path[-1], "accepted": accepted}


def _end(document: ProgrammeDocument, end: End, loc: Path) -> Iterator[Finding]:
    if end.kind == "with" and end.name != "level" and end.name not in document.counters:
        yield (*loc, "with"), "unknown_counter", {"found": end.name, "accepted": ["level", *document.counters]}
    if end.kind == "card" and CARD not in document.counters and loc[0] in ("wallets", "campaigns"):
        yield loc, "card_end", {}


_EVERYWHERE: dict[Any, Any] = {Trigger: _trigger, Told: _told, Steps: _steps, Table: _cells, End: _end}


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
    for name, way in document.spending.items():
        loc = ("spending", name) if name else ("spending",)
        if way.on:
            yield (*loc, "on"), way.on, "lines"
        if way.if_:
            yield (*loc, "if"), way.if_, "receipt"
    for name, reward in document.rewards.items():
        if reward.on:
            yield ("rewards", name, "on"), reward.on, "lines"
        if reward.if_:
            yield ("rewards", name, "if"), reward.if_, "lines"
    for name, wallet in document.wallets.items():
        if wallet.while_:
            yield ("wallets", name, "while"), wallet.while_, "member"
    for name, ranking in document.rankings.items():
        if ranking.if_:
            yield ("rankings", name, "if"), ranking.if_, "member"
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
    if rule.on.kind == "sale" or rule.on.of_friends_sale:
        return "lines"
    return (
        "receipt"
        if rule.on.kind in ("friend", "event", "request", "return", "counter", "wallet", "level")
        else "member"
    )


def _names(document: ProgrammeDocument) -> Iterator[Finding]:
    for section, reserved in RESERVED.items():
        for name in getattr(document, section):
            if name in reserved:
                yield (section, name), "reserved_name", {"found": name}


def _levels(document: ProgrammeDocument) -> Iterator[Finding]:
    for name, level in document.levels.items():
        loc: Path = ("levels", name)
        for path, names in parts_of(level.from_, (*loc, "from")):
            if isinstance(names, tuple):
                yield from unknown(names, document.levels, "unknown_level", path)
        for path, name_ in parts_of(level.else_, (*loc, "else")):
            if isinstance(name_, str) and name_ not in ("none", "matching"):
                yield from unknown([name_], document.levels, "unknown_level", path, listed=False)
        if document.cards is None and level.begins == "card_issue":
            yield (*loc, "begins"), "no_cards", {}
        if document.cards is None and CARD not in document.counters and getattr(level.lasts, "kind", "") == "card":
            yield (*loc, "lasts"), "no_cards", {}


def _rule(document: ProgrammeDocument, rule: Rule, loc: Path) -> Iterator[Finding]:
    then, on_sale = rule.then, rule.on.kind == "sale"
    if then.discount and not on_sale:
        acting = [name for name in type(then).model_fields if name != "discount"]
        yield (*loc, "then", "discount"), "not_on_this", {"found": "discount", "accepted": acting}
    if then.refuse and not on_sale:
        beside = (then.refuse.earning, then.refuse.spending, then.refuse.discount)
        if any(beside) or rule.on.kind not in ("event", "request"):
            acting = [name for name in type(then).model_fields if name != "refuse"]
            yield (*loc, "then", "refuse"), "not_on_this", {"found": "refuse", "accepted": acting}
    if then.earn:
        yield from _earning(document, then.earn, on_sale, (*loc, "then", "earn"))
    for name, effect, section in then.acts():
        yield from effect.errors(document, section, (*loc, "then", name))


def _earning(document: ProgrammeDocument, earn: Earning, on_sale: bool, loc: Path) -> Iterator[Finding]:
    yield from unknown_wallet(document, earn.wallet, loc)
    if not on_sale and earn.times is not None:
        yield (*loc, "times"), "not_on_this", {"found": "times", "accepted": ["give"]}


def _conditions(document: ProgrammeDocument) -> Iterator[Finding]:
    for loc, condition, seen in conditions_of(document):
        threshold = loc[0] == "levels"
        for place, part in within(condition, loc):
            yield from _words(document, part, place, threshold)
            if seen != "lines":
                for word in LINE_WORDS & part.words().keys():
                    yield (*place, word), "line_word", {"found": word}


def _words(document: ProgrammeDocument, condition: Condition, loc: Path, threshold: bool) -> Iterator[Finding]:
    yield from unknown(condition.level or (), document.levels, "unknown_level", (*loc, "level"))
    yield from unknown(condition.holds or (), document.rewards, "unknown_reward", (*loc, "holds"))
    for place, state in enumerate(condition.state or ()):
        if state not in STATES:
            yield (*loc, "state", place), "one_of", {"found": state, "accepted": list(STATES)}
    for word, known, code in (
        ("uses", document.rewards, "unknown_reward"),
        ("spends", document.wallets, "unknown_wallet"),
    ):
        name = getattr(condition, word)
        if isinstance(name, str):
            yield from unknown([name], known, code, (*loc, word), listed=False)
    for name in condition.wallet or ():
        yield from unknown([name], document.wallets, "unknown_wallet", (*loc, "wallet", name), listed=False)
    for name, values in (condition.choice or {}).items():
        if name not in document.choices:
            yield (*loc, "choice", name), "one_of", {"found": name, "accepted": list(document.choices)}
        else:
            for place, value in enumerate(values):
                if value not in document.choices[name].of:
                    accepted = document.choices[name].of
                    yield (*loc, "choice", name, place), "one_of", {"found": value, "accepted": accepted}
    for name in condition.counter or ():
        if name not in document.counters:
            code = "unknown_threshold" if threshold else "unknown_counter"
            words = {"found": name, "accepted": document.counters}
            yield (*loc, "counter", name), code, threshold_words(document.counters, name) if threshold else words


def threshold_words(counters: Iterable[str], name: str) -> dict[str, Any]:
    """What may stand as a word of a threshold, beside a name that may not."""
    return {"found": name, "accepted": sorted({*counters, *WORDS}), "counters": list(counters)}


def _money(document: ProgrammeDocument) -> Iterator[Finding]:
    """Wallets that there are; the first lot of a receipt is that of the first rule that earns."""
    for name, way in document.spending.items():
        yield from unknown_wallet(document, name or way.wallet, ("spending",))
    for name, campaign in document.campaigns.items():
        yield from unknown_wallet(document, campaign.wallet, ("campaigns", name))
    for name, counter in document.counters.items():
        told = counter.count
        if isinstance(told, Counting) and told.kind == "earned":
            yield from unknown(
                [told.name], document.wallets, "unknown_wallet", ("counters", name, "count"), listed=False
            )


def _cards(document: ProgrammeDocument) -> Iterator[Finding]:
    cards = document.cards
    if cards and cards.further is not None:
        yield from _table(document, cards.further, LEVEL_KEYS, ("cards", "further"))
    if cards and cards.renewal:
        loc: Path = ("cards", "renewal")
        yield from unknown(
            [cards.renewal.counter], document.counters, "unknown_counter", (*loc, "counter"), listed=False
        )
        yield from _table(document, cards.renewal.needs, LEVEL_KEYS, (*loc, "needs"))


def _rewards(document: ProgrammeDocument) -> Iterator[Finding]:
    for name, reward in document.rewards.items():
        loc: Path = ("rewards", name)
        certificate = reward.gives.certificate is not None
        if document.certificates is None and certificate:
            yield (*loc, "gives"), "no_certificates", {}
        if len(reward.price) > 1 and certificate:
            yield (*loc, "price"), "one_price", {"accepted": list(reward.price)}
        if reward.gives.wallet is not None:
            yield from unknown(
                [reward.gives.wallet], document.wallets, "unknown_wallet", (*loc, "gives", "wallet"), listed=False
            )
            if reward.gives.units is None:
                yield (*loc, "gives"), "needs_units", {}
        yield from unknown(reward.gives.choice, document.rewards, "unknown_reward", (*loc, "gives", "choice"))
        for wallet, price in reward.price.items():
            if wallet not in document.wallets:
                words = {"found": wallet, "accepted": document.wallets}
                yield (*loc, "price", wallet), "unknown_wallet", words
            if certificate:
                yield from _table(document, price, PRICE_KEYS, (*loc, "price", wallet))
    if document.certificates:
        yield from unknown(
            document.certificates.anywhere_for, document.levels, "unknown_level", ("certificates", "anywhere_for")
        )


def _rankings(document: ProgrammeDocument) -> Iterator[Finding]:
    counts = {name: each.count for name, each in document.counters.items()}
    summed = [name for name, count in counts.items() if count is None or getattr(count, "kind", count) in SUMMED]
    for name, ranking in document.rankings.items():
        loc: Path = ("rankings", name, "by")
        if ranking.by in document.counters and ranking.by not in summed:
            yield loc, "not_summed", {"found": ranking.by, "accepted": summed}
        else:
            yield from unknown([ranking.by], document.counters, "unknown_counter", loc, listed=False)


def _table(document: ProgrammeDocument, value: Any, keys: tuple[str, ...], loc: Path) -> Iterator[Finding]:
    """A table by keys that are known where it stands."""
    if isinstance(value, Table) and set(value.keys) - set(keys):
        yield (*loc, "table"), "table_keys", {"accepted": list(keys)}
