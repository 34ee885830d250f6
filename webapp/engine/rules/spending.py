"""Bonuses that pay for a receipt: each unit up to its share, laid over the lines in their order (ES-3.4 to 3.8)."""

from __future__ import annotations

from webapp.engine.document.values import MYRIAD
from webapp.engine.facts import Lot
from webapp.engine.money import spread, spread_by
from webapp.engine.programme import Programme, SpendingRule
from webapp.engine.situation import Line, Situation


class Room:
    """How much bonuses may pay: for each unit of each line, in the lines' order."""

    def __init__(self, situation: Situation, rule: SpendingRule) -> None:
        step = situation.programme.wallets[rule.wallet].step
        allowed = [line for line in situation.lines if rule.lines is None or rule.lines(situation, line)]
        self.limits = [(line, _limits(line, rule, step)) for line in allowed]
        self.most = sum(sum(limits) for _, limits in self.limits)

    @property
    def lines(self) -> list[Line]:
        """The lines that bonuses may pay something of."""
        return [line for line, limits in self.limits if any(limits)]


def _limits(line: Line, rule: SpendingRule, step: int) -> list[int]:
    """What bonuses may pay of each unit: its share of the price after discount, rounded down to the step."""
    if rule.per_unit:
        return [net * rule.share // MYRIAD // step * step for net in line.net_units()]
    limit = (line.gross - line.discount) * rule.share // MYRIAD // step * step
    return spread_by(limit, line.net_units()) if line.discount else spread(limit, line.quantity)


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
        self._shut: set[int] = set()
        """Lots from which no way leads to one that has something left: it will never be otherwise."""

    def may_pay(self, lot: int, line: Line) -> bool:
        test = self.restricted.get(lot)
        return test is None or test(self.situation, line)

    def usable(self, lines: list[Line]) -> int:
        """What the lots hold that may pay any of these lines."""
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
            part = min(left, amount - found)
            if part and self.may_pay(number, line):
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
    laid = 0
    for line, limits in room.limits:
        want = min(sum(limits), amount - laid)
        if want > 0:
            laid += purse.pay(line, want)
    for line, limits in room.limits:
        draws = purse.draws.get(line, {})
        drawn = [(lot.number, draws[lot.number]) for lot in purse.lots if draws.get(lot.number)]
        if drawn:
            _fill(line, limits, drawn)
    return laid


def _fill(line: Line, limits: list[int], drawn: list[tuple[int, int]]) -> None:
    """Lays what the lots pay of a line over its units in their order, the first lots over the first units."""
    line.redeemed_units, line.draws = [0] * line.quantity, []
    unit = 0
    for lot, amount in drawn:
        line.redeemed += amount
        while amount:
            part = min(amount, limits[unit] - line.redeemed_units[unit])
            if not part:
                unit += 1
                continue
            line.redeemed_units[unit] += part
            line.draws.append((lot, unit, part))
            amount -= part
    line.payable -= line.redeemed
    line.paid -= line.redeemed
