"""Undoing: the deeds of a fact backwards, by what was written down then and never by the rules anew."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import contextmanager

from webapp.engine import counters, lots, periods, rewards, visits
from webapp.engine.case import Case
from webapp.engine.decisions import Counted
from webapp.engine.facts import Deed, Happened, Lot, Receipt
from webapp.engine.money import part


def undo_refs(case: Case, refs: Iterable[str], what: str = "all", names: frozenset[str] | None = None) -> None:
    """Whatever facts of these references brought about; of named events those alone."""
    with quietly(case):
        for key in reversed(list(case.memory.events)):
            happened = case.memory.events[key]
            if happened.ref in refs and not happened.undone and (names is None or happened.name in names):
                left = undo(case, happened.deeds, what)
                undo_of_friend(case, happened, what)
                case.memory.events[key] = happened._replace(deeds=left, undone=not left)
        receipt = case.facts.receipt if case.facts else None
        if receipt is not None and receipt.number in refs and names is None:
            _undo_receipt(case, receipt, what)


def _undo_receipt(case: Case, receipt: Receipt, what: str) -> None:
    """What it brought goes; the sale itself stands."""
    mark = f"undone {receipt.number}"
    if mark in case.memory.marks:
        return
    case.memory.marks[mark] = what
    own = [deed for deed in receipt.deeds if deed.kind not in visits.OF_THE_SALE]
    deeds = [stands for deed in own if (stands := standing(case, deed, receipt)) is not None]
    earned = earned_of_receipt(receipt)
    undo(case, deeds, what)
    rewards.drop_ended(case, case.day)
    for lot, amount in earned.items():
        _take_back(case, Deed("earned", "undo", receipt.wallet or "", lot, amount))


@contextmanager
def quietly(case: Case) -> Iterator[None]:
    """What is undone within is no crossing: whatever it puts back has been there before, and answered to."""
    wallets = {name: case.balance(name) for name in case.programme.crossed_wallets}
    counted = {name: (case.value(name), case.lowered(name)) for name in case.start}
    yield
    for name, before in wallets.items():
        case.lift("wallet", name, case.balance(name) - before)
    for name, (value, lowered) in counted.items():
        case.lift("counter", name, case.value(name) - value)
        tally = case.account.tallies.get(name)
        if tally is not None and case.programme.counters[name].of_days:
            tally.lowered = lowered + max(0, value - case.value(name))


def of_friend(happened: Happened) -> str:
    """Where an introducer's account keeps what a friend's event brought about on it."""
    return f"{happened.ref} {happened.name} of {happened.person}"


def undo_of_friend(case: Case, happened: Happened, what: str = "all", rules: Container[str] | None = None) -> None:
    """What the event brought to whoever introduced the member; of these rules alone."""
    friend = case.friend
    noted = friend.memory.events.get(of_friend(happened)) if friend is not None else None
    if friend is None or noted is None:
        return
    kept = () if rules is None else tuple(deed for deed in noted.deeds if deed.rule not in rules)
    with quietly(friend):
        left = kept + undo(friend, [deed for deed in noted.deeds if deed not in kept], what)
    friend.touched = True
    if left:
        friend.memory.events[of_friend(happened)] = noted._replace(deeds=left)
    else:
        del friend.memory.events[of_friend(happened)]


def standing(case: Case, deed: Deed, receipt: Receipt, shift: int = 0) -> Deed | None:
    """What of a deed stands, with the units of the receipt that have not come back: what is of some units until all of
    these have; of a money reward what they took; a cap by what its rule's lots still hold of the receipt; a share of
    what was paid by what still is; all else until nothing is left.
    """
    if all(line.returned == line.quantity for line in receipt.lines):
        return None
    if deed.units and all(unit < receipt.lines[place].returned for place, unit in deed.units):
        return None
    if deed.kind == "used" and (parts := rewards.parts_of(deed)):
        taken = zip(deed.units, parts, strict=True)
        left = sum(amount for (place, unit), amount in taken if unit >= receipt.lines[place].returned)
        return deed._replace(amount=left)
    if deed.kind == "capped":
        lots_of_rule = lots_of(case, deed.rule, receipt, shift)
        if lots_of_rule:
            held = earned_of_receipt(receipt)
            return deed._replace(amount=min(deed.amount, sum(held.get(number, 0) for number in lots_of_rule)))
    if deed.kind in ("earned", "capped") and of_paid(case, deed.rule):
        return deed._replace(amount=share_left(receipt, deed.amount, deed.units))
    return deed


def by_friend(receipt: str) -> str:
    """Where an introducer's account keeps what a friend's receipt brought about beside bonuses."""
    return f"{receipt} friend"


def lots_of(case: Case, rule: str, receipt: Receipt, shift: int) -> set[int]:
    """The lots that the receipt's lines brought by that rule, by their numbers on the receipt."""
    closed = case.facts.closed_lots if case.facts else {}
    numbers = {number for line in receipt.lines for number, _ in line.also}
    known = {number: case.account.lots.get(number + shift) or closed.get(number + shift) for number in numbers}
    return {number for number, lot in known.items() if lot is not None and lot.rule == rule}


