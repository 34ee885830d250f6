"""Discounts of a sale: rules, offers from outside and rewards, by groups; rounded to the currency's smallest coin,
half up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from webapp.engine.compiled import DiscountRule, RuleCode
from webapp.engine.document.benefits import DISCOUNTS
from webapp.engine.document.values import MYRIAD
from webapp.engine.money import rounded, spread, spread_by
from webapp.engine.programme import Programme
from webapp.engine.situation import Line, Reason, Situation

Units = dict[Line, list[int]]
"""What is taken off each unit of each line."""


class Apart(NamedTuple):
    """`of` is unit or line, `most` how many uses of the same reward each of them may see."""

    of: str
    most: int = 1


@dataclass(slots=True)
class Candidate:
    """A discount that asks to act. `costs` tells that the member pays for it with a reward."""

    name: str
    group: str
    rule: DiscountRule | None
    lines: list[Line]
    reason: Reason
    not_with: frozenset[str] = frozenset()
    at: str = "line"
    costs: bool = False
    of_rule: RuleCode | None = None
    asked: Any = None
    offer: bool = False
    limit: int | None = None
    value: int | None = None
    took: int = 0
    off: Units = field(default_factory=dict)
    twins: tuple[Candidate, ...] = ()
    """The same reward, asked for before this time."""
    apart: Apart | None = None
    """Whether one use is for one unit or line, and how many uses each may see; None for all that it chooses at once."""
    claims: list[tuple[Line, int]] = field(default_factory=list)
    """The units that it acts on."""
    barred: bool = False
    """Whether what it does not go together with has left it no line."""


def apply(
    situation: Situation, rewards: Iterable[Candidate] = (), rules: list[RuleCode] | None = None
) -> list[Candidate]:
    """Sets each line's discount and what is left to pay. Returns those that took something off."""
    programme = situation.programme
    running = programme.discounts if rules is None else rules
    running = [rule for rule in running if rule.when is None or rule.when(situation, None)]
    asked = list(rewards)
    if programme.simple_discounts and not asked and not situation.offered:
        _largest(situation, running)
        return []
    candidates = [*_offers(situation), *(_of_rule(situation, rule) for rule in running), *asked]
    touched: dict[str, set[Line]] = {}
    won: list[Candidate] = []
    for group, (take, per) in programme.groups.items():
        members = [each for each in candidates if each.group == group and _allowed(situation, each, touched, asked)]
        members = _beside(situation, members, [each for each in won if each.not_with])
        for each in asked:
            each.barred = each.barred or (each.group == group and all(each is not member for member in members))
        _act_of_group(situation, members, take, per)
        for each in members:
            each.took = sum(sum(units) for units in each.off.values())
            if each.took:
                won.append(each)
                lines = [line for line, units in each.off.items() if any(units)]
                touched.setdefault(group, set()).update(lines)
                touched.setdefault(each.name, set()).update(lines)
                touched.setdefault(_kind(each), set()).update(each.off)
    return won


def _largest(situation: Situation, running: list[RuleCode]) -> None:
    """The commonest case by itself: percents of lines, of which the largest acts."""
    percents = [(rule.lines, rule.discount.value) for rule in running if rule.discount is not None]
    to_a_cent = situation.programme.to_a_cent
    for line in situation.lines:
        best = 0
        for fits, value in percents:
            if fits is not None and not fits(situation, line):
                continue
            percent = value(situation, line)
            if percent is not None and (amount := to_a_cent(line.gross * percent.value, MYRIAD)) > best:
                best, reason = amount, percent.reason
        if best:
            line.discount = best
            line.payable = line.paid = line.gross - best
            line.reasons.append(reason)
            situation.discounted.add(reason.rule)


def _offers(situation: Situation) -> list[Candidate]:
    group = situation.programme.offers_in
    found = []
    for line in situation.lines:
        if line.offer is None:
            continue
        name = f"offer:{line.offer.name}"
        reason = Reason("offer", name, line.offer.percent or line.offer.amount or line.offer.price or 0)
        found.append(Candidate(name, group, None, [line], reason, offer=True))
    return found


