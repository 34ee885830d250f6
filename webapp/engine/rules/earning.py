"""What a sale earns: a percent, so much for each or each full part of a base, or a fixed number; for each unit, line,
receipt or visit; rounded once, of the exact sum (ES-2.1 to 2.5, 7K-3, 7K-5).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Any

from webapp.engine import periods
from webapp.engine.case import Case
from webapp.engine.compiled import EarnRule, RuleCode
from webapp.engine.document.amounts import Amount
from webapp.engine.document.values import MYRIAD
from webapp.engine.money import WHOLE, spread, spread_by
from webapp.engine.rules.acting import clamped, line_base
from webapp.engine.rules.tables import paid_in
from webapp.engine.situation import Given, Line, Reason, Situation


def apply(situation: Situation, case: Case, withheld: frozenset[Line] = frozenset()) -> int:
    """Sets what each line earns, in hundredths of a bonus, and returns the sum. The first rule that fits, then those
    that add; those that multiply act upon the first. Lines that are `withheld` bring nothing.
    """
    programme = situation.programme
    running = [rule for rule in programme.earnings if _runs(situation, case, rule)]
    if not running:
        return 0
    times = [rule for rule in programme.multipliers if _runs(situation, case, rule)] if programme.multipliers else []
    taken: dict[str, set[Line]] = {}
    total = 0
    for rule in running:
        earn = rule.earn
        if earn is None or earn.give is None:
            continue
        lines = _lines(situation, rule, earn, taken)
        if withheld:
            lines = [found for found in lines if found[0] not in withheld]
        if not lines:
            continue
        if earn.of in ("receipt", "visit"):
            total += _of_receipt(situation, case, rule, earn, lines, times)
        else:
            for line, give in lines:
                total += _of_line(situation, case, rule, earn, line, give, times)
        if not earn.adds and rule is not running[-1]:
            taken.setdefault(earn.wallet, set()).update([line for line, _ in lines])
    for rule in times if total else ():
        if rule.once is not None and _has_multiplied(situation, rule):
            case.mark(rule)
    return total


def _has_multiplied(s: Situation, rule: RuleCode) -> bool:
    return any(reason.effect == "times" and reason.rule == rule.name for line in s.lines for reason in line.reasons)


def _runs(situation: Situation, case: Case, rule: RuleCode) -> bool:
    return (rule.when is None or rule.when(situation, None)) and (rule.once is None or case.may(rule))


def _lines(
    situation: Situation, rule: RuleCode, earn: EarnRule, taken: dict[str, set[Line]]
) -> list[tuple[Line, Given]]:
    """The lines that the rule gives something on, each with how much. Where a rule before it has given already, it may
    only add.
    """
    shut = _barred(situation, rule) if rule.not_with else set()
    if shut and rule.at == "receipt":
        return []
    if taken and not earn.adds:
        shut |= taken.get(earn.wallet, set())
    found, fits, give = [], rule.lines, earn.give
    assert give is not None
    for line in situation.lines:
        if (shut and line in shut) or (fits is not None and not fits(situation, line)):
            continue
        told = give(situation, line)
        if told is not None:
            found.append((line, told))
    return found


def _barred(s: Situation, rule: RuleCode) -> set[Line]:
    """Lines with what the rule does not go together with."""
    names = rule.not_with
    return {
        line
        for line in s.lines
        if ("offers" in names and line.offer is not None)
        or ("discounts" in names and line.discount)
        or ("rewards" in names and (line.used if rule.at == "line" else s.used))
        or ("spending" in names and (line.redeemed if rule.at == "line" else s.spends))
        or any(reason.rule in names for reason in line.reasons)
    }


def _of_line(
    s: Situation,
    case: Case,
    rule: RuleCode,
    earn: EarnRule,
    line: Line,
    give: Given,
    times: list[RuleCode],
) -> int:
    line.reasons.append(give.reason)
    amount, units = _multiplied(s, case, earn, line, give, times) if times else _on_line(s, earn, line, give, 1)
    if not rule.direct:
        return _put(case, rule, earn, [(line, amount, units)])
    _note(line, amount, units)
    return amount


def _multiplied(
    s: Situation, case: Case, earn: EarnRule, line: Line, give: Given, times: list[RuleCode]
) -> tuple[int, list[int] | None]:
    """The same with the rules that multiply it, each within its own cap."""
    _name_factors(s, line, earn, times)
    amount, units = _on_line(s, earn, line, give, _factor(s, line, earn, times))
    if any(other.earn and other.earn.cap for other in times):
        bounded = _bounded(case, times, lambda some: _on_line(s, earn, line, give, _factor(s, line, earn, some))[0])
        if bounded < amount:
            amount, units = bounded, spread(bounded, line.quantity) if units is not None else None
    return amount, units


def _bounded(case: Case, times: list[RuleCode], amount_with: Callable[[list[RuleCode]], int]) -> int:
    """The amount, where what each multiplying rule adds stays within that rule's own cap."""
    reached = [rule for rule in times if rule.earn is None or rule.earn.cap is None]
    amount = before = amount_with(reached)
    for rule in times:
        if rule.earn is None or rule.earn.cap is None:
            continue
        reached = [*reached, rule]
        after = amount_with(reached)
        amount += case.within_cap(rule, rule.earn, after - before)
        before = after
    return amount


