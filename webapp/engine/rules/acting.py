"""Running a rule on a case: what it earns, then its effects in order, for every trigger alike."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from webapp.engine import rewards
from webapp.engine.case import Case
from webapp.engine.compiled import EarnRule, RuleCode
from webapp.engine.document.amounts import Amount
from webapp.engine.document.values import MYRIAD
from webapp.engine.money import WHOLE, hundredths
from webapp.engine.situation import Line


def run(case: Case, rule: RuleCode, times: int = 1) -> bool:
    """Runs the rule so many times, if it may and the fact has room for it. Whether it did."""
    done = False
    if times > rewards.MOST_AT_ONCE and rule.earn is not None and not rule.acts and rule.once is None:
        return _earn_at_once(case, rule, rule.earn, times)
    for _ in range(min(times, case.change.room)):
        if (rule.whole is not None and not rule.whole(case.situation, None)) or not case.may(rule):
            break
        case.change.effort += 1
        if rule.earn is not None:
            earn(case, rule, rule.earn)
        act(case, rule)
        case.mark(rule)
        done = True
    return done


def _earn_at_once(case: Case, rule: RuleCode, earned: EarnRule, times: int) -> bool:
    """Thousands of the same are one lot of their sum."""
    if not case.change.room or (rule.whole is not None and not rule.whole(case.situation, None)):
        return False
    case.change.effort += 1
    earn(case, rule, earned, times)
    return True


def act(case: Case, rule: RuleCode) -> None:
    """The effects beside discounts, earning and refusals, in the order of the language."""
    for act_of, section in rule.acts:
        act_of(case, rule, section)


def earn(case: Case, rule: RuleCode, earned: EarnRule, times: int = 1) -> None:
    """Bonuses for the member, the friend or both."""
    if earned.give is None:
        return
    give = earned.give(case.situation, None)
    if give is None:
        return
    whom = [case] if earned.to == "member" else [case.friend] if earned.to == "friend" else [case, case.friend]
    exact = share_of(case, earned, give, lines_of(case, rule))
    amount = earned.rounded(exact.numerator, exact.denominator)
    amount = clamped(case.situation, earned, amount) * times
    for other in whom:
        if other is not None and other.person.state != "closed" and not other.person.mismatch:
            other.credit(rule, earned, amount)


def clamped(situation: Any, earned: EarnRule, amount: int) -> int:
    """Not less than `least`, not more than `most`."""
    if earned.least is not None and (least := earned.least(situation, None)) is not None:
        amount = max(amount, int(least.value))
    if earned.most is not None and (most := earned.most(situation, None)) is not None:
        amount = min(amount, int(most.value))
    return amount


def lines_of(case: Case, rule: RuleCode) -> list[Line]:
    """The receipt's lines that the rule looks at: those that fit, where it chooses."""
    s = case.situation
    if not rule.chooses or rule.lines is None:
        return s.lines
    return [line for line in s.lines if rule.lines(s, line)]


def share_of(case: Case, earned: EarnRule, give: Amount, lines: list[Line]) -> Fraction:
    """A percent of the base, so much for each or each full part of it, or a fixed number. Exact."""
    if not give.percent and earned.per is None:
        return Fraction(give.value)
    base = base_of(case, earned.base, lines)
    if give.percent:
        return Fraction(base * give.value, MYRIAD)
    per = earned.per or WHOLE
    return give.value * (Fraction(base // per) if earned.full else Fraction(base, per))


def base_of(case: Case, base: str, lines: list[Line]) -> int:
    """What a percent is taken of: the receipt's lines where there are some, else what the event tells."""
    s = case.situation
    if lines:
        return sum(line_base(line, base) for line in lines)
    if s.event is None:
        return 0
    if base in ("minutes", "hours"):
        found = s.event.attributes.get(base)
        return _told_amount(found) if found else s.event.units
    return s.event.units if base == "units" else s.event.amount


def _told_amount(text: str) -> int:
    try:
        return hundredths(text)
    except ValueError:
        return 0


def line_base(line: Any, base: str) -> int:
    """In hundredths, of the whole line."""
    if base == "paid":
        return int(line.paid)
    if base == "discounted":
        return int(line.gross - line.discount)
    if base == "gross":
        return int(line.gross)
    if base == "units":
        return int(line.quantity * WHOLE)
    return int(getattr(line, base) * line.quantity)