def _of_rule(situation: Situation, rule: RuleCode) -> Candidate:
    lines = [line for line in situation.lines if rule.lines is None or rule.lines(situation, line)]
    reason = Reason("discount", rule.name)
    return Candidate(
        rule.name, rule.group or DISCOUNTS, rule.discount, lines, reason, rule.not_with, rule.at, of_rule=rule
    )


def _allowed(s: Situation, each: Candidate, touched: dict[str, set[Line]], asked: list[Candidate]) -> bool:
    """Whether what it does not go together with leaves it a line."""
    if not each.not_with:
        return bool(each.lines)
    if "spending" in each.not_with and s.spends:
        return False
    barred: set[Line] = set()
    if "offers" in each.not_with:
        barred |= {line for line in s.lines if line.offer is not None}
    if "rewards" in each.not_with:
        others = [other for other in asked if other is not each]
        barred |= {line for other in others for line in other.lines}
    for group in each.not_with:
        barred |= touched.get(group, set())
    if "discounts" in each.not_with:
        barred |= {line for line in s.lines if line.discount}
    if barred and each.at == "receipt":
        return False
    each.lines = [line for line in each.lines if line not in barred]
    return bool(each.lines)


def _beside(s: Situation, members: list[Candidate], won: list[Candidate]) -> list[Candidate]:
    """Those that are left a line by what has acted and does not go together with them."""
    for other in won:
        barred = set(s.lines) if other.at == "receipt" else {line for line, units in other.off.items() if any(units)}
        for each in members:
            if not other.not_with.isdisjoint((DISCOUNTS, each.group, each.name, _kind(each))):
                each.lines = [line for line in each.lines if line not in barred]
    return [each for each in members if each.lines]


def gave_way(programme: Programme, each: Candidate, asked: list[Candidate]) -> bool:
    """Whether a reward that was asked for several times took nothing off because it had done so before on the same
    line, in a group in which one acts.
    """
    if each.took or programme.groups[each.group][0] not in ("best", "first"):
        return False
    beside = (other for other in asked if other is not each and other.took and other.name == each.name)
    return any(line in each.lines for other in beside for line, units in other.off.items() if any(units))


def _kind(each: Candidate) -> str:
    return "rewards" if each.asked is not None else "offers" if each.offer else "rules"


def _act_of_group(s: Situation, members: list[Candidate], take: str, per: str) -> None:
    """The group as it stands; one that bears no other discount on the receipt acts alone, where it takes off more than
    all the others together.
    """
    alone = [each for each in members if each.at == "receipt" and "discounts" in each.not_with]
    others = [each for each in members if each not in alone]
    if not alone or not others:
        _GROUPS[take](s, members, per)
        return
    before = [(line, _standing(line)) for line in s.lines]
    discounted = set(s.discounted)
    _GROUPS[take](s, others, per)
    reached = sum(line.discount for line in s.lines)
    together = [(line, _standing(line)) for line in s.lines]
    _restore(before)
    was = sum(line.discount for line in s.lines)
    _GROUPS[take](s, alone, per)
    mine = sum(line.discount for line in s.lines)
    if mine > reached or (mine == reached > was and not any(each.costs for each in alone)):
        s.discounted -= {each.name for each in others} - discounted
        for each in others:
            each.off.clear()
        return
    _restore(together)
    s.discounted -= {each.name for each in alone} - discounted
    for each in alone:
        each.off.clear()


def _standing(line: Line) -> tuple[Any, ...]:
    return (line.discount, line.off_units, line.payable, line.paid, list(line.reasons), line.offered, line.used)


def _restore(before: list[tuple[Line, tuple[Any, ...]]]) -> None:
    for line, stood in before:
        line.discount, line.off_units, line.payable, line.paid, reasons, line.offered, line.used = stood
        line.reasons[:] = reasons


def _left(line: Line) -> list[int]:
    """What each unit costs as it stands."""
    return line.net_units()