def _on_line(
    s: Situation, earn: EarnRule, line: Line, give: Given, factor: Fraction | int
) -> tuple[int, list[int] | None]:
    """What the line earns, and each of its units where they are counted apart."""
    plain = earn.plain and factor == 1
    if earn.of == "unit":
        if not plain:
            units = [earn.rounded(exact, 1) for exact in _of_units(s, earn, line, give, factor)]
        elif line.untouched:
            units = [_of_unit(give, earn, line.price, line.price)] * line.quantity
        else:
            units = [_of_unit(give, earn, paid, net) for paid, net in _paid_units(line)]
        if earn.bounded:
            units = [clamped(s, earn, unit) for unit in units]
        return sum(units), units
    if plain and give.percent and not earn.scaled:
        amount = earn.rounded(line.paid * give.value, MYRIAD)
    elif plain and not give.percent:
        part, whole = (line.paid, line.gross - line.discount or 1) if earn.scaled else (1, 1)
        amount = earn.rounded(give.value * line.quantity * part, whole)
    else:
        exact = _exact(s, earn, give, _base(s, earn, line), line.quantity) * factor * _tendered(s, earn, give)
        amount = earn.rounded(exact * Fraction(line.paid, line.gross - line.discount or 1) if earn.scaled else exact, 1)
    return clamped(s, earn, amount) if earn.bounded else amount, None


def _of_unit(give: Given, earn: EarnRule, paid: int, net: int) -> int:
    if give.percent:
        return earn.rounded(paid * give.value, MYRIAD)
    if earn.scaled and (paid != net or not net):
        # Where nothing is to be paid nothing is paid.
        return earn.rounded(give.value * paid, net or 1)
    return earn.rounded(give.value, 1)


def _of_units(s: Situation, earn: EarnRule, line: Line, give: Given, factor: Fraction | int) -> list[Fraction]:
    found = []
    for paid, net in _paid_units(line):
        if earn.base == "paid":
            base: Any = paid * _share_paid_by(s, earn)
        else:
            base = net if earn.base == "discounted" else Fraction(line_base(line, earn.base), line.quantity)
        exact = Fraction(_exact(s, earn, give, base, 1)) * factor * _tendered(s, earn, give)
        # Where nothing is to be paid nothing is paid.
        if earn.scaled and not give.percent and (paid != net or not net):
            exact *= Fraction(paid, net or 1)
        found.append(exact)
    return found


def _base(s: Situation, earn: EarnRule, line: Line) -> Fraction | int:
    base = line_base(line, earn.base)
    return base * _share_paid_by(s, earn) if earn.base == "paid" else base


def _share_paid_by(s: Situation, earn: EarnRule) -> Fraction | int:
    """The part of the receipt that was paid by the tenders that count."""
    if earn.paid_by is None:
        return 1
    named, whole = paid_in(s)
    part = sum(amount for name, amount in named.items() if name in earn.paid_by)
    return Fraction(part, whole) if whole else 0


