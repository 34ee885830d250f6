"""Wallets that pay for a receipt: what stands in the way, how much it is, and what is drawn."""

from __future__ import annotations

from typing import Any

from webapp.engine import lots
from webapp.engine.case import Case
from webapp.engine.compiled import SpendingRule
from webapp.engine.facts import Lot
from webapp.engine.rules.conditions import why_not
from webapp.engine.rules.spending import Purse, Room, Worth, best_blocks, lay, lay_exchanged, note_paid, worth_of
from webapp.engine.situation import Line, Situation

Spent = tuple[int, int]
"""(units, money)"""

Laid = dict[Line, tuple[list[int] | None, int]]
"""What had been paid of each line's units with bonuses, and how many draws that took."""


class Payment:
    """One wallet that is asked to pay. `asked` is `max` or units."""

    def __init__(self, case: Case, rule: SpendingRule, asked: int | str, purse: str | None) -> None:
        self.case = case
        self.rule = rule
        self.asked = asked
        self.situation: Situation = case.situation
        self.wallet = case.programme.wallets[rule.wallet]
        self.worth = worth_of(self.situation, self.wallet)
        self.room = Room(self.situation, rule, self.worth)
        self.even = self.room.even
        at = self.situation.at
        self.lots = lots.usable(case.programme, case.account, rule.wallet, at.date(), at, purse)
        self.purse = Purse(self.situation, case.programme, self.lots)
        self.balance = sum(self.purse.left.values())
        self.within = self.purse.usable(self.room, self.balance)
        self.step = self._bound(rule.step)

    def _bound(self, look: Any) -> int | None:
        found = look(self.situation, None) if look is not None else None
        return None if found is None else int(found)

    def refused(self) -> list[str]:
        """Why it may not, in the order of the reference: `from`, `least`, `step`, `most`, `share`, balance."""
        rule, asked = self.rule, self.asked
        codes = self.hindered(isinstance(asked, int))
        if not isinstance(asked, int) or "not_redeemable_here" in codes:
            return codes
        least, most = self._bound(rule.least), self._bound(rule.most)
        if least is not None and asked < least:
            codes.append("below_minimum")
        if self.step and asked % self.step and rule.blocks is None:
            codes.append("not_a_multiple")
        if most is not None and asked > most:
            codes.append("over_maximum")
        if rule.blocks is None and self.worth.of(asked) > self.room.most:
            codes.append("over_share")
        if asked > self.within:
            codes.append("insufficient_bonuses")
        return list(dict.fromkeys(codes)) if codes else codes

    def hindered(self, named: bool) -> list[str]:
        """Why it pays nothing at all, of a named amount or of `max`."""
        if ("amount" if named else "max") not in self.rule.choice or not self.worth.money:
            return ["not_redeemable_here"]
        from_ = self._bound(self.rule.from_)
        codes = ["below_minimum"] if from_ is not None and self.balance < from_ else []
        return [*codes, "not_combinable"] if self.room.barred else codes

    def amount(self, within: int | None = None) -> tuple[int, int, list[str]]:
        """(units, money, codes): what is paid; a named amount exactly, `max` as much as the limits leave, up to so many
        units `within`, be it nothing.
        """
        rule = self.rule
        units = self.asked if isinstance(self.asked, int) else self.within
        if not isinstance(self.asked, int):
            bounds = [bound for bound in (self._bound(rule.most), within) if bound is not None]
            units = min(units, *bounds) if bounds else units
        if rule.blocks is not None:
            times = self._bound(rule.times)
            found = [(size, told) for size, worth in rule.blocks if (told := worth(self.situation, None)) is not None]
            used, money = best_blocks(found, units, self.room.most, None if times is None else times // 100)
            return used, money, [] if used or self.asked == "max" else ["below_minimum"]
        if rule.cover != "part":
            return self._whole(units)
        if isinstance(self.asked, int):
            return units, self.worth.of(units), []
        units = min(units, self.room.most if self.even else self.worth.needed(self.room.most, self.wallet.step))
        if self.step:
            units = units // self.step * self.step
        if not self.even and self.worth.of(units) > self.room.most:
            units = self.worth.units_for(self.room.most, self.step or self.wallet.step)
        least = self._bound(rule.least)
        if least is not None and units < least:
            return 0, 0, ["below_minimum"] if self.balance else []
        return units, self.worth.of(units), []

    def _whole(self, budget: int) -> tuple[int, int, list[str]]:
        """All of a line, or of the receipt, or nothing of it."""
        chosen: list[tuple[Line, list[int]]] = []
        units = money = 0
        for line, limits in self.room.limits:
            price = sum(line.net_units()) - line.redeemed
            needs = self.worth.needed(price, self.wallet.step)
            if sum(limits) < price or units + needs > budget or not price:
                continue
            units, money = units + needs, money + price
            chosen.append((line, limits))
        whole = len(chosen) == len([line for line in self.situation.lines if line.payable])
        exact = not isinstance(self.asked, int) or units == self.asked
        if not chosen or (self.rule.cover == "whole_receipt" and not whole) or not exact:
            return 0, 0, ["whole_only"]
        self.room.limits = chosen
        return units, money, []

    def pay(self, units: int, money: int) -> Spent | None:
        """Lays it over the lines and draws it; None where the lots cannot pay these lines after all."""
        laid = self.lay(units, money) if units else (0, [])
        if laid is None:
            return None
        found, drawn = laid
        day = self.situation.at.date()
        for lot, part in drawn:
            lots.take(self.case.change, lot, part, day, "redeemed", "spending")
        return (sum([part for _, part in drawn]) if drawn else units if found >= money else found), found

    def lay(self, units: int, money: int) -> tuple[int, list[tuple[Lot, int]]] | None:
        """The money laid over the lines, with what each lot is to pay of it."""
        exchanged = not self.even or self.rule.blocks is not None
        before = self._before() if exchanged or self.purse.restricted or self.wallet.money else {}
        if exchanged:
            found = lay_exchanged(self.room, list(self.lots), units, money)
            drawn = self._drawn(before)
        else:
            found = lay(self.room, self.purse, units)
            if isinstance(self.asked, int) and found < units:
                _take_off(before)
                return None
            drawn = self.purse.drawn
        if self.wallet.money:
            for line, (redeemed, _) in before.items():
                _counts(line, redeemed)
        return found, drawn

    def _before(self) -> Laid:
        return {line: (line.redeemed_units, len(line.draws or ())) for line, _ in self.room.limits}

    def _drawn(self, before: Laid) -> list[tuple[Lot, int]]:
        """What each lot has paid of the lines since."""
        drawn: dict[int, int] = {}
        for line, (_, count) in before.items():
            for lot, _, part in (line.draws or ())[count:]:
                drawn[lot] = drawn.get(lot, 0) + part
        return [(self.case.account.lots[number], part) for number, part in drawn.items()]


def _take_off(before: Laid) -> None:
    """As if nothing had been laid."""
    for line, (units, draws) in before.items():
        laid = sum(line.redeemed_units or ()) - sum(units or ())
        line.payable += laid
        line.paid += laid
        line.redeemed -= laid
        line.redeemed_units = units
        line.draws = (line.draws or [])[:draws] or None


def _counts(line: Line, before: list[int] | None) -> None:
    """What a wallet of money paid is paid as by money."""
    before = before or [0] * line.quantity
    laid = [now - then for now, then in zip(line.redeemed_units or before, before, strict=True)]
    known = line.paid_with or [0] * line.quantity
    line.paid_with = [old + new for old, new in zip(known, laid, strict=True)]
    line.paid += sum(laid)


def shared_out(
    case: Case, asked: dict[str, int | str], amount: int, purse: str | None
) -> tuple[dict[str, int], list[str]]:
    """How many units of an amount each of the wallets that are asked for it pays, one after the other as far as each
    may; what pays by itself takes its place among them. With the reasons why it is not the whole amount. Tried on the
    lines, which stand as before.
    """
    found: dict[str, int] = {}
    codes: list[str] = []
    before = [(line, _standing(line)) for line in case.situation.lines]
    left, balance = amount, 0
    for way in (*case.programme.discounting_ways, *case.programme.money_ways):
        if way.wallet not in asked:
            continue
        named = asked[way.wallet] != "max"
        hindered = not_here(way, case.situation)
        payment = Payment(case, way, "max", purse)
        hindered = hindered or payment.hindered(named)
        units, money, more = (0, 0, []) if hindered else payment.amount(left if named else None)
        units = units if units and payment.lay(units, money) is not None else 0
        if named:
            found[way.wallet] = units
            left -= units
            balance += payment.within
            codes += hindered or more or (["over_share"] if left and units < payment.within else [])
    for line, stood in before:
        line.payable, line.paid, line.redeemed, line.redeemed_units, line.draws, line.paid_with = stood
    if not left:
        return found, []
    return {}, list(dict.fromkeys([*codes, *(["insufficient_bonuses"] if amount > balance else [])]))


def _standing(line: Line) -> tuple[Any, ...]:
    draws = None if line.draws is None else list(line.draws)
    return line.payable, line.paid, line.redeemed, line.redeemed_units, draws, line.paid_with


def not_here(rule: SpendingRule, situation: Situation) -> list[str]:
    """Why the wallet does not pay on this receipt at all."""
    if rule.when is None or rule.when(situation, None):
        return []
    codes = why_not(rule.asked, situation)
    return ["not_redeemable_here" if code == "not_eligible" else code for code in codes] or ["not_redeemable_here"]


__all__ = ["Payment", "Worth", "not_here", "note_paid"]
