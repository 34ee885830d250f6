"""Rewards: given, bought, asked for on a receipt or at a booking, used, lapsed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from webapp.engine import calendar, lots
from webapp.engine.case import Case
from webapp.engine.compiled import RewardRule
from webapp.engine.ends import end_of
from webapp.engine.facts import Account, Deed, Draw, HeldReward
from webapp.engine.programme import Programme
from webapp.engine.rules.conditions import why_not
from webapp.engine.situation import Line, Situation

MOST_AT_ONCE = 1000
"""Of one reward, by one conversion; what would have become more of them stays in the wallet."""
MOST_HELD = 10_000
"""By an account at one time: it is read whole whenever something happens to it."""

BOUGHT = "bought"
"""The deed by which a reward in money was bought on the receipt that it was used on, or at its booking."""


@dataclass(slots=True)
class Asked:
    """A reward asked for on a receipt: on which line, if on one; what backs it is a held one or a price."""

    rule: RewardRule
    line: Line | None
    held: HeldReward | None
    price: dict[str, int]
    lines: list[Line]
    used_up: int = 0
    """What of a money reward was used."""
    units: tuple[tuple[int, int], ...] = ()
    """The units that it acted on, each by its line's place and its own."""
    parts: tuple[int, ...] = ()
    """What it took off or paid of each of them."""


def note_draws(
    case: Case,
    rule: str,
    wallet: str,
    draws: Iterable[Draw],
    units: tuple[tuple[int, int], ...] = (),
    told: str = "",
) -> int:
    """Notes what was taken, so that it can be given back; returns the sum."""
    total = 0
    for lot, amount in draws:
        total += amount
        case.deeds.append(Deed("taken", rule, wallet, lot, amount, case.day, told, units))
    return total


def room(case: Case) -> int:
    """How many more a fact may give and an account may hold, whatever a document asks for (R61)."""
    return max(0, min(case.change.room, MOST_HELD - len(case.memory.held)))


def give(
    case: Case,
    name: str,
    times: int,
    rule: str,
    value: int | None = None,
    valid: Any = None,
    ref: str | None = None,
    units: tuple[tuple[int, int], ...] = (),
) -> list[HeldReward]:
    """So many of a reward, for `units` of the receipt where it is theirs; those of a wallet are credited at once. Rules
    answer to as many as there is room for.
    """
    reward = case.programme.choosable[name]
    document = reward.document
    if times <= 0:
        return []
    told = min(times, case.change.room)
    case.change.effort += told
    case.given[name] = case.given.get(name, 0) + times
    case.change.happened.extend([("reward", name, "given")] * told)
    if reward.kind == "wallet" and reward.units is not None:
        each = reward.units(case.situation, None)
        if each is not None:
            case.bear(document.gives.wallet or "", int(each.value) * times, rule)
        return []
    if value is None and reward.money is not None:
        worth = reward.money(case.situation, None)
        value = None if worth is None else int(worth.value)
    opens, awaits = _opens(case, document.available)
    ends = end_of(case.programme, valid or document.valid, case.day, case.situation).day
    memory, found = case.memory, []
    for _ in range(times):
        memory.born_rewards += 1
        held = HeldReward(memory.born_rewards, name, case.day, value, opens, awaits, ends, rule, ref)
        memory.held[held.number] = held
        case.deeds.append(Deed("given", rule, name, held.number, 1, case.day, units=units))
        found.append(held)
    return found


def _opens(case: Case, available: Any) -> tuple[date | None, str | None]:
    if available.kind == "next_day":
        return case.day + calendar.ONE_DAY, None
    if available.kind == "after" and available.span is not None:
        return calendar.span_end(case.day, case.programme.span(available.span), case.programme.working_days), None
    if available.kind == "at_once":
        return case.day, None
    return None, f"event {available.name}" if available.kind == "event" else available.kind


def release(case: Case, key: str) -> None:
    """Held rewards that waited for this can be used."""
    for held in list(case.memory.held.values()):
        if held.awaits != key or (key == "next_visit" and case.programme.by_day and held.given_on >= case.day):
            continue
        case.memory.held[held.number] = held._replace(available_from=case.day, awaits=None)