def _tendered(s: Situation, earn: EarnRule, give: Given) -> Fraction | int:
    """A fixed number is given where a part was paid by the tenders that count; scaled, for their part."""
    if earn.paid_by is None or give.percent or earn.per is not None:
        return 1
    share = _share_paid_by(s, earn)
    return share if earn.scaled else int(share > 0)


def _exact(s: Situation, earn: EarnRule, give: Given, base: Fraction | int, quantity: int) -> Fraction:
    """Of a base in hundredths: a percent, so much for each or each full part; a fixed number is for each of
    `quantity`.
    """
    if give.percent:
        return Fraction(base) * give.value / MYRIAD
    if earn.per is None:
        return Fraction(give.value) * quantity
    return Fraction(give.value) * (Fraction(base) // earn.per if earn.full else Fraction(base) / earn.per)


def _factors(s: Situation, line: Line, earn: EarnRule, rules: list[RuleCode]) -> Iterator[tuple[RuleCode, Amount]]:
    """The rules that multiply the first rule that fits, each with by how much."""
    for rule in rules if not earn.adds else ():
        other = rule.earn
        if other is None or other.times is None or (rule.lines is not None and not rule.lines(s, line)):
            continue
        if other.wallet != earn.wallet or (rule.not_with and line in _barred(s, rule)):
            continue
        told = other.times(s, line)
        if told is not None:
            yield rule, told


def _factor(s: Situation, line: Line, earn: EarnRule, rules: list[RuleCode]) -> Fraction | int:
    factor: Fraction | int = 1
    for _, told in _factors(s, line, earn, rules):
        factor *= Fraction(told.value, MYRIAD if told.percent else WHOLE)
    return factor


def _name_factors(s: Situation, line: Line, earn: EarnRule, rules: list[RuleCode]) -> None:
    for rule, told in _factors(s, line, earn, rules):
        line.reasons.append(Reason("times", rule.name, int(told.value)))


def _of_receipt(
    s: Situation,
    case: Case,
    rule: RuleCode,
    earn: EarnRule,
    lines: list[tuple[Line, Given]],
    times: list[RuleCode],
) -> int:
    """Once for the receipt or the visit, laid over its lines by what each of them brought."""
    give = lines[0][1]
    bases = [_base(s, earn, line) for line, _ in lines]
    for line, _ in lines:
        _name_factors(s, line, earn, times)

    visit = f"visit {rule.name}"
    known, earlier = _visit_before(case, visit) if earn.of == "visit" else (False, Fraction(0))
    whole = earn.per is None and not give.percent

    def amount_with(some: list[RuleCode]) -> int:
        exact = Fraction(0) if known and whole else _on_receipt(s, earn, lines, bases, some, earlier)
        return clamped(s, earn, earn.rounded(exact, 1))

    capped = any(other.earn and other.earn.cap for other in times)
    amount = _bounded(case, times, amount_with) if capped else amount_with(times)
    if earn.of == "visit":
        day = str(case.day)
        periods.keep(case.memory.marks, visit, day, f"{day}|{earlier + sum(bases)}", case.oldest("day"))
    if amount <= 0:
        return 0
    weights = [int(base) for base in bases]
    if not sum(weights):
        weights = [1] * len(lines)
    parts = _laid(amount, weights)
    for (line, _), part in zip(lines, parts, strict=True):
        if part or len(lines) == 1:
            line.reasons.append(give.reason)
    return _put(case, rule, earn, [(line, part, None) for (line, _), part in zip(lines, parts, strict=True)])


def _on_receipt(
    s: Situation,
    earn: EarnRule,
    lines: list[tuple[Line, Given]],
    bases: list[Fraction | int],
    times: list[RuleCode],
    earlier: Fraction,
) -> Fraction:
    """What the lines bring together. Exact. Full parts are counted over all lines of one amount, after what the visit
    had `earlier`; what multiplies some of the lines multiplies the full parts of these.
    """
    factors = [_factor(s, line, earn, times) for line, _ in lines]
    if lines[0][1].percent or (earn.per is not None and not earn.full):
        parts = zip(lines, bases, factors, strict=True)
        exact = sum((_exact(s, earn, give, base, 1) * factor for (_, give), base, factor in parts), Fraction(0))
    elif earn.full:
        exact = _in_full(earn, lines, bases, factors, earlier)
    else:
        exact = _exact(s, earn, lines[0][1], 0, 1) * max(factors)
    exact *= _tendered(s, earn, lines[0][1])
    if earn.scaled and not lines[0][1].percent:
        net = sum(line.gross - line.discount for line, _ in lines)
        exact *= Fraction(sum(line.paid for line, _ in lines), net or 1)
    return exact


def _in_full(
    earn: EarnRule,
    lines: list[tuple[Line, Given]],
    bases: list[Fraction | int],
    factors: list[Fraction | int],
    earlier: Fraction,
) -> Fraction:
    by_amount: dict[int, dict[Fraction | int, Fraction]] = {}
    for (_, give), base, factor in zip(lines, bases, factors, strict=True):
        parts = by_amount.setdefault(give.value, {})
        parts[factor] = parts.get(factor, Fraction(0)) + base
    exact, per = Fraction(0), earn.per or WHOLE
    for value, parts in by_amount.items():
        least = min(parts)
        exact += value * least * ((earlier + sum(parts.values())) // per - earlier // per)
        for factor, base in parts.items():
            exact += value * (factor - least) * ((earlier + base) // per - earlier // per)
    return exact


def _laid(amount: int, weights: list[int]) -> list[int]:
    """The amount in proportion to the weights; it may be more than they are."""
    whole, reached, before, found = sum(weights), 0, 0, []
    for weight in weights:
        reached += weight
        edge = amount * reached // whole
        found.append(edge - before)
        before = edge
    return found


def _visit_before(case: Case, key: str) -> tuple[bool, Fraction]:
    """Whether the rule has given in this visit before, and on what base."""
    before = periods.recall(case.memory.marks, key, str(case.day)).partition("|")[2]
    known = case.programme.by_day and before != ""
    return known, Fraction(before) if known else Fraction(0)


def _put(case: Case, rule: RuleCode, earn: EarnRule, parts: list[tuple[Line, int, list[int] | None]]) -> int:
    """Notes on the lines what they earned, within the rule's cap; what is for a friend goes to the friend."""
    total = sum(amount for _, amount, _ in parts)
    if earn.to != "member" and case.friend is not None and case.friend.person.state != "closed":
        case.friend.credit(rule, earn, total)
    if earn.to == "friend":
        return 0
    allowed = case.within_cap(rule, earn, total) if earn.cap is not None else total
    if allowed < total:
        cut = iter(spread_by(allowed, [amount for _, amount, _ in parts]))
        parts = [(line, next(cut), None) for line, _, _ in parts]
    for line, amount, units in parts:
        if earn.terms == 0:
            _note(line, amount, units)
            continue
        line.also = line.also or {}
        before = line.also.get(earn.terms) or [0] * line.quantity
        line.also[earn.terms] = [
            old + new for old, new in zip(before, units or spread(amount, line.quantity), strict=True)
        ]
    if allowed and rule.once is not None:
        case.mark(rule)
    return allowed


def _note(line: Line, amount: int, units: list[int] | None) -> None:
    if not line.earned:
        line.earned_units = units
    elif units is not None or line.earned_units is not None:
        before = line.earned_units or spread(line.earned, line.quantity)
        added = units or spread(amount, line.quantity)
        line.earned_units = [old + new for old, new in zip(before, added, strict=True)]
    line.earned += amount


def _paid_units(line: Line) -> Iterable[tuple[int, int]]:
    """For each unit, what was paid for it in money that earns, and its price after discount."""
    nets = line.net_units()
    paid = nets
    if line.redeemed_units is not None:
        paid = [net - redeemed for net, redeemed in zip(nets, line.redeemed_units, strict=True)]
    if line.paid_with is not None:
        paid = [left + counts for left, counts in zip(paid, line.paid_with, strict=True)]
    if line.prepaid:
        paid = [left - before for left, before in zip(paid, spread_by(line.prepaid, paid), strict=True)]
    return zip(paid, nets, strict=True)
