"""Bonuses that pay for a receipt: each unit up to its share, laid over the lines in their order (ES-3.4 to 3.8)."""

from __future__ import annotations

from fractions import Fraction
from heapq import nlargest
from typing import NamedTuple

from webapp.engine.compiled import SpendingRule, WalletRule
from webapp.engine.document.amounts import Amount
from webapp.engine.document.values import MYRIAD
from webapp.engine.facts import Lot
from webapp.engine.money import WHOLE, spread, spread_by
from webapp.engine.programme import Programme
from webapp.engine.situation import Line, Situation


class Worth(NamedTuple):
    """Money for units: so many kopecks for `units` hundredths."""

    money: int
    units: int

    def of(self, units: int) -> int:
        return units * self.money // self.units

    def units_for(self, money: int, step: int) -> int:
        """The most units, in whole steps, that are worth no more than this."""
        return money * self.units // self.money // step * step if self.money else 0

    def needed(self, money: int, step: int) -> int:
        """The fewest units, in whole steps, that are worth this."""
        return -(-money * self.units // (self.money * step)) * step if self.money else 0

    @property
    def even(self) -> bool:
        return self.money == self.units


EVEN = Worth(WHOLE, WHOLE)
"""A rouble for a bonus."""


class Room:
    """How much a wallet may pay: for each unit of each line, in the lines' order, in money."""

    def __init__(self, situation: Situation, rule: SpendingRule, worth: Worth | None = None) -> None:
        self.step = situation.programme.wallets[rule.wallet].step
        self.worth = worth or EVEN
        self.even = self.worth.even
        self.limits: list[tuple[Line, list[int]]] = []
        self.most = 0
        barred = False
        for line in situation.lines:
            if rule.lines is not None and not rule.lines(situation, line):
                continue
            if rule.not_with and _barred(rule, line):
                barred = True
                continue
            limits = self._limits(situation, rule, line)
            self.limits.append((line, limits))
            self.most += sum(limits)
        self.barred = barred and not self.limits
        if rule.per == "receipt":
            self._whole(situation, rule)

    @property
    def lines(self) -> list[Line]:
        """The lines that bonuses may pay something of."""
        return [line for line, limits in self.limits if any(limits)]

    def _fit(self, money: int) -> int:
        """Down to what whole steps of units are worth."""
        if self.even:
            return money // self.step * self.step
        return self.worth.of(self.worth.units_for(money, self.step))

    def _limits(self, situation: Situation, rule: SpendingRule, line: Line) -> list[int]:
        """What may be paid of each unit: its share of the price after discount, rounded down to the step."""
        share = rule.even_share or rule.share(situation, line)
        if share is None:
            return [0] * line.quantity
        if rule.per == "unit" and line.untouched:
            return [self._of_unit(share, line.price)] * line.quantity
        nets = line.net_units()
        left = nets
        if line.redeemed_units is not None:
            left = [net - spent for net, spent in zip(nets, line.redeemed_units, strict=True)]
        if rule.per == "receipt":
            return left
        if rule.per == "unit":
            parts = [self._of_unit(share, net) for net in nets]
        else:
            limit = sum(nets) * share.value // MYRIAD if share.percent else min(share.value, sum(nets))
            limit = limit // self.step * self.step if self.even else limit
            parts = spread_by(limit, nets) if line.discount else spread(limit, line.quantity)
        return parts if left is nets else [min(part, some) for part, some in zip(parts, left, strict=True)]

    def _of_unit(self, share: Amount, net: int) -> int:
        part = net * share.value // MYRIAD if share.percent else min(share.value, net)
        return part - part % self.step if self.even else self._fit(part)

    def _whole(self, situation: Situation, rule: SpendingRule) -> None:
        """One limit for the receipt, laid over its units in their order."""
        lines = [line for line, _ in self.limits]
        limit = Fraction(0)
        for line in lines:
            share = rule.share(situation, line)
            if share is not None:
                limit += Fraction(sum(line.net_units()) * share.value, MYRIAD) if share.percent else 0
        fixed = rule.share(situation, None) if lines else None
        total = int(fixed.value) if fixed is not None and not fixed.percent else int(limit)
        left = self._fit(total) if self.even else total
        laid = []
        for line, limits in self.limits:
            parts = []
            for unit in limits:
                parts.append(min(unit, left))
                left -= parts[-1]
            laid.append((line, parts))
        self.limits = laid
        self.most = sum([sum(limits) for _, limits in laid])


def _barred(rule: SpendingRule, line: Line) -> bool:
    names = rule.not_with
    return bool(
        ("offers" in names and line.offer)
        or ("discounts" in names and line.discount)
        or ("rewards" in names and line.used)
        or any(reason.rule in names for reason in line.reasons)
    )


def worth_of(situation: Situation, wallet: WalletRule) -> Worth:
    """What units of the wallet are worth to this member on this receipt."""
    if wallet.even:
        return EVEN
    told = wallet.worth(situation, None) if wallet.worth is not None else None
    per = wallet.per(situation, None) if wallet.per is not None else WHOLE
    if not per:
        return Worth(0, WHOLE)
    return Worth(WHOLE if told is None and wallet.worth is None else int(told.value) if told else 0, int(per))


class Purse:
    """The lots that may pay these lines, in spending order, while they are drawn on. `draws` has for each line what
    each lot pays of it.
    """

    def __init__(self, situation: Situation, programme: Programme, lots: list[Lot]) -> None:
        self.situation = situation
        self.left = {lot.number: lot.left for lot in lots}
        self.lots = lots
        self.restricted = {
            lot.number: campaign.lines
            for lot in lots
            if lot.campaign and (campaign := programme.campaigns.get(lot.campaign)) and campaign.lines is not None
        }
        self.draws: dict[Line, dict[int, int]] = {}
        """What each lot pays of each line."""
        self._shut: set[int] = set()
        """Lots from which no way leads to one that has something left: it will never be otherwise."""

    @property
    def drawn(self) -> list[tuple[Lot, int]]:
        """What was drawn of each lot."""
        return [(lot, part) for lot in self.lots if (part := lot.left - self.left[lot.number])]

    def may_pay(self, lot: int, line: Line) -> bool:
        test = self.restricted.get(lot)
        return test is None or test(self.situation, line)

    def usable(self, room: Room, balance: int) -> int:
        """What the lots, which hold so much, have for any of the room's lines."""
        if not self.restricted:
            return balance
        lines = room.lines
        return sum(
            lot.left
            for lot in self.lots
            if lot.number not in self.restricted or any(self.may_pay(lot.number, line) for line in lines)
        )

    def pay(self, line: Line, amount: int) -> int:
        """Draws up to `amount` for a line, lot by lot; returns what was found, which is all that can be."""
        found = 0
        draws = self.draws.setdefault(line, {})
        for number, left in self.left.items():
            if found == amount:
                return found
            part = min(left, amount - found)
            if part and (number not in self.restricted or self.may_pay(number, line)):
                self.left[number] = left - part
                draws[number] = draws.get(number, 0) + part
                found += part
        while found < amount and self.restricted and (way := self._way(line)):
            found += self._make_way(way, amount - found)
        return found

    def _way(self, line: Line) -> list[tuple[Line, int | None, int]]:
        """How lots that may pay the line can be freed for it: (line, the lot that pays it, the lot that takes over), up
        to a lot that has something left. The shortest way; empty where there is none.
        """
        came: dict[int, tuple[Line, int | None]] = {
            number: (line, None) for number in self.left if number not in self._shut and self.may_pay(number, line)
        }
        waiting = list(came)
        for number in waiting:
            for other, draws in self.draws.items():
                for further, left in self.left.items() if draws.get(number) else ():
                    if further in came or further in self._shut or not self.may_pay(further, other):
                        continue
                    came[further] = (other, number)
                    waiting.append(further)
                    if left:
                        return _steps(came, further)
        self._shut.update(came)
        return []

    def _make_way(self, way: list[tuple[Line, int | None, int]], amount: int) -> int:
        moved = min(amount, self.left[way[-1][2]])
        for line, before, _ in way:
            if before is not None:
                moved = min(moved, self.draws[line][before])
        for line, before, after in way:
            draws = self.draws[line]
            draws[after] = draws.get(after, 0) + moved
            if before is not None:
                draws[before] -= moved
        self.left[way[-1][2]] -= moved
        return moved


def _steps(came: dict[int, tuple[Line, int | None]], last: int) -> list[tuple[Line, int | None, int]]:
    """The way that led to the lot `last`, from its beginning."""
    steps = []
    number: int | None = last
    while number is not None:
        line, before = came[number]
        steps.append((line, before, number))
        number = before
    return steps[::-1]


def lay(room: Room, purse: Purse, amount: int) -> int:
    """Fills unit 1 of line 1 to its limit, then the next, until `amount` is reached or the lots are empty. Returns
    what was laid.
    """
    laid, paid = 0, []
    for line, limits in room.limits:
        want = min(sum(limits), amount - laid)
        if want > 0:
            laid += purse.pay(line, want)
            paid.append((line, limits))
        if laid == amount:
            break
    for line, limits in paid:
        draws = purse.draws[line]
        if draws:
            _fill(line, limits, [(number, part) for number in purse.left if (part := draws.get(number))])
    return laid


def _fill(line: Line, limits: list[int], drawn: list[tuple[int, int]]) -> None:
    """Lays what the lots pay of a line over its units in their order, the first lots over the first units."""
    filled = [0] * line.quantity
    line.draws = line.draws or []
    unit = 0
    for lot, amount in drawn:
        while amount:
            part = min(amount, limits[unit] - filled[unit])
            if not part:
                unit += 1
                continue
            filled[unit] += part
            line.draws.append((lot, unit, part))
            amount -= part
    note_paid(line, filled)


def note_paid(line: Line, units: list[int], counts: bool = False) -> None:
    """So much of each unit is paid; where it `counts` it is paid as by money."""
    total = sum(units)
    before = line.redeemed_units
    line.redeemed_units = units if before is None else [old + new for old, new in zip(before, units, strict=True)]
    line.redeemed += total
    line.payable -= total
    if counts:
        known = line.paid_with or [0] * line.quantity
        line.paid_with = [old + new for old, new in zip(known, units, strict=True)]
    else:
        line.paid -= total


def lay_exchanged(room: Room, lots: list[Lot], units: int, money: int) -> int:
    """Lays money over the lines' units in their order, and the units that it is worth over it in proportion."""
    laid: list[tuple[Line, int, int]] = []
    left = money
    for line, limits in room.limits:
        for place, limit in enumerate(limits):
            part = min(limit, left)
            if part:
                laid.append((line, place, part))
                left -= part
    total = money - left
    filled: dict[Line, list[int]] = {}
    for (line, place, part), amount in zip(laid, _shares(units, [part for _, _, part in laid]), strict=True):
        filled.setdefault(line, [0] * line.quantity)[place] += part
        line.draws = line.draws or []
        for lot, taken in _drawn(lots, amount):
            line.draws.append((lot, place, taken))
    for line, parts in filled.items():
        note_paid(line, parts)
    return total


def _shares(units: int, weights: list[int]) -> list[int]:
    whole, reached, before, found = sum(weights), 0, 0, []
    for weight in weights:
        reached += weight
        edge = units * reached // whole if whole else 0
        found.append(edge - before)
        before = edge
    return found


def _drawn(lots: list[Lot], amount: int) -> list[tuple[int, int]]:
    """Takes from the first lots, which are shortened by it."""
    found = []
    while amount and lots:
        lot = lots[0]
        part = min(lot.left, amount)
        if part:
            found.append((lot.number, part))
        amount -= part
        if part == lot.left:
            lots.pop(0)
        else:
            lots[0] = lot._replace(left=lot.left - part)
    return found


def best_blocks(blocks: list[tuple[int, Amount]], units: int, money: int, times: int | None) -> tuple[int, int]:
    """(units, money) of the blocks that are worth most within these units, not worth more than `money`; of equal ones
    the fewest units.
    """
    worths = [(size, money * worth.value // MYRIAD if worth.percent else int(worth.value)) for size, worth in blocks]
    best: dict[int, int] = {0: 0}
    layer = {0: 0}
    count = tried = 0
    while layer and (times is None or count < times) and len(best) < MOST_COMBINATIONS:
        count += 1
        following: dict[int, int] = {}
        room = max(1, (MOST_TRIED - tried) // max(1, len(worths)))
        # Where not all can be gone on with, those that are worth most are.
        for worth, used in layer.items() if len(layer) <= room else nlargest(room, layer.items()):
            tried += len(worths)
            for size, more in worths:
                total, needs = worth + more, used + size
                if (
                    total <= money
                    and needs <= units
                    and needs < min(best.get(total, needs + 1), following.get(total, needs + 1))
                ):
                    following[total] = needs
        best.update(following)
        layer = following if tried < MOST_TRIED else {}
    worth = max(best)
    return best[worth], worth


MOST_COMBINATIONS, MOST_TRIED = 20_000, 200_000
