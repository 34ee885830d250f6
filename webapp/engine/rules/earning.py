"""What a sale earns: a percent of the part paid, or a fixed number a unit, rounded per unit or per line (ES-2.1 to
2.5, 7K-3, 7K-5).
"""

from __future__ import annotations

from webapp.engine.document.values import MYRIAD, Amount
from webapp.engine.money import WHOLE, rounded, spread, spread_by
from webapp.engine.programme import EarnRule, SaleRule
from webapp.engine.situation import Line, Reason, Situation


def apply(situation: Situation) -> int:
    """Sets what each line earns, in hundredths of a bonus, and returns the sum. The first rule that fits, then those
    that add,
    then those that multiply."""
    programme = situation.programme
    running = [rule for rule in programme.earnings if rule.when is None or rule.when(situation, None)]
    times = [rule for rule in programme.multipliers if rule.when is None or rule.when(situation, None)]
    total = 0
    for line in situation.lines:
        based = False
        for rule in running:
            earn = rule.earn
            if earn is None or earn.give is None or (based and not earn.adds):
                continue
            if rule.lines is not None and not rule.lines(situation, line):
                continue
            give = earn.give(situation, line)
            if give is None:
                continue
            based = based or not earn.adds
            _give(situation, line, rule, earn, give)
        if line.earned and times:
            _multiply(situation, line, times)
        total += line.earned
    return total


def _give(situation: Situation, line: Line, rule: SaleRule, earn: EarnRule, give: Amount) -> None:
    wallet = situation.programme.wallets[earn.wallet]
    line.reasons.append(Reason("earned", rule.name, give.value, give.percent))
    if earn.per_unit:
        units = [_of_unit(give, earn.scaled, paid, net, wallet.step, wallet.round) for paid, net in _paid_units(line)]
        before = line.earned_units or spread(line.earned, line.quantity)
        line.earned_units = [old + new for old, new in zip(before, units, strict=True)]
        line.earned += sum(units)
        return
    if give.percent:
        amount = rounded(line.paid * give.value, MYRIAD, wallet.step, wallet.round)
    else:
        net = line.gross - line.discount
        part, whole = (line.paid, net or 1) if earn.scaled else (1, 1)
        amount = rounded(give.value * line.quantity * part, whole, wallet.step, wallet.round)
    if line.earned_units is not None:
        line.earned_units = [
            old + new for old, new in zip(line.earned_units, spread(amount, line.quantity), strict=True)
        ]
    line.earned += amount


def _of_unit(give: Amount, scaled: bool, paid: int, net: int, step: int, direction: str) -> int:
    if give.percent:
        return rounded(paid * give.value, MYRIAD, step, direction)
    if scaled and (paid != net or not net):
        # Where nothing is to be paid nothing is paid.
        return rounded(give.value * paid, net or 1, step, direction)
    return rounded(give.value, 1, step, direction)


def _paid_units(line: Line) -> list[tuple[int, int]]:
    """For each unit, what was paid for it in money that earns, and its price after discount."""
    nets = line.net_units()
    paid = nets
    if line.redeemed_units is not None:
        paid = [net - redeemed for net, redeemed in zip(nets, line.redeemed_units, strict=True)]
    if line.prepaid:
        paid = [left - before for left, before in zip(paid, spread_by(line.prepaid, paid), strict=True)]
    return list(zip(paid, nets, strict=True))


def _multiply(situation: Situation, line: Line, rules: list[SaleRule]) -> None:
    for rule in rules:
        earn = rule.earn
        if earn is None or earn.times is None or (rule.lines is not None and not rule.lines(situation, line)):
            continue
        wallet = situation.programme.wallets[earn.wallet]
        line.reasons.append(Reason("times", rule.name, earn.times))
        if line.earned_units is not None:
            line.earned_units = [
                rounded(unit * earn.times, WHOLE, wallet.step, wallet.round) for unit in line.earned_units
            ]
            line.earned = sum(line.earned_units)
        else:
            line.earned = rounded(line.earned * earn.times, WHOLE, wallet.step, wallet.round)