def of_paid(case: Case, rule: str | None) -> bool:
    """Whether what the rule gives is a share of what was paid."""
    told = case.programme.rule_named.get(rule or "")
    earn = told.earn if told is not None else None
    if earn is None or earn.give is None:
        return False
    give = earn.give(case.situation, None)
    return earn.per is not None or (give is not None and bool(give.percent))


def share_left(receipt: Receipt, amount: int, units: tuple[tuple[int, int], ...] = ()) -> int:
    """The part of an amount that belongs to the units which have not come back, by what was paid for them; of some
    units, where it is theirs alone.
    """
    whole = back = 0
    for place, line in enumerate(receipt.lines):
        for unit in range(line.quantity):
            if units and (place, unit) not in units:
                continue
            paid = line.price - line.off_unit(unit) - (line.redeemed[unit] if line.redeemed else 0)
            paid += line.paid_with[unit] if line.paid_with else 0
            whole += paid
            back += paid if unit < line.returned else 0
    return amount - amount * back // whole if whole else amount


def earned_of_receipt(receipt: Receipt) -> dict[int, int]:
    """What units that have not come back earned, by lot."""
    found: dict[int, int] = {}
    for line in receipt.lines:
        for unit in range(line.returned, line.quantity):
            own = line.earned_units[unit] if line.earned_units else part(line.earned, line.quantity, unit)
            for lot, amount in [(receipt.lot, own), *((lot, units[unit]) for lot, units in line.also)]:
                if lot is not None and amount:
                    found[lot] = found.get(lot, 0) + amount
    return found


def undo(case: Case, deeds: Iterable[Deed], what: str = "all") -> tuple[Deed, ...]:
    """Undoes the deeds, the last first; returns those that stand."""
    left, told = [], list(deeds)
    spent = any(deed.kind == "given" and not _may_be_taken(case, deed) for deed in told)
    for deed in reversed(told):
        if what == "earned" and (deed.kind not in ("earned", "capped") or deed.rule == "reward"):
            left.append(deed)
        elif deed.kind == "reset" and spent and deed.told.startswith("counter"):
            continue  # what the counter reached was had: what it has cost stays gone
        else:
            undoing = case.programme.undoing.get(deed.kind) or _UNDO[deed.kind]
            undoing(case, deed)
    if what == "all":
        _as_before(case, told)
    return tuple(reversed(left))


def _as_before(case: Case, deeds: list[Deed]) -> None:
    """Of a counter that goes on from before, what the same fact had counted is no return: it may be reached again."""
    for deed in deeds:
        tally = case.account.tallies.get(deed.name) if deed.kind == "reset" else None
        if tally is not None and deed.counted is not None and deed.counted.epoch in tally.joined:
            tally.lowered = min(tally.lowered, deed.counted.lowered)


