"""Rules on thresholds that set themselves off for ever: each round gives at least as much as the next one asks for."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from webapp.engine.document.amounts import Amount, Table, leaves_of
from webapp.engine.document.kinds import Counting
from webapp.engine.document.known import Finding
from webapp.engine.document.schema import ProgrammeDocument, Rule
from webapp.engine.money import WHOLE

Purse = tuple[str, str]
"""(wallet or counter, its name)"""

ENDING = ("take", "expire", "reset", "refuse")


class Gain(NamedTuple):
    """What the rule turns a unit of one purse into of another. No rule where one purse counts another."""

    of: Purse
    to: Purse
    ratio: Fraction
    rule: str | None


def endless(document: ProgrammeDocument) -> Iterator[Finding]:
    """The first rule of each round that nothing ends: no condition, cap, `once` nor anything that is taken."""
    gains = [gain for gain in _gains(document) if gain.ratio > 0]
    while rules := _round(gains):
        first = next(name for name in document.rules if name in rules)
        yield ("rules", first, "on"), "endless", {"found": first, "accepted": list(rules)}
        gains = [gain for gain in gains if gain.rule not in rules]


def _gains(document: ProgrammeDocument) -> Iterator[Gain]:
    drained = {name for rule in document.rules.values() for name in _drains(document, rule)}
    for name, rule in document.rules.items():
        trigger = rule.on
        if trigger.kind not in ("wallet", "counter") or rule.if_ is not None or rule.once is not None:
            continue
        if any(rule.then.of(effect) is not None for effect in ENDING):
            continue
        purse = (trigger.kind, trigger.name)
        grows = trigger.name not in drained if trigger.kind == "wallet" else _goes_on(document, trigger.name)
        if trigger.how == "every" and grows:
            for to, amount in _given(document, rule):
                yield Gain(purse, to, Fraction(amount, trigger.number), name)
        if trigger.how in ("every", "reaches") and trigger.kind == "wallet":
            for to, ratio in _converted(document, rule):
                yield Gain(purse, to, ratio, name)
    for name, counter in document.counters.items():
        told = counter.count
        if isinstance(told, Counting) and told.kind == "earned" and counter.if_ is None:
            yield Gain(("wallet", told.name), ("counter", name), Fraction(1), None)


def _drains(document: ProgrammeDocument, rule: Rule) -> Iterator[str]:
    """The wallets that the rule takes from while thresholds are answered."""
    if rule.on.kind not in ("wallet", "counter", "level", "reward"):
        return
    for effect, key in (("take", "wallet"), ("expire", "wallet"), ("convert", "from_")):
        section = rule.then.of(effect)
        if section is not None:
            yield document.wallet_of(getattr(section, key, None)) or ""


def _goes_on(document: ProgrammeDocument, name: str) -> bool:
    counter = document.counters.get(name)
    return counter is not None and counter.resets is None and not counter.most


def _given(document: ProgrammeDocument, rule: Rule) -> Iterator[tuple[Purse, int]]:
    """What each crossing brings at least, of which purse."""
    earn = rule.then.earn
    if earn is not None and earn.cap is None and earn.to != "friend" and earn.per is None and earn.per_full is None:
        at_once = earn.released_by is None and (earn.available is None or earn.available.kind == "at_once")
        wallet = document.wallet_of(earn.wallet) or ""
        if at_once and _takes_in(document, wallet):
            least = min(_least(earn.give), _least(earn.most) if earn.most is not None else _least(earn.give))
            yield ("wallet", wallet), least // document.wallets[wallet].step * document.wallets[wallet].step
    for counter, amount in (rule.then.of("count") or {}).items():
        yield ("counter", counter), _least(amount)


def _converted(document: ProgrammeDocument, rule: Rule) -> Iterator[tuple[Purse, Fraction]]:
    effect = rule.then.of("convert")
    if effect is None or effect.times is not None or not _takes_in(document, effect.to):
        return
    if document.wallet_of(effect.from_) == rule.on.name:
        blocks = [Fraction(_least(worth), units) for units, worth in effect.blocks or ()]
        rate = WHOLE if effect.rate is None else effect.rate
        yield ("wallet", effect.to), min(blocks) if blocks else Fraction(rate, WHOLE)


def _takes_in(document: ProgrammeDocument, name: str) -> bool:
    """Whether the wallet takes in any amount, to be used at once."""
    wallet = document.wallets.get(name)
    return wallet is not None and wallet.most is None and wallet.available.kind == "at_once"


def _least(amount: Any) -> int:
    """The least that an amount may be; nothing where it may not apply or is told by something else."""
    leaves = leaves_of(amount)
    if isinstance(amount, Table) and "else" not in amount.cells:
        return 0
    return min((leaf.value if isinstance(leaf, Amount) and not leaf.percent else 0 for leaf in leaves), default=0)


def _round(gains: list[Gain]) -> dict[str, None]:
    """The rules of a round that brings back at least what went in, in its order; empty where there is none. The most
    that one unit may become, and after how many steps: what grows into its own beginning grows for ever.
    """
    best: dict[Purse, tuple[Fraction, int]] = {
        purse: (Fraction(1), 0) for gain in gains for purse in (gain.of, gain.to)
    }
    came: dict[Purse, Gain] = {}
    waiting = deque(best)
    while waiting:
        purse = waiting.popleft()
        for gain in gains:
            reached = (best[gain.of][0] * gain.ratio, best[gain.of][1] + 1)
            if gain.of != purse or reached <= best[gain.to]:
                continue
            way = _way(came, gain)
            if way:
                return dict.fromkeys(step.rule for step in way if step.rule is not None)
            best[gain.to], came[gain.to] = reached, gain
            waiting.append(gain.to)
    return {}


def _way(came: dict[Purse, Gain], last: Gain) -> list[Gain]:
    """The steps that led from where `last` leads to it; empty where it closes no round."""
    way = [last]
    while way[0].of != last.to:
        before = came.get(way[0].of)
        if before is None:
            return []
        way.insert(0, before)
    return way
