"""Rewards that are asked for on a receipt: which can be had, what they take off or pay, and their use."""

from __future__ import annotations

from webapp.engine import rewards
from webapp.engine.case import Case
from webapp.engine.compiled import DiscountRule, RewardRule
from webapp.engine.document.amounts import Amount
from webapp.engine.document.benefits import DISCOUNTS
from webapp.engine.events import Quote
from webapp.engine.rewards import Asked
from webapp.engine.rules import discount
from webapp.engine.rules.discount import Apart, Candidate, Units
from webapp.engine.rules.spending import note_paid
from webapp.engine.situation import Line, Reason


class Wishes:
    """The rewards of one receipt: asked for on a line, on the receipt, or named at the booking."""

    def __init__(self, case: Case, event: Quote) -> None:
        self.case = case
        self.asked: list[Asked] = []
        self.refused: list[str] = []
        self.spent: dict[str, int] = {}
        for place, line in enumerate(event.lines):
            if line.reward is not None:
                self._ask(line.reward, case.situation.lines[place])
        for name in [*([event.reward] if event.reward else []), *event.rewards]:
            self._ask(name, None)
        named = case.memory.marks.get(f"named {event.booking}") if event.booking else None
        booked = [held.reward for held in rewards.booked_for(case.account, event.booking)]
        for name in [*booked, *([named] if named else [])]:
            if not any(asked.rule.name == name for asked in self.asked):
                self._ask(name, None)

    def _ask(self, name: str, line: Line | None) -> None:
        rule = self.case.programme.choosable.get(name)
        if rule is not None and rule.kind == "certificate":
            self.refused.append("not_offered")
            return
        asked, codes = rewards.find_of(self.case, name, line, self.asked)
        self.refused.extend(codes)
        if asked is not None:
            self.asked.append(asked)
            self.case.situation.used.add(asked.rule.name)

    def candidates(self) -> list[Candidate]:
        """Those that act as discounts."""
        found: list[Candidate] = []
        for asked in self.asked:
            if asked.rule.document.as_ == "discount" and _takes_off(asked):
                found.append(self._candidate(asked, found))
        return found

    def _candidate(self, asked: Asked, before: list[Candidate]) -> Candidate:
        rule = asked.rule
        found, limit = rule.discount, None
        if rule.kind == "money":
            limit = rewards.worth_of(asked, self.case.situation, asked.line)
            worth = Amount(limit)
            found = DiscountRule("amount", lambda s, line: worth)
        of = "chosen" if asked.line is not None and found is not None and found.units else None
        if of is not None and found is not None:
            found = DiscountRule(found.kind, found.value, of, found.units, found.price_up_to, found.most, found.by_line)
        return Candidate(
            rule.name,
            rule.group or DISCOUNTS,
            found,
            list(asked.lines),
            Reason("reward", rule.name),
            rule.not_with,
            rule.document.at,
            costs=True,
            asked=asked,
            limit=limit,
            value=asked.held.value if asked.held else None,
            twins=tuple(other for other in before if other.name == rule.name),
            apart=_apart(rule),
        )

    def use(self, won: list[Candidate]) -> list[str]:
        """Those that took something off are used up; a reward that lost is not. Wallets' units are credited."""
        used = []
        for each in won:
            if each.asked is not None:
                each.asked.used_up = each.took
                each.asked.units, each.asked.parts = self._units(each.off)
                self._consume(each.asked)
                used.append(each.name)
        for asked in self.asked:
            if asked.rule.kind == "wallet" and asked.rule.units is not None:
                self._consume(asked)
                units = asked.rule.units(self.case.situation, None)
                if units is not None:
                    self.case.bear(asked.rule.document.gives.wallet or "", int(units.value), asked.rule.name)
                used.append(asked.rule.name)
        lost = {asked.rule.name for asked in self.asked if _takes_off(asked)} - set(used)
        paying = {asked.rule.name for asked in self.asked if asked.rule.document.as_ == "payment"}
        self.case.situation.used -= lost - paying
        return used

    def _consume(self, asked: Asked) -> None:
        for wallet, units in rewards.consume(self.case, asked).items():
            self.spent[wallet] = self.spent.get(wallet, 0) + units

    def _units(self, off: Units) -> tuple[tuple[tuple[int, int], ...], tuple[int, ...]]:
        """The units that something was taken off, and how much of each."""
        places = {id(line): place for place, line in enumerate(self.case.situation.lines)}
        found = {
            (places[id(line)], unit): amount
            for line, units in off.items()
            for unit, amount in enumerate(units)
            if amount
        }
        return tuple(found), tuple(found.values())

    def pay(self) -> tuple[int, list[str]]:
        """Those that are ways of paying: (money, names)."""
        total, used = 0, []
        before: list[Candidate] = []
        for asked in self.asked:
            if asked.rule.document.as_ != "payment" or not _takes_off(asked):
                continue
            before.append(self._candidate(asked, before))
            paid = self._pay(asked, before[-1])
            if paid:
                asked.used_up = paid
                asked.units, asked.parts = self._units(before[-1].off)
                self._consume(asked)
                used.append(asked.rule.name)
                total += paid
        return total, used

    def _pay(self, asked: Asked, candidate: Candidate) -> int:
        total, left = 0, candidate.limit
        for line, units in discount.worked_out(self.case.situation, candidate).items():
            spent = line.redeemed_units or [0] * line.quantity
            open_ = [max(0, net - some) for net, some in zip(line.net_units(), spent, strict=True)]
            if left is not None:
                units, given = [], left
                for unit in open_:
                    units.append(min(unit, given))
                    given -= units[-1]
                left = given
            parts = [min(some, unit) for some, unit in zip(units, open_, strict=True)]
            candidate.off[line] = parts
            note_paid(line, parts, counts=True)
            line.used = (*line.used, asked.rule.name)
            line.reasons.append(Reason("reward", asked.rule.name, sum(parts)))
            total += sum(parts)
        return total


def _apart(rule: RewardRule) -> Apart | None:
    """One use is for one unit or one line, where the document limits the uses of each; by units it is anyway where it
    gives units.
    """
    per = rule.document.per
    found = next((Apart(of, per[of]) for of in ("unit", "line") if of in per), None)
    return found or (Apart("unit") if rule.discount is not None and rule.discount.units is not None else None)


def _takes_off(asked: Asked) -> bool:
    return asked.rule.kind in ("discount", "money", "item", "group")