def worked_out(s: Situation, each: Candidate) -> Units:
    """What the candidate would take off each unit, as things stand."""
    rule = each.rule
    if rule is None:
        return {line: _of_offer(s, line) for line in each.lines}
    s.value = each.value
    lines = [line for line in each.lines if _price_fits(s, rule, line)]
    if each.apart is None and rule.units is None:
        off = _of_lines(s, rule, lines)
    else:
        off = _of_units(s, rule, _free(each, lines), each.apart)
        each.claims = [(line, place) for line, units in off.items() for place, unit in enumerate(units) if unit]
    most = rule.most(s, None) if rule.most is not None else None
    bound = each.limit if most is None else int(most.value)
    total = sum(sum(units) for units in off.values())
    if bound is not None and total > bound:
        weights = [amount for units in off.values() for amount in units]
        cut = iter(spread_by(bound, weights))
        off = {line: [next(cut) for _ in units] for line, units in off.items()}
    return off


def _price_fits(s: Situation, rule: DiscountRule, line: Line) -> bool:
    bound = rule.price_up_to(s, line) if rule.price_up_to is not None else None
    return bound is None or line.price <= bound.value


def _of_offer(s: Situation, line: Line) -> list[int]:
    offer = line.offer
    assert offer is not None
    left = _left(line)
    if offer.percent is not None:
        total = rounded(sum(left) * offer.percent, MYRIAD, s.programme.cent, "half_up")
        return spread_by(total, left) if line.discount else spread(total, line.quantity)
    if offer.amount is not None:
        return [min(unit, offer.amount) for unit in left]
    return [max(0, unit - (offer.price or 0)) for unit in left]


def _of_lines(s: Situation, rule: DiscountRule, lines: list[Line]) -> Units:
    if rule.kind == "amount" and not rule.by_line:
        value = rule.value(s, None)
        nets = {line: _left(line) for line in lines}
        weights = [unit for units in nets.values() for unit in units]
        if value is None or not weights:
            return {}
        if value.percent:
            return {line: _percent_off(s, line, int(value.value)) for line in lines}
        cut = iter(spread_by(min(int(value.value), sum(weights)), weights))
        return {line: [next(cut) for _ in units] for line, units in nets.items()}
    found: Units = {}
    for line in lines:
        value = rule.value(s, line)
        if value is None:
            continue
        if value.percent:
            found[line] = _percent_off(s, line, int(value.value))
        else:
            found[line] = [_unit_off(rule.kind, int(value.value), unit) for unit in _left(line)]
    return found


def _percent_off(s: Situation, line: Line, percent: int) -> list[int]:
    cent = s.programme.cent
    if not line.discount:
        return spread(rounded(line.gross * percent, MYRIAD, cent, "half_up"), line.quantity)
    left = _left(line)
    return spread_by(rounded(sum(left) * percent, MYRIAD, cent, "half_up"), left)


def _unit_off(kind: str, value: int, unit: int) -> int:
    return min(unit, value) if kind == "amount" else max(0, unit - value)


def _free(each: Candidate, lines: list[Line]) -> list[tuple[int, Line, int]]:
    """The units that the same reward has not been used on as often as it may, each with what it costs."""
    apart = each.apart or Apart("unit")
    seen = [(line, place) for twin in each.twins for line, place in twin.claims]
    if apart.of == "line":
        seen = [(line, 0) for twin in each.twins for line in dict.fromkeys(line for line, _ in twin.claims)]
    return [
        (unit, line, place)
        for line in lines
        for place, unit in enumerate(_left(line))
        if seen.count((line, 0 if apart.of == "line" else place)) < apart.most
    ]


