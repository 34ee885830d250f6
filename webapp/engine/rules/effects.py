"""What rules do beside discounts and what a sale earns: each effect once, for every trigger alike."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from webapp.engine import calendar, levels, lots, rewards
from webapp.engine.case import Case
from webapp.engine.compiled import EarnRule, RuleCode
from webapp.engine.decisions import Entry
from webapp.engine.document.amounts import Amount
from webapp.engine.document.values import MYRIAD
from webapp.engine.facts import Deed
from webapp.engine.money import WHOLE, hundredths, rounded
from webapp.engine.rules.undoing import undo_refs


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
    for name in rule.acts:
        EFFECTS[name](case, rule, getattr(rule.then, name))


def looked(case: Case, value: Any) -> Any:
    """An amount as it is in this case: None where a table has no cell for it."""
    return case.programme.looked_up(value)(case.situation, None)


def earn(case: Case, rule: RuleCode, earned: EarnRule, times: int = 1) -> None:
    """Bonuses for the member, the friend or both."""
    if earned.give is None:
        return
    give = earned.give(case.situation, None)
    if give is None:
        return
    whom = [case] if earned.to == "member" else [case.friend] if earned.to == "friend" else [case, case.friend]
    exact = share_of(case, earned, give)
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


def share_of(case: Case, earned: EarnRule, give: Amount) -> Fraction:
    """A percent of the base, so much for each or each full part of it, or a fixed number. Exact."""
    if not give.percent and earned.per is None:
        return Fraction(give.value)
    base = base_of(case, earned.base)
    if give.percent:
        return Fraction(base * give.value, MYRIAD)
    per = earned.per or WHOLE
    return give.value * (Fraction(base // per) if earned.full else Fraction(base, per))


def base_of(case: Case, base: str) -> int:
    """What a percent is taken of: the receipt's lines where there are some, else what the event tells."""
    s = case.situation
    if s.lines:
        return sum(line_base(line, base) for line in s.lines)
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


def _take(case: Case, rule: RuleCode, effect: Any) -> None:
    """Takes from what is available, then from what is pending; what is missing is owed where the wallet says so."""
    wallet = case.programme.wallet_named(effect.wallet)
    asked = looked(case, effect.amount)
    if asked is None:
        return
    ready = lots.usable(case.programme, case.account, wallet, case.day, case.situation.at)
    amount = int(asked.value)
    if asked.percent:
        amount = sum(lot.left for lot in ready) * asked.value // MYRIAD
    numbers = {lot.number for lot in ready}
    others = [lot for lot in case.account.lots.values() if lot.wallet == wallet and lot.number not in numbers]
    pending = [] if asked.percent else lots.spending_order(case.programme, others)
    draws = lots.draw(case.change, [*ready, *pending], amount, case.day, "taken", rule.name)
    took = rewards.note_draws(case, rule.name, wallet, draws)
    case.taken[wallet] = case.taken.get(wallet, 0) + took
    if took < amount and case.programme.wallets[wallet].floor == "debt":
        lots.owe(case.change, wallet, amount - took, case.day, rule.name)
        case.taken[wallet] += amount - took


def _convert(case: Case, rule: RuleCode, effect: Any) -> None:
    programme = case.programme
    source = programme.wallet_named(effect.from_)
    ready = lots.usable(programme, case.account, source, case.day, case.situation.at)
    balance = sum(lot.left for lot in ready)
    most = None if effect.times is None else looked(case, effect.times)
    times = None if most is None else int(most.value) // WHOLE
    room = 0
    if effect.to not in programme.wallets:
        room = min(rewards.MOST_AT_ONCE, rewards.room(case))
        times = room if times is None else min(times, room)
    used, gifts = _blocks(case, effect, balance, times)
    full = effect.to not in programme.wallets and sum(count for _, count in gifts) == room
    lost = balance - used if effect.rest == "lost" and not full else 0
    if not used and not lost:
        return
    draws = lots.draw(case.change, ready, used + lost, case.day, "converted", rule.name)
    rewards.note_draws(case, rule.name, source, draws)
    got = 0
    for value, count in gifts:
        if effect.to in programme.wallets:
            got += value * count
        else:
            rewards.give(case, effect.to, count, rule.name, value=value or None)
            got += count * WHOLE
    if effect.to in programme.wallets and got:
        case.bear(effect.to, got, rule.name)
    case.converted.append({"from": used + lost, "to": got})