def _take_back(case: Case, deed: Deed) -> None:
    short = short_of(case, deed.name)
    closed = case.facts.closed_lots if case.facts else {}
    known: dict[int, Lot] = dict(closed)
    lot = case.account.lots.get(deed.number) or case.change.lots.get(deed.number) or known.get(deed.number)
    wallet = lot.wallet if lot else deed.name
    if lot is not None and lot.rule in case.programme.undone_rules and deed.amount >= lot.issued:
        case.memory.marks[undone_mark(lot)] = str(case.day)
    taken = lots.take_back(
        case.change, case.programme, deed.number, deed.amount, wallet, case.day, closed, deed.rule, short
    )
    case.taken[wallet] = case.taken.get(wallet, 0) + taken


def undone_mark(lot: Lot) -> str:
    """Under which it is remembered that all of the lot was taken back: its reference outlives it."""
    return f"undone lot {lot.number}"


def short_of(case: Case, wallet: str) -> str:
    """What is done about bonuses that are to be taken back and are not there."""
    rule = case.programme.wallets.get(wallet)
    return case.programme.returns.short or ("forgive" if rule is not None and rule.floor == "0" else "debt")


def _give_back(case: Case, deed: Deed) -> None:
    if rewards.stays_paid(case, deed):
        return
    closed = case.facts.closed_lots if case.facts else {}
    draws = {deed.number: deed.amount}
    lots.give_back(case.change, case.programme, draws, deed.name, case.day, closed, deed.rule)


def _forgive(case: Case, deed: Deed) -> None:
    closed = case.facts.closed_lots if case.facts else {}
    lots.forgive(case.change, case.programme, deed.amount, deed.name, case.day, closed, deed.rule)


def _uncount(case: Case, deed: Deed) -> None:
    if deed.day is None:
        return
    tally = case.account.tallies.get(deed.name)
    if tally is not None and tally.counts(deed.number):
        counters.lower(case.account, deed.name, deed.day, deed.amount, deed.number)
        case.change.counted.append(Counted(deed.name, deed.day, -deed.amount, tally.epoch))


def _go_on(case: Case, deed: Deed) -> None:
    if deed.counted is None or deed.day is None:
        return
    added = counters.go_on(case.account, deed.name, deed.counted, deed.number, deed.amount, deed.day)
    case.change.counted.extend(Counted(deed.name, on, amount, deed.number) for on, amount in added.items())


def _may_be_taken(case: Case, deed: Deed) -> bool:
    return case.programme.returns.rewards_given != "kept" and deed.number in case.memory.held


def _take_reward(case: Case, deed: Deed) -> None:
    if _may_be_taken(case, deed):
        del case.memory.held[deed.number]


def _unmark(case: Case, deed: Deed) -> None:
    given = case.person.given
    if not periods.recall(given, deed.name, deed.told):
        return
    if deed.number <= 1:
        periods.drop(given, deed.name, deed.told)
    else:
        periods.keep(given, deed.name, deed.told, periods.in_words(deed.told, deed.number - 1), "")


def _uncap(case: Case, deed: Deed) -> None:
    if used := case.used(deed.name, deed.told):
        word = f"{deed.told}|{max(0, used - deed.amount)}"
        periods.keep(case.memory.marks, deed.name, deed.told, word, "")


_UNDO: dict[str, Callable[[Case, Deed], None]] = {
    "earned": _take_back,
    "taken": _give_back,
    "owed": _forgive,
    "counted": _uncount,
    "reset": _go_on,
    "given": _take_reward,
    "once": _unmark,
    "capped": _uncap,
    "used": rewards.come_back,
    rewards.BOUGHT: rewards.unbuy,
    visits.SOLD: visits.come_back,
    visits.HAD: visits.not_had,
}
"""One entry for each kind of deed that the parts of the engine share; an effect undoes those of its own."""