def _of_units(
    s: Situation, rule: DiscountRule, places: list[tuple[int, Line, int]], apart: Apart | None = None
) -> Units:
    """Off the cheapest, the dearest or the first units, or those of the first line; nothing off the others."""
    if rule.of == "cheapest":
        places.sort(key=lambda found: found[0])
    elif rule.of == "dearest":
        places.sort(key=lambda found: -found[0])
    found: Units = {}
    if rule.units is not None or apart is None or apart.of == "unit":
        chosen = places[: rule.units or 1]
    else:
        chosen = [found for found in places if found[1] is places[0][1]]
    for unit, line, place in chosen:
        value = rule.value(s, line)
        if value is None:
            continue
        amount = int(value.value)
        whole = rounded(unit * amount, MYRIAD, s.programme.cent, "half_up") if value.percent else None
        off = whole if whole is not None else _unit_off(rule.kind, amount, unit)
        found.setdefault(line, [0] * line.quantity)[place] = off
    return found


def _lay(s: Situation, each: Candidate, line: Line, units: list[int]) -> None:
    """Takes it off the line."""
    total = sum(units)
    if not total:
        return
    before = line.discount_units() if line.discount else [0] * line.quantity
    together = [old + new for old, new in zip(before, units, strict=True)]
    line.discount += total
    line.off_units = together if together != spread(line.discount, line.quantity) else None
    line.payable = line.paid = line.gross - line.discount
    line.reasons.append(_told(s, each, line))
    each.off[line] = units
    if each.offer:
        line.offered += total
    if each.asked is not None:
        line.used = (*line.used, each.name)
    s.discounted.add(each.name)


def _told(s: Situation, each: Candidate, line: Line) -> Reason:
    if each.rule is None or each.reason.value:
        return each.reason
    value = each.rule.value(s, line)
    amount = 0 if value is None else int(value.value)
    return each.reason._replace(value=amount, percent=value is not None and value.percent)


def _best(s: Situation, members: list[Candidate], per: str) -> None:
    """The larger sum; of equal ones what costs the member nothing, then the first."""
    found = [(each, worked_out(s, each)) for each in members]
    found.sort(key=lambda pair: pair[0].costs)
    if per == "receipt":
        together = _together([(each, line, units) for each, off in found for line, units in off.items()])
        for each, line, units in max(together, key=_sum_of, default=[]):
            _lay(s, each, line, units)
        return
    for line in s.lines:
        here = _together([(each, line, off[line]) for each, off in found if line in off])
        for each, _, units in max(here, key=_sum_of, default=[]):
            _lay(s, each, line, units)


Offs = list[tuple[Candidate, Line, list[int]]]


def _together(found: Offs) -> list[Offs]:
    """What each candidate takes off; uses of one reward on units of their own stand as one."""
    kinds: dict[Any, Offs] = {}
    for each, line, units in found:
        alike = each.name if each.asked is not None and each.claims else id(each)
        kinds.setdefault(alike, []).append((each, line, units))
    return list(kinds.values())


def _sum_of(offs: Offs) -> int:
    return sum(sum(units) for _, _, units in offs)


def _add(s: Situation, members: list[Candidate], per: str) -> None:
    """All of them, each on what the group found, never more than there is."""
    found = [(each, worked_out(s, each)) for each in members]
    for each, off in found:
        for line, units in off.items():
            left = _left(line)
            _lay(s, each, line, [min(some, unit) for some, unit in zip(units, left, strict=True)])


def _chain(s: Situation, members: list[Candidate], per: str) -> None:
    """Each on what the one before it left."""
    for each in members:
        for line, units in worked_out(s, each).items():
            _lay(s, each, line, units)


def _first(s: Situation, members: list[Candidate], per: str) -> None:
    """The first that takes something off, of each line or of the receipt: an offer, then what is asked for, then rules
    in their order.
    """
    taken: set[Line] = set()
    for each in sorted(members, key=lambda each: 0 if each.offer else 1 if each.asked is not None else 2):
        off = {line: units for line, units in worked_out(s, each).items() if line not in taken and any(units)}
        for line, units in off.items():
            _lay(s, each, line, units)
        taken |= off.keys()
        if off and per == "receipt":
            return


_GROUPS = {"best": _best, "add": _add, "chain": _chain, "first": _first}
