"""Turning units of a wallet into units of another or into rewards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from webapp.engine import lots, rewards
from webapp.engine.document.amounts import Amounts, Told, leaves_of
from webapp.engine.document.conditions import Strict
from webapp.engine.document.kinds import BlockTable
from webapp.engine.document.known import Finding, unknown, unknown_wallet
from webapp.engine.document.measured import bounded, in_money, in_numbers, in_wallet, measured
from webapp.engine.document.reader import Path
from webapp.engine.document.values import Number, Word
from webapp.engine.effect import Effect
from webapp.engine.money import WHOLE, rounded

if TYPE_CHECKING:
    from webapp.engine.case import Case
    from webapp.engine.compiled import RuleCode
    from webapp.engine.document.phrases import Speaker
    from webapp.engine.document.schema import ProgrammeDocument


class Conversion(Strict):
    """Units of a wallet become units of another, or rewards; by a rate or by blocks of a value of their own."""

    from_: Annotated[Word | None, Field(alias="from")] = None
    to: Word
    rate: Number | None = None
    blocks: BlockTable | None = None
    times: Amounts | None = None
    rest: Literal["kept", "lost"] = "kept"


def act(case: Case, rule: RuleCode, effect: Conversion) -> None:
    programme = case.programme
    source = programme.wallet_named(effect.from_)
    ready = lots.usable(programme, case.account, source, case.day, case.situation.at)
    balance = sum(lot.left for lot in ready)
    most = None if effect.times is None else case.looked(effect.times)
    times = None if most is None else int(most.value) // WHOLE
    room = 0
    if effect.to not in programme.wallets:
        room = min(rewards.MOST_AT_ONCE, rewards.room(case))
        times = room if times is None else min(times, room)
    used, gifts = _blocks(case, effect, balance, times)
    full = effect.to not in programme.wallets and sum(count for _, count in gifts) == room
    lost = balance - used if effect.rest == "lost" and not full else 0
    if not used and not lost:
        return
    draws = lots.draw(case.change, ready, used + lost, case.day, "converted", rule.name)
    rewards.note_draws(case, rule.name, source, draws)
    got = 0
    for value, count in gifts:
        if effect.to in programme.wallets:
            got += value * count
        else:
            rewards.give(case, effect.to, count, rule.name, value=value or None)
            got += count * WHOLE
    if effect.to in programme.wallets and got:
        case.bear(effect.to, got, rule.name)
    case.converted.append({"from": used + lost, "to": got})


def _blocks(case: Case, effect: Conversion, balance: int, times: int | None) -> tuple[int, list[tuple[int, int]]]:
    """(units used, [(what each part becomes, how many)])."""
    if effect.blocks is not None:
        used = 0
        gifts: list[tuple[int, int]] = []
        for units, worth in reversed(effect.blocks):
            told = case.looked(worth)
            if told is None:
                continue
            count = (balance - used) // units
            count = count if times is None else min(count, times - sum(number for _, number in gifts))
            if count > 0:
                used += units * count
                gifts.append((int(told.value), count))
        return used, gifts
    if effect.to in case.programme.wallets:
        return _at_rate(case, effect, balance)
    if effect.rate is not None and _of_its_value(case.programme.document, effect.to):
        return _of_value(case, effect, balance, effect.rate) if times != 0 else (0, [])
    price = case.programme.choosable[effect.to].price.get(case.programme.wallet_named(effect.from_))
    units = effect.rate if effect.rate is not None else int(price(case.situation, None) or 0) if price else 0
    count = balance // units if units else 0
    count = count if times is None else min(count, times)
    return units * count, [(0, count)] if count else []


def _of_its_value(document: ProgrammeDocument, name: str) -> bool:
    """Whether it is a reward that is worth the value that it was given with."""
    gives = document.rewards[name].gives if name in document.rewards else None
    leaves = (*leaves_of(gives.money), *leaves_of(gives.discount)) if gives is not None else ()
    return any(isinstance(leaf, Told) and leaf.kind == "value" for leaf in leaves)


def _of_value(case: Case, effect: Conversion, balance: int, rate: int) -> tuple[int, list[tuple[int, int]]]:
    """One reward that is worth what all the units come to, in whole coins."""
    worth = rounded(balance * rate, WHOLE, case.programme.cent, "down")
    if not worth:
        return 0, []
    step = case.programme.wallets[case.programme.wallet_named(effect.from_)].step
    return min(balance, rounded(worth * WHOLE, rate, step, "up")), [(worth, 1)]


def _at_rate(case: Case, effect: Conversion, balance: int) -> tuple[int, list[tuple[int, int]]]:
    """What the rounding leaves over is the rest: no more units go than what comes of them needs."""
    rate = effect.rate if effect.rate is not None else WHOLE
    wallet = case.programme.wallets[effect.to]
    got = rounded(balance * rate, WHOLE, wallet.step, wallet.round)
    if not got:
        return 0, []
    step = case.programme.wallets[case.programme.wallet_named(effect.from_)].step
    return min(balance, rounded(got * WHOLE, rate, step, "up")), [(got, 1)]


def say(s: Speaker, effect: Conversion, told: Any) -> Iterator[str]:
    source, unit, wallet = s.wallet(effect.from_), in_wallet(s, effect.from_), effect.to in s.document.wallets
    named = s.wallet(effect.to) if wallet else s.name("rewards", effect.to)
    to = s(f"в кошелёк {named}", f"to wallet {named}") if wallet else s(f"на награду {named}", f"for reward {named}")
    text = s(f"обмен из кошелька {source} {to}", f"what is in wallet {source} is exchanged {to}")
    got = in_wallet(s, effect.to) if wallet else in_money(s)
    if wallet and effect.blocks is None:
        each, rate = unit.plain(WHOLE), got.plain(WHOLE if effect.rate is None else effect.rate)
        text += s(f", по курсу: {each} — {rate}", f", at the rate: {each} — {rate}")
    elif effect.rate is not None and _of_its_value(s.document, effect.to):
        rate = s.money(effect.rate)
        text += s(f", одну на все единицы, по {rate} за каждую", f", one for all the units, worth {rate} for each")
    elif effect.rate is not None:
        text += s(f", одна за {unit.plain(effect.rate)}", f", one for {unit.plain(effect.rate)}")
    if effect.blocks is not None:
        blocks = "; ".join(f"{unit.plain(units)} — {measured(s, worth, got)}" for units, worth in effect.blocks)
        text += s(f", блоками: {blocks}", f", in blocks: {blocks}")
    if effect.times is not None:
        text += ", " + bounded(s, "раз — не больше", "how often: at most", effect.times, in_numbers(s))
    rest = s("; остаток остаётся", "; the rest is kept")
    yield text + (s("; остаток пропадает", "; the rest is lost") if effect.rest == "lost" else rest)


def errors(document: ProgrammeDocument, effect: Conversion, loc: Path) -> Iterator[Finding]:
    yield from unknown_wallet(document, effect.from_, loc)
    known = {**document.wallets, **document.rewards}
    yield from unknown([effect.to], known, "unknown_target", (*loc, "to"), listed=False)
    unpriced = effect.to in document.rewards and effect.rate is None and effect.blocks is None
    if unpriced and document.wallet_of(effect.from_) not in document.rewards[effect.to].price:
        yield loc, "needs_rate", {}


EFFECT = Effect(50, Conversion, act, say, errors)