def _blocks(case: Case, effect: Any, balance: int, times: int | None) -> tuple[int, list[tuple[int, int]]]:
    """(units used, [(what each part becomes, how many)])."""
    if effect.blocks is not None:
        used = 0
        gifts: list[tuple[int, int]] = []
        for units, worth in reversed(effect.blocks):
            told = case.programme.looked_up(worth)(case.situation, None)
            if told is None:
                continue
            count = (balance - used) // units
            count = count if times is None else min(count, times - sum(number for _, number in gifts))
            if count > 0:
                used += units * count
                gifts.append((int(told.value), count))
        return used, gifts
    if effect.to in case.programme.wallets:
        rate = effect.rate if effect.rate is not None else WHOLE
        wallet = case.programme.wallets[effect.to]
        return balance, [(rounded(balance * rate, WHOLE, wallet.step, wallet.round), 1)] if balance else []
    price = case.programme.choosable[effect.to].price.get(case.programme.wallet_named(effect.from_))
    units = effect.rate if effect.rate is not None else int(price(case.situation, None) or 0) if price else 0
    count = balance // units if units else 0
    count = count if times is None else min(count, times)
    return units * count, [(0, count)] if count else []


def _expire(case: Case, rule: RuleCode, effect: Any) -> None:
    wallet = case.programme.wallet_named(effect.wallet)
    ends = calendar.span_end(case.day, case.programme.span(effect.after)) if effect.after else None
    for lot in list(case.account.lots.values()):
        if lot.wallet != wallet:
            continue
        if ends is not None:
            lots.keep(case.change, lot._replace(expires=min(ends, lot.expires or calendar.FAR)))
            continue
        case.change.entries.append(
            Entry("expired", wallet, lot.number, -lot.left, case.day, rule.name, lapsed=lot.left)
        )
        lots.keep(case.change, lot._replace(left=0, lapsed=lot.lapsed + lot.left))


def _count(case: Case, rule: RuleCode, effect: Any) -> None:
    for name, value in effect.items():
        amount = looked(case, value)
        if amount is not None:
            case.count(case.programme.counters[name], int(amount.value), rule.name)


def _reset(case: Case, rule: RuleCode, effect: Any) -> None:
    for name in effect:
        case.reset(name)


def _give(case: Case, rule: RuleCode, effect: Any) -> None:
    names = looked(case, effect.reward)
    times = looked(case, effect.times)
    if not names or times is None:
        return
    event = case.situation.event
    wished = event.attributes.get("reward") if event else None
    value = None if effect.value is None else looked(case, effect.value)
    if effect.value is not None and value is None:
        return
    chosen = str(wished if wished in names else names[0])
    worth = None if value is None else int(value.value)
    count = int(times.value) // WHOLE
    if case.programme.choosable[chosen].kind != "wallet":
        count = min(count, rewards.room(case))
    rewards.give(case, chosen, count, rule.name, value=worth, valid=effect.valid)


def _level(case: Case, rule: RuleCode, effect: Any) -> None:
    name = looked(case, effect.to)
    programme, change = case.programme, case.change
    if name == "none":
        levels.fall(change, programme, None, case.day)
    level = programme.levels.get(name or "")
    if level is None:
        return
    standing = levels.standing_on(programme, case.account, level.ladder)
    since = standing.since
    same = standing.level == level.name
    levels.become_due(programme, case.account, level, case.day, rule=rule.name, change=change)
    if same and standing.level == level.name and standing.since == case.day:
        standing.since = since
    case.level = standing.level


def _set(case: Case, rule: RuleCode, effect: Any) -> None:
    for name, value in effect.values.items():
        before = case.person.attributes.get(name)
        case.deeds.append(Deed("set", rule.name, name, 0 if before is None else 1, 0, case.day, before or ""))
        case.person.attributes[name] = value
        if effect.span is not None:
            case.person.until[name] = calendar.span_end(case.day, case.programme.span(effect.span))
        else:
            case.person.until.pop(name, None)


def _undo(case: Case, rule: RuleCode, effect: Any) -> None:
    undo_refs(case, case.refs, effect.what)


def _add_person(case: Case, rule: RuleCode, effect: Any) -> None:
    limit = None if effect.limit is None else looked(case, effect.limit)
    if limit is None or case.memory.further < int(limit.value) // WHOLE:
        case.memory.further += 1


def _message(case: Case, rule: RuleCode, effect: Any) -> None:
    case.change.messages.append((case.person.id, effect))


EFFECTS: dict[str, Callable[[Case, RuleCode, Any], None]] = {
    "take": _take,
    "convert": _convert,
    "expire": _expire,
    "count": _count,
    "reset": _reset,
    "give": _give,
    "level": _level,
    "set": _set,
    "undo": _undo,
    "add_person": _add_person,
    "message": _message,
}
"""One entry for each effect, from its section of the document to what it does."""