def lapse(case: Case, day: date) -> None:
    """Held rewards whose end has come."""
    case.change.happened.extend([("reward", held.reward, "lapsed") for held in drop_ended(case, day)])


def drop_ended(case: Case, day: date) -> list[HeldReward]:
    """Takes those held whose end has passed. Of what is held again so, only its price might have come back."""
    ended = [held for held in case.memory.held.values() if held.ends is not None and held.ends <= day]
    for held in ended:
        del case.memory.held[held.number]
    return ended


def price_of(programme: Programme, account: Account, reward: RewardRule, s: Situation, line: Any) -> dict[str, int]:
    """What the reward costs, by wallet; empty where it has no price."""
    found = {}
    for wallet, price in reward.price.items():
        units = price(s, line)
        if units is None:
            return {}
        found[wallet] = int(units)
        if reward.document.rest == "lost":
            found[wallet] = max(found[wallet], programme.balance(account, wallet, s.at))
    return found


def counted(programme: Programme, account: Account, s: Situation) -> dict[str, int]:
    """Every reward that can be had now, with how many times: held ones, and as many as the wallets pay for."""
    found: dict[str, int] = {}
    for held in account.memory.held.values():
        if held.usable_on(s.day) and held.booked is None:
            found[held.reward] = found.get(held.reward, 0) + 1
    for name, reward in programme.choosable.items():
        if reward.kind == "certificate":
            continue
        prices = {wallet: price(s, None) for wallet, price in reward.price.items()}
        if not prices or any(not price for price in prices.values()):
            continue
        times = min(programme.balance(account, wallet, s.at) // int(price) for wallet, price in prices.items())
        if reward.document.rest == "lost":
            times = min(times, 1)
        if times:
            found[name] = found.get(name, 0) + times
    return found


def find(case: Case, name: str, line: Line | None, taken: list[Asked]) -> tuple[Asked | None, list[str]]:
    """What backs a reward that is asked for, or the reasons why it cannot be had."""
    reward = case.programme.choosable.get(name)
    if reward is None:
        return None, ["not_offered"]
    s = case.situation
    codes = _conditions(case, reward, line) + limits(case, reward, taken)
    if s.guest is not None and not reward.document.transferable:
        codes.append("not_transferable")
    candidates = [line] if line is not None else s.lines
    lines = [each for each in candidates if reward.lines is None or reward.lines(s, each)]
    if not lines and s.lines and reward.kind != "wallet":
        told = why_not(reward.document.on, s, candidates[0]) if len(candidates) == 1 else []
        codes.append("had_before" if "had_before" in told else "excluded")
    if lines and _all_used(reward, lines, taken):
        codes.append("limit_per_receipt")
    if s.spends and "spending" in reward.not_with:
        codes.append("not_combinable")
    if "rewards" in reward.not_with and taken:
        codes.append("not_combinable")
    if any("rewards" in other.rule.not_with for other in taken):
        codes.append("not_combinable")
    if "offers" in reward.not_with and reward.document.at == "receipt" and any(each.offer for each in s.lines):
        codes.append("not_combinable")
    elif "offers" in reward.not_with:
        free = [each for each in lines if each.offer is None]
        codes += ["not_combinable"] if lines and not free else []
        lines = free
    held, price, missing = _backing_of(case, reward, taken, lines[0] if lines else line)
    codes += missing
    if codes:
        return None, list(dict.fromkeys(codes))
    return Asked(reward, line, held, price, lines), []


def find_of(case: Case, name: str, line: Line | None, taken: list[Asked]) -> tuple[Asked | None, list[str]]:
    """The same; of a choice the first that can be had."""
    reward = case.programme.choosable.get(name)
    if reward is None or reward.kind != "choice":
        return find(case, name, line, taken)
    codes = ["excluded"]
    for option in reward.document.gives.choice:
        asked, codes = find(case, option, line, taken)
        if asked is not None:
            return asked, codes
    return None, codes


def _backing_of(
    case: Case, reward: RewardRule, taken: list[Asked], line: Any
) -> tuple[HeldReward | None, dict[str, int], list[str]]:
    """What backs the reward itself, or else a choice that it is one of."""
    found = backing(case, reward, taken, line)
    if not found[2]:
        return found
    for other in case.programme.choosable.values():
        if other.kind == "choice" and reward.name in other.document.gives.choice:
            chosen = backing(case, other, taken, line)
            if not chosen[2]:
                return chosen
    return found


TOLD_BY_A_RECEIPT = ("companion_missing", "below_minimum")
"""What a booking that names no lines leaves to the use."""


def _conditions(case: Case, reward: RewardRule, line: Any = None) -> list[str]:
    """What does not hold at the moment of use; for a booking, at the booked time."""
    s, asked = case.situation, reward.document.if_
    event = s.event if s.event is not None and s.event.booked_for is not None else s.booking
    if asked is None or event is None or event.booked_for is None:
        return why_not(asked, s, line)
    at, day = s.at, s.day
    s.at, s.day = event.booked_for, event.booked_for.date()
    codes = why_not(asked, s, line)
    s.at, s.day = at, day
    return codes if s.lines else [code for code in codes if code not in TOLD_BY_A_RECEIPT]


def _all_used(reward: RewardRule, lines: list[Line], taken: list[Asked]) -> bool:
    """Whether every unit or line has seen the reward as often as it may."""
    per = reward.document.per
    room = per["line"] * len(lines) if "line" in per else None
    if "unit" in per:
        units = reward.discount.units if reward.discount is not None and reward.discount.units else 1
        by_units = per["unit"] * sum(each.quantity for each in lines) // units
        room = by_units if room is None else min(room, by_units)
    mine = [other for other in taken if other.rule.name == reward.name and set(other.lines) & set(lines)]
    return room is not None and len(mine) >= room


def backing(
    case: Case, reward: RewardRule, taken: list[Asked], line: Any
) -> tuple[HeldReward | None, dict[str, int], list[str]]:
    """A held reward that is usable, the one that ends first, else the price; else the reason why there is neither."""
    spoken = {other.held.number for other in taken if other.held is not None}
    held = [each for each in case.memory.held.values() if each.reward == reward.name and each.number not in spoken]
    held = [each for each in held if each.booked is None or each.booked in case.refs]
    ready = [each for each in held if each.usable_on(case.day)]
    if reward.document.named and not any(case.memory.marks.get(f"named {ref}") == reward.name for ref in case.refs):
        ready = [each for each in ready if each.booked is not None]
        if not ready:
            return None, {}, ["too_late"]
    if ready:
        return min(ready, key=lambda each: (each.booked is None, each.ends or calendar.FAR, each.number)), {}, []
    price = price_of(case.programme, case.account, reward, case.situation, line)
    if not price:
        return None, {}, ["not_usable_yet" if held else "reward_not_held"]
    for wallet, units in price.items():
        promised = sum(other.price.get(wallet, 0) for other in taken)
        if units <= 0 or case.programme.balance(case.account, wallet, case.situation.at) < units + promised:
            return None, {}, ["not_usable_yet" if held else "insufficient_bonuses"]
    return None, price, []


def limits(case: Case, reward: RewardRule, taken: list[Asked], quantity: int = 1) -> list[str]:
    """Whether the reward was used as often as a receipt or a period allows."""
    codes = []
    for per, most in reward.document.per.items():
        if per in ("receipt", "unit", "line"):
            if per == "receipt" and sum(other.rule.name == reward.name for other in taken) >= most:
                codes.append("limit_per_receipt")
            continue
        used = _used(case, reward, per) + sum(other.rule.name == reward.name for other in taken)
        if used + quantity > most:
            codes.append("limit_per_period")
    return codes


def _used(case: Case, reward: RewardRule, per: str) -> int:
    return case.used(f"reward {reward.name} {per}", case.period(per))


def consume(case: Case, asked: Asked, kind: str = "reward") -> dict[str, int]:
    """The reward is used: a held one goes, a price is paid. Returns what was paid, by wallet."""
    reward, paid, told, held = asked.rule, dict[str, int](), "", asked.held
    bought = held is None or bool(held.draws)
    if bought and reward.kind == "money" and asked.used_up:
        held = _bought(case, asked)
        told = f"{held.number}|{asked.used_up + _rest(asked, held)}"
        case.deeds.append(Deed(BOUGHT, kind, reward.name, held.number, 0, case.day, told, asked.units))
    for wallet, draws in _price_paid(case, asked).items():
        units = note_draws(case, kind, wallet, draws, asked.units, told)
        if asked.price:
            paid[wallet] = units
    if held is not None:
        _use_up(case, asked, held)
        if told or not bought:
            note = told_of(held, asked) + (f"|{BOUGHT}" if told else "")
            case.deeds.append(Deed("used", kind, reward.name, held.number, asked.used_up, case.day, note, asked.units))
    for per in reward.document.per:
        if per not in ("receipt", "unit", "line"):
            used = _used(case, reward, per)
            slot, period = f"reward {reward.name} {per}", case.period(per)
            case.use(slot, per, period, used + 1)
            case.deeds.append(Deed("capped", kind, slot, 0, 1, case.day, period, asked.units))
    case.change.happened.append(("reward", reward.name, "used"))
    return paid


def _bought(case: Case, asked: Asked) -> HeldReward:
    """As one that was redeemed before, with its whole worth."""
    reward, memory, number = asked.rule, case.memory, asked.held.number if asked.held is not None else 0
    if not number:
        memory.born_rewards += 1
        number = memory.born_rewards
    ends = end_of(case.programme, reward.document.valid, case.day, case.situation).day
    worth = worth_of(asked, case.situation, asked.line)
    return HeldReward(number, reward.name, case.day, worth, case.day, None, ends, reward.name)


def _price_paid(case: Case, asked: Asked) -> dict[str, list[Draw]]:
    """What is drawn for the price, by wallet; or was at the booking."""
    found: dict[str, list[Draw]] = {}
    for wallet, units in asked.price.items():
        ready = lots.usable(case.programme, case.account, wallet, case.day, case.situation.at)
        found[wallet] = lots.draw(case.change, ready, units, case.day, "redeemed", asked.rule.name)
    wallets = list(asked.rule.price) or [case.programme.main_wallet or ""]
    for number, units in asked.held.draws if asked.held is not None else ():
        lot = case.account.lots.get(number)
        found.setdefault(lot.wallet if lot is not None else wallets[0], []).append(Draw(number, units))
    return found


def _rest(asked: Asked, held: HeldReward) -> int:
    """What of a reward in money is kept for later."""
    kept = asked.rule.kind == "money" and asked.rule.document.change == "kept"
    return max(0, (held.value or 0) - asked.used_up) if kept else 0


def _use_up(case: Case, asked: Asked, held: HeldReward) -> None:
    """It goes, but for what is kept of it."""
    left = _rest(asked, held)
    if left:
        case.memory.held[held.number] = held._replace(value=left, booked=None, draws=())
    else:
        case.memory.held.pop(held.number, None)


def stays_paid(case: Case, deed: Deed) -> bool:
    """Whether a price is not given back, since what it has bought was used elsewhere too."""
    if not deed.told:
        return False
    number, worth = deed.told.split("|")
    held = case.memory.held.get(int(number))
    return held is None or (held.value or 0) < int(worth)


def unbuy(case: Case, deed: Deed) -> None:
    """What was bought goes, where its price has come back."""
    if not stays_paid(case, deed):
        del case.memory.held[deed.number]


def told_of(held: HeldReward, asked: Asked) -> str:
    """What a used reward was, so that it can come back; of money also what each unit took."""
    told = [str(held.given_on), str(held.ends or ""), str(held.value if held.value is not None else "")]
    if asked.rule.kind == "money":
        told.append(",".join(map(str, asked.parts)))
    return "|".join(told)


def parts_of(deed: Deed) -> list[int]:
    """What each of the deed's units took of a money reward, where it was written down."""
    parts = deed.told.split("|")[3:4]
    return [int(part) for part in parts[0].split(",")] if parts and parts[0] else []


def come_back(case: Case, deed: Deed) -> None:
    """A used reward is held again, with its old end; of money as much as was used. One that would have ended meanwhile
    is gone, but for what was bought on the receipt: `drop_ended` looks at it once its price has been.
    """
    given, ends, value, *more = deed.told.split("|")
    gone = date.fromisoformat(ends) if ends else None
    if gone is not None and gone <= case.day and BOUGHT not in more:
        return
    reward = case.programme.choosable.get(deed.name)
    worth = int(value) if value else None
    if more or (reward is not None and reward.kind == "money"):
        known = case.memory.held.get(deed.number)
        worth = deed.amount + ((known.value or 0) if known is not None else 0)
    case.memory.held[deed.number] = HeldReward(
        deed.number, deed.name, date.fromisoformat(given), worth, case.day, None, gone, deed.rule
    )


def book(case: Case, name: str, ref: str) -> list[str]:
    """Units or a held reward are kept for a booking, until it is used or given up."""
    reward = case.programme.choosable.get(name)
    if reward is None:
        return ["not_offered"]
    codes = _conditions(case, reward) + limits(case, reward, [])
    named = bool(reward.document.named)
    held, price, missing = backing(case, _unnamed(reward) if named else reward, [], None)
    codes += missing
    if codes:
        return list(dict.fromkeys(codes))
    if held is not None:
        case.memory.held[held.number] = held._replace(booked=ref)
        return []
    if reward.document.taken != "at_booking" and not named:
        return []
    if reward.document.taken == "at_booking":
        _hold(case, reward, price, ref)
    else:
        case.memory.marks[f"named {ref}"] = name
    return []


def _unnamed(reward: RewardRule) -> RewardRule:
    return replace(reward, document=reward.document.model_copy(update={"named": {}}))


def _hold(case: Case, reward: RewardRule, price: dict[str, int], ref: str) -> None:
    drawn: list[tuple[int, int]] = []
    for wallet, units in price.items():
        ready = lots.usable(case.programme, case.account, wallet, case.day, case.situation.at)
        draws = lots.draw(case.change, ready, units, case.day, "held", reward.name)
        drawn.extend((lot, amount) for lot, amount in draws)
        case.held[wallet] = case.held.get(wallet, 0) + sum(amount for _, amount in draws)
    case.memory.born_rewards += 1
    number = case.memory.born_rewards
    worth = reward.money(case.situation, None) if reward.money is not None else None
    case.memory.held[number] = HeldReward(
        number,
        reward.name,
        case.day,
        None if worth is None else int(worth.value),
        case.day,
        booked=ref,
        draws=tuple(drawn),
    )


def give_up(case: Case, refs: frozenset[str]) -> dict[str, int]:
    """A booking is off: what was held for it goes back. Returns the units given back, by wallet."""
    found: dict[str, int] = {}
    closed = case.facts.closed_lots if case.facts else {}
    for ref in refs:
        case.memory.marks.pop(f"named {ref}", None)
    for held in list(case.memory.held.values()):
        if held.booked not in refs:
            continue
        if not held.draws:
            case.memory.held[held.number] = held._replace(booked=None)
            continue
        del case.memory.held[held.number]
        for lot, amount in held.draws:
            known = case.account.lots.get(lot) or case.change.lots.get(lot) or closed.get(lot)
            wallet = known.wallet if known else case.programme.main_wallet or ""
            lots.give_back(case.change, case.programme, {lot: amount}, wallet, case.day, closed, held.reward)
            found[wallet] = found.get(wallet, 0) + amount
    return found


def booked_for(account: Account, ref: str | None) -> list[HeldReward]:
    return [held for held in account.memory.held.values() if ref is not None and held.booked == ref]


def worth_of(asked: Asked, s: Situation, line: Any) -> int:
    """What a money reward takes off at most."""
    if asked.held is not None and asked.held.value is not None:
        return asked.held.value
    told = asked.rule.money(s, line) if asked.rule.money is not None else None
    return 0 if told is None else int(told.value)
