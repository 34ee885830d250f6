"""Taking units of a receipt back: money, spent bonuses, earned bonuses, counters, a promotion that is due, a friend's
reward.
"""

from __future__ import annotations

from webapp.engine import counters, levels, lots
from webapp.engine.decisions import Change, Counted, Decision
from webapp.engine.events import Return
from webapp.engine.facts import Facts, Receipt, SoldLine
from webapp.engine.merging import lots_shift, uncount_absorbed
from webapp.engine.moment import Moment
from webapp.engine.money import part, spread_by


def return_units(moment: Moment, facts: Facts, event: Return) -> Decision:
    """Undoes the units by the figures of their own sale; the rules of today decide nothing here."""
    receipt = facts.receipt
    if receipt is None:
        return _refused("unknown_receipt")
    asked = _asked(receipt, event)
    if asked is None:
        return _refused("over_return")
    change = moment.look_at(facts.account) if facts.account else None
    # Who has joined another account since is not on this one any more; what was bought on it comes back to it (7K-14).
    buyer = change.account.known(receipt.person) if change else None
    if buyer is not None and buyer.state == "closed":
        return _refused("closed")
    returned = _Returned(receipt, asked)
    decision = Decision(
        "return", {"refund": returned.refund, "bonuses_returned": 0, "bonuses_taken": 0, "owed": 0, "refused": []}
    )
    decision.receipt = returned.receipt
    if change is None:
        return decision
    decision.changes.append(change)
    wallet = receipt.wallet or ""
    shift = lots_shift(change.account, receipt)
    if returned.draws:
        draws = {number + shift: amount for number, amount in returned.draws.items()}
        lots.give_back(change, moment.programme, draws, wallet, moment.day, facts.closed_lots, "return")
    if returned.earned:
        own = receipt.lot + shift if receipt.lot else None
        decision.result["bonuses_taken"] = lots.take_back(
            change, moment.programme, own, returned.earned, wallet, moment.day, facts.closed_lots, "return"
        )
    decision.result["bonuses_returned"] = sum(returned.draws.values())
    decision.result["owed"] = change.account.owed.get(wallet, 0)
    _uncount(change, receipt, returned)
    levels.review_due(moment.programme, change.account, moment.day)
    if returned.whole:
        _take_back_referral(moment, facts, decision, change)
    return decision


def _refused(*codes: str) -> Decision:
    return Decision("return", {"refused": list(codes)})


def _asked(receipt: Receipt, event: Return) -> dict[int, int] | None:
    """Units to return of each line, by its place from 0; None where more are asked than are left."""
    left = {place: line.quantity - line.returned for place, line in enumerate(receipt.lines)}
    if event.lines is None:
        asked = {place: units for place, units in left.items() if units}
        return asked or None
    asked = {}
    for wanted in event.lines:
        place = wanted.line - 1
        if place not in left:
            return None
        units = wanted.quantity or left[place] - asked.get(place, 0)
        asked[place] = asked.get(place, 0) + units
        if units < 1 or asked[place] > left[place]:
            return None
    return asked


class _Returned:
    """The figures of the units that come back, in their order in each line."""

    def __init__(self, receipt: Receipt, asked: dict[int, int]) -> None:
        self.refund = self.earned = 0
        self.draws: dict[int, int] = {}
        self.counted: dict[str, int] = {}
        lines = list(receipt.lines)
        for place, units in asked.items():
            line = lines[place]
            prepaid = _prepaid_units(line)
            for unit in range(line.returned, line.returned + units):
                self._add(line, unit, prepaid[unit] if prepaid else 0)
            lines[place] = line._replace(returned=line.returned + units)
        self.receipt = receipt._replace(lines=tuple(lines))
        self.whole = all(line.returned == line.quantity for line in lines)

    def _add(self, line: SoldLine, unit: int, prepaid: int) -> None:
        redeemed = line.redeemed[unit] if line.redeemed else 0
        refund = line.price - part(line.discount, line.quantity, unit) - redeemed
        self.refund += refund
        self.earned += line.earned_units[unit] if line.earned_units else part(line.earned, line.quantity, unit)
        for draw in line.draws[unit] if line.draws else ():
            self.draws[draw.lot] = self.draws.get(draw.lot, 0) + draw.amount
        counted = refund - prepaid
        for name in line.paid_into:
            self.counted[name] = self.counted.get(name, 0) + counted
        for name, amount in line.each.items():
            self.counted[name] = self.counted.get(name, 0) + amount


def _prepaid_units(line: SoldLine) -> list[int] | None:
    """What was paid of each unit with something bought earlier: laid over what bonuses had left of each."""
    if not line.prepaid:
        return None
    redeemed = line.redeemed or (0,) * line.quantity
    left = [line.price - part(line.discount, line.quantity, unit) - redeemed[unit] for unit in range(line.quantity)]
    return spread_by(line.prepaid, left)


def _uncount(change: Change, receipt: Receipt, returned: _Returned) -> None:
    """Counters go down on the purchase's own day; what counted as a whole goes with the last unit."""
    amounts = dict(returned.counted)
    if returned.whole:
        for name, amount in receipt.once.items():
            amounts[name] = amounts.get(name, 0) + amount
    for name, amount in amounts.items():
        epoch = receipt.epochs.get(name, 0)
        taken = change.account.absorbed.get(receipt.account or "")
        if taken is not None:
            epoch, amount = uncount_absorbed(change.account, receipt, taken, name, amount)
        tally = change.account.tallies.get(name)
        if amount and tally and tally.epoch == epoch:
            counters.lower(change.account, name, receipt.day, amount, epoch)
            change.counted.append(Counted(name, receipt.day, -amount, epoch))


def _take_back_referral(moment: Moment, facts: Facts, decision: Decision, change: Change) -> None:
    """A full return of the friend's first receipt takes the reward back; the next paid one gives it again."""
    receipt = facts.receipt
    person = change.account.known(receipt.person) if receipt else None
    if receipt is None or person is None or person.friend_paid != receipt.number:
        return
    person.friend_paid = None
    if facts.other is None or person.brought_by is None:
        return
    shared = facts.other.id == change.account.id
    other = change if shared else moment.look_at(facts.other)
    if not shared:
        decision.changes.append(other)
    known = {**facts.other_closed_lots, **other.lots, **other.account.lots}
    for lot in known.values():
        if lot.source == "referral" and lot.origin == receipt.number:
            lots.take_back(other, moment.programme, lot.number, lot.issued, lot.wallet, moment.day, known, lot.rule)
