"""Bonuses that pay for a receipt: each unit up to its share, laid over the lines in their order (ES-3.4 to 3.8)."""

from __future__ import annotations

from webapp.engine.document.values import MYRIAD
from webapp.engine.facts import Lot
from webapp.engine.money import spread
from webapp.engine.programme import Programme, SpendingRule
from webapp.engine.situation import Line, Situation


class Room:
    """How much bonuses may pay: for each unit of each line, in the lines' order."""

    def __init__(self, situation: Situation, rule: SpendingRule) -> None:
        self.rule = rule
        step = situation.programme.wallets[rule.wallet].step
        self.units: list[tuple[Line, int, int]] = []
        for line in situation.lines:
            if rule.lines is None or rule.lines(situation, line):
                limits = _limits(line, rule, step)
                self.units.extend((line, unit, limit) for unit, limit in enumerate(limits))
        self.most = sum(limit for _, _, limit in self.units)


def _limits(line: Line, rule: SpendingRule, step: int) -> list[int]:
    """What bonuses may pay of each unit: its share of the price after discount, rounded down to the step."""
    if rule.per_unit:
        return [net * rule.share // MYRIAD // step * step for net in line.net_units()]
    limit = (line.gross - line.discount) * rule.share // MYRIAD // step * step
    return spread(limit, line.quantity)


class Purse:
    """The lots that may pay these lines, in spending order, while they are drawn on."""

    def __init__(self, situation: Situation, programme: Programme, lots: list[Lot]) -> None:
        self.situation = situation
        self.left = {lot.number: lot.left for lot in lots}
        self.lots = lots
        self.restricted = {
            lot.number: campaign.lines
            for lot in lots
            if lot.campaign and (campaign := programme.campaigns.get(lot.campaign)) and campaign.lines is not None
        }
        self.taken: list[tuple[Line, int, int, int]] = []

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

    def pay(self, line: Line, unit: int, amount: int) -> int:
        """Draws up to `amount` for a unit, lot by lot; returns what was found."""
        found = self._draw(line, unit, amount)
        if found < amount and self.restricted:
            found += self._make_way(line, unit, amount - found)
        return found

    def _draw(self, line: Line, unit: int, amount: int) -> int:
        found = 0
        for lot in self.lots:
            left = self.left[lot.number]
            if left and found < amount and self.may_pay(lot.number, line):
                part = min(left, amount - found)
                self.left[lot.number] = left - part
                self.taken.append((line, unit, lot.number, part))
                found += part
        return found

    def _make_way(self, line: Line, unit: int, amount: int) -> int:
        """A restricted lot takes over what an unrestricted one paid elsewhere, so that the latter can pay here."""
        found = 0
        for place, (other, other_unit, lot, part) in enumerate(list(self.taken)):
            if found == amount or not self.may_pay(lot, line):
                continue
            for number in self.restricted:
                moved = min(part, self.left[number], amount - found)
                if moved and self.may_pay(number, other) and not self.may_pay(number, line):
                    self.left[number] -= moved
                    part -= moved
                    found += moved
                    self.taken[place] = (other, other_unit, lot, part)
                    self.taken.append((other, other_unit, number, moved))
                    self.taken.append((line, unit, lot, moved))
        self.taken = [draw for draw in self.taken if draw[3]]
        return found


def lay(room: Room, purse: Purse, amount: int) -> int:
    """Fills unit 1 of line 1 to its limit, then the next, until `amount` is reached or the lots are empty. Returns
    what was laid.
    """
    laid = 0
    for line, unit, limit in room.units:
        want = min(limit, amount - laid)
        if want > 0:
            laid += purse.pay(line, unit, want)
    for line, unit, lot, part in purse.taken:
        if line.redeemed_units is None or line.draws is None:
            line.redeemed_units, line.draws = [0] * line.quantity, []
        line.redeemed_units[unit] += part
        line.draws.append((lot, unit, part))
        line.redeemed += part
        line.payable -= part
        line.paid -= part
    return laid
