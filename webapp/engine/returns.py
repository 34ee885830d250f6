"""Taking units of a receipt back: money, spent bonuses, earned bonuses, counters, a promotion that is due, a friend's
reward.
"""

from __future__ import annotations

from dataclasses import replace

from webapp.engine import counters, cycle, levels, lots, rewards, seats, visits
from webapp.engine.case import REWARD_USED, Case
from webapp.engine.decisions import Change, Counted, Decision
from webapp.engine.document.triggers import Trigger
from webapp.engine.events import Return
from webapp.engine.facts import Account, Deed, Facts, Person, Receipt, SoldLine
from webapp.engine.members import case_of
from webapp.engine.merging import lots_shift, uncount_absorbed
from webapp.engine.moment import Moment
from webapp.engine.money import part, spread_by
from webapp.engine.programme import Programme
from webapp.engine.rules.spending import worth_of
from webapp.engine.rules.undoing import by_friend, lots_of, quietly, standing, undo
from webapp.engine.situation import Situation

USED = frozenset({"used", "reset", rewards.BOUGHT})
"""What a used reward has left behind beside its price and its limits."""


def return_units(moment: Moment, facts: Facts, event: Return) -> Decision:
    """Undoes the units by the figures of their own sale; the rules of today decide nothing here."""
    receipt = facts.receipt
    if receipt is None:
        return _refused("unknown_receipt")
    asked = _asked(receipt, event)
    if asked is None:
        return _refused("over_return")
    policy = moment.programme.returns
    if policy.days is not None and (moment.day - receipt.day).days > policy.days:
        return _refused("too_late")
    change = moment.look_at(facts.account) if facts.account else None
    # Who has joined another account since is not on this one any more; what was bought on it comes back to it (7K-14).
    buyer = change.account.known(receipt.person) if change else None
    if change is not None and buyer is not None:
        seats.sit(moment.programme, change, buyer.id, facts)
    if buyer is not None and buyer.state == "closed":
        return _refused("closed")
    returned = _Returned(receipt, asked, policy.kept_units_at == "list")
    decision = Decision(
        "return", {"refund": returned.refund, "bonuses_returned": 0, "bonuses_taken": 0, "owed": 0, "refused": []}
    )
    decision.receipt = returned.receipt
    if change is None:
        return decision
    decision.changes.append(change)
    _Undone(moment, facts, receipt, returned, change, decision).work()
    return decision


class _Undone:
    """What a return undoes on the buyer's account."""

    def __init__(
        self,
        moment: Moment,
        facts: Facts,
        receipt: Receipt,
        returned: _Returned,
        change: Change,
        decision: Decision,
    ) -> None:
        self.moment = moment
        self.programme = moment.programme
        self.facts = facts
        self.receipt = receipt
        self.returned = returned
        self.change = change
        self.decision = decision
        person = change.account.known(receipt.person) or change.account.people.get(change.account.holder)
        self.case = self._case(person) if person is not None else None
        self.shift = lots_shift(change.account, receipt)

    def _case(self, person: Person) -> Case:
        day, account = self.moment.day, self.change.account
        situation = Situation(self.programme, self.moment.at, day, account, person, account.standing.level)
        refs = (self.receipt.number, self.receipt.booking)
        return Case(self.programme, self.change, person, situation, self.facts, refs)

    def work(self) -> None:
        if self.case is not None:
            with quietly(self.case):
                self._undo(self.case)
        else:
            self._undo(None)
        levels.review_due(self.programme, self.change.account, self.moment.day)
        _take_back_referral(self.moment, self.facts, self.decision, self.change, self.returned)
        if self.case is not None and self.programme.answered:
            cycle.fire(self.case, Trigger("return"))
            cycle.aftermath(self.case, visit=False)
        self.change.happened.clear()

    def _undo(self, case: Case | None) -> None:
        """What was spent, or turned into something else, is there again before what was earned is taken from it."""
        returned, result, day = self.returned, self.decision.result, self.moment.day
        wallet = self.receipt.wallet or ""
        if returned.draws and self.programme.returns.spent == "back":
            closed = self.facts.closed_lots
            draws = {number + self.shift: amount for number, amount in returned.draws.items()}
            lots.give_back(self.change, self.programme, draws, wallet, day, closed, "return")
            result["bonuses_returned"] = sum(returned.draws.values())
        undone = self.change.account.memory.marks.get(f"undone {self.receipt.number}")
        if case is not None:
            self._undo_deeds(case, undone)
        if undone is None:
            self._take_back()
        result["owed"] = sum(seats.own(self.change.account.owed).values())
        _uncount(self.change, self.receipt, returned)

    def _take_back(self) -> None:
        """What the units earned, lot by lot; what is not there any more is owed, forgiven or kept from the refund."""
        result, marks = self.decision.result, self.change.account.memory.marks
        for lot, amount in self.returned.earned.items():
            number = lot + self.shift
            if f"undone lot {number}" in marks:
                continue
            known = self.change.account.lots.get(number) or self.facts.closed_lots.get(number)
            wallet = known.wallet if known else self.receipt.wallet or ""
            short = self._short(wallet)
            forgone = _forgone(self.change)
            taken = lots.take_back(
                self.change,
                self.programme,
                number,
                amount,
                wallet,
                self.moment.day,
                self.facts.closed_lots,
                "return",
                short,
            )
            result["bonuses_taken"] += taken
            if known is not None and known.rule in self.programme.undone_rules and not self.returned.whole:
                slot = f"returned lot {number}"
                marks[slot] = str(int(marks.get(slot, "0")) + amount)
            missing = amount - taken - (_forgone(self.change) - forgone)
            if short != "debt" and missing > 0:
                self._settle_short(short, wallet, missing)

    def _short(self, wallet: str) -> str:
        rule = self.programme.wallets.get(wallet)
        return self.programme.returns.short or ("forgive" if rule is not None and rule.floor == "0" else "debt")

    def _settle_short(self, short: str, wallet: str, missing: int) -> None:
        result = self.decision.result
        if short == "forgive":
            result["forgiven"] = result.get("forgiven", 0) + missing
            return
        rule = self.programme.wallets[wallet]
        money = worth_of(self.case.situation, rule).of(missing) if self.case else missing
        result["refund"] = max(0, result["refund"] - money)

    def _gone(self, case: Case, known: str | None) -> list[Deed]:
        """What of the receipt's deeds these units take along; what it earned may be undone already."""
        found = []
        staying = self._conversions_that_stay(case)
        for deed in self.receipt.deeds:
            if deed.rule in staying or self._stays(deed, known) or self._undone_before(case, deed, known):
                continue
            before = standing(case, deed, self.receipt, self.shift)
            after = standing(case, deed, self.returned.receipt, self.shift)
            if before is None or before == after:
                continue
            part = before if after is None else before._replace(amount=before.amount - after.amount)
            found.append(shifted(part, self.shift))
        return found

    def _stays(self, deed: Deed, undone: str | None) -> bool:
        """What the units leave though they come back. A rule may have undone all but the sale itself."""
        if deed.kind in visits.OF_THE_SALE:
            return self.receipt.account != self.change.account.id
        return undone == "all" or _outlives(self.programme, self.change.account, deed)

    def _conversions_that_stay(self, case: Case) -> set[str]:
        """By their rules: those that took units of other facts too, and those whose rewards are used or kept. What the
        receipt earned of them is missing then.
        """
        policy, own = self.programme.returns.rewards_given, {self.receipt.lot}
        own |= {lot for line in self.receipt.lines for lot, _ in line.also}
        own |= {deed.number for deed in self.receipt.deeds if deed.kind == "earned"}
        found = set()
        for deed in self.receipt.deeds:
            rule = self.programme.rule_named.get(deed.rule)
            if rule is None or not rule.then.of("convert"):
                continue
            kept = deed.kind == "given" and (policy == "kept" or deed.number not in case.memory.held)
            if (deed.kind == "taken" and deed.number not in own) or (kept and policy != "taken"):
                found.add(deed.rule)
        return found

    def _undone_before(self, case: Case, deed: Deed, known: str | None) -> bool:
        """Whether an event or a rule has undone already what the receipt earned by it."""
        if deed.kind not in ("earned", "capped") or deed.rule == "reward":
            return False
        numbers = lots_of(case, deed.rule, self.receipt, self.shift)
        return known is not None or any(f"undone lot {number + self.shift}" in case.memory.marks for number in numbers)

    def _undo_deeds(self, case: Case, known: str | None) -> None:
        """What rules did for the receipt as a whole, and the rewards that were used on it."""
        policy = self.programme.returns
        for deed in reversed(self._gone(case, known)):
            used = deed.kind in USED or (deed.kind in ("taken", "capped") and deed.rule == "reward")
            if used and policy.rewards_used == "lost":
                continue
            if deed.kind == "given" and policy.rewards_given == "taken" and deed.number not in case.memory.held:
                self._charge(deed)
            before = case.taken.copy()
            undo(case, [deed])
            for wallet, amount in case.taken.items():
                self.decision.result["bonuses_taken"] += amount - before.get(wallet, 0)
            if deed.kind == "taken" and deed.rule == "reward" and not rewards.stays_paid(case, deed):
                self.decision.result["bonuses_returned"] += deed.amount
        rewards.drop_ended(case, case.day)

    def _charge(self, deed: Deed) -> None:
        """A given reward that was used already is paid for, where it has a worth in money."""
        reward = self.programme.choosable.get(deed.name)
        told = reward.money(self.case.situation, None) if reward and reward.money and self.case else None
        if told is not None:
            self.decision.result["refund"] = max(0, self.decision.result["refund"] - int(told.value))


def _outlives(programme: Programme, account: Account, deed: Deed) -> bool:
    """A level that has begun stays when the sale comes back that has set it; and a counter begins anew for what it has
    reached, not for what was used.
    """
    if deed.kind == "level" and deed.day is not None:
        return not levels.waits(programme, account, deed.name, deed.day)
    return deed.kind == "reset" and deed.told != REWARD_USED


def shifted(deed: Deed, shift: int) -> Deed:
    """The deed with the number that its lot has on the account that took in the receipt's own."""
    return deed._replace(number=deed.number + shift) if shift and deed.kind in ("earned", "taken") else deed


def _forgone(change: Change) -> int:
    return sum(-entry.lapsed for entry in change.entries if entry.kind == "forgone")


def _refused(*codes: str) -> Decision:
    return Decision("return", {"refused": list(codes)})


def _asked(receipt: Receipt, event: Return) -> dict[int, int] | None:
    """Units to return of each line, by its place from 0; None where more are asked than are left."""
    left = {place: line.quantity - line.returned for place, line in enumerate(receipt.lines)}
    if event.lines is None:
        asked = {place: units for place, units in left.items() if units}
        if event.used is not None and asked:
            first = next(iter(asked))
            asked[first] -= event.used
        return asked if asked and all(units > 0 for units in asked.values()) else None
    asked = {}
    for wanted in event.lines:
        place = wanted.line - 1
        if place not in left:
            return None
        units = wanted.quantity or left[place] - asked.get(place, 0) - (wanted.used or 0)
        asked[place] = asked.get(place, 0) + units
        if units < 1 or asked[place] > left[place]:
            return None
    return asked


class _Returned:
    """The figures of the units that come back, in their order in each line. `at_list` has the units that stay paid at
    their full price.
    """

    def __init__(self, receipt: Receipt, asked: dict[int, int], at_list: bool = False) -> None:
        self.refund = 0
        self.earned: dict[int, int] = {}
        self.draws: dict[int, int] = {}
        self.counted: dict[str, int] = {}
        self.lot = receipt.lot
        lines = list(receipt.lines)
        for place, units in asked.items():
            line = lines[place]
            prepaid = _prepaid_units(line)
            for unit in range(line.returned, line.returned + units):
                self._add(line, unit, prepaid[unit] if prepaid else 0)
            lines[place] = line._replace(returned=line.returned + units)
            if at_list and not line.returned:
                kept = sum(line.off_unit(unit) for unit in range(units, line.quantity))
                self.refund = max(0, self.refund - kept)
        self.receipt = receipt._replace(lines=tuple(lines))
        self.whole = all(line.returned == line.quantity for line in lines)

    def _add(self, line: SoldLine, unit: int, prepaid: int) -> None:
        redeemed = line.redeemed[unit] if line.redeemed else 0
        refund = line.price - line.off_unit(unit) - redeemed
        self.refund += refund
        own = line.earned_units[unit] if line.earned_units else part(line.earned, line.quantity, unit)
        for lot, amount in [(self.lot, own), *((lot, units[unit]) for lot, units in line.also)]:
            if lot is not None and amount:
                self.earned[lot] = self.earned.get(lot, 0) + amount
        for draw in line.draws[unit] if line.draws else ():
            self.draws[draw.lot] = self.draws.get(draw.lot, 0) + draw.amount
        counted = refund - prepaid + (line.paid_with[unit] if line.paid_with else 0)
        for name in line.paid_into:
            self.counted[name] = self.counted.get(name, 0) + counted
        for name, amount in line.each.items():
            self.counted[name] = self.counted.get(name, 0) + amount


def _prepaid_units(line: SoldLine) -> list[int] | None:
    """What was paid of each unit with something bought earlier: laid over what bonuses had left of each."""
    if not line.prepaid:
        return None
    redeemed = line.redeemed or (0,) * line.quantity
    kept = line.paid_with or (0,) * line.quantity
    left = [line.price - line.off_unit(unit) - redeemed[unit] + kept[unit] for unit in range(line.quantity)]
    return spread_by(line.prepaid, left)


def _uncount(change: Change, receipt: Receipt, returned: _Returned) -> None:
    """Counters go down on the purchase's own day; what counted as a whole goes with the last unit."""
    amounts = dict(returned.counted)
    own = receipt.account == change.account.id
    for name, amount in receipt.once.items() if returned.whole else ():
        tally, epoch = change.account.tallies.get(name), receipt.epochs.get(name, 0)
        if own and counters.stands(tally, receipt.day, epoch):
            continue
        if own and not amount and tally is not None and tally.counts(epoch):
            amount = tally.days.get(receipt.day, 0)
        amounts[name] = amounts.get(name, 0) + amount
    for name, amount in amounts.items():
        epoch = receipt.epochs.get(name, 0)
        taken = change.account.absorbed.get(receipt.account or "")
        if taken is not None:
            epoch, amount = uncount_absorbed(change.account, receipt, taken, name, amount)
        tally = change.account.tallies.get(name)
        if amount and tally and tally.counts(epoch):
            counters.lower(change.account, name, receipt.day, amount, epoch)
            change.counted.append(Counted(name, receipt.day, -amount, tally.epoch))


def _take_back_referral(moment: Moment, facts: Facts, decision: Decision, change: Change, returned: _Returned) -> None:
    """A full return of the friend's first receipt takes the reward back, and the next paid one gives it again; a share
    of what a friend pays shrinks with each unit that comes back.
    """
    receipt = facts.receipt
    person = change.account.known(receipt.person) if receipt else None
    if receipt is None or person is None or not moment.programme.friends:
        return
    if returned.whole and person.friend_paid == receipt.number:
        person.friend_paid = None
    if facts.other is None or person.brought_by is None:
        return
    shared = facts.other.id == change.account.id
    other = change if shared else moment.look_at(facts.other)
    if not shared:
        decision.changes.append(other)
    introducer = other.account.known(person.brought_by)
    if introducer is not None:
        if not shared:
            seats.sit(moment.programme, other, introducer.id)
        closed = facts.other_closed_lots
        case = case_of(moment, other, introducer, replace(facts, closed_lots=closed))
        if _take_back_of(case, receipt, returned.receipt) and person.friend_paid == receipt.number:
            person.friend_paid = None


def _take_back_of(case: Case, before: Receipt, after: Receipt) -> bool:
    """What a friend's receipt has brought on this account. Whether nothing of it is left."""
    change, closed = case.change, case.facts.closed_lots if case.facts else {}
    known = {**closed, **change.lots, **change.account.lots}
    event = change.account.memory.events.get(by_friend(before.number))
    noted = event.deeds if event is not None else ()
    units = {deed.rule: deed.units for deed in noted if deed.kind == "earned"}
    deeds = [
        Deed("earned", lot.rule or "", lot.wallet, lot.number, lot.issued, units=units.get(lot.rule or "", ()))
        for lot in known.values()
        if lot.source == "referral" and lot.origin == before.number
    ]
    deeds += [deed for deed in noted if deed.kind != "earned"]
    with quietly(case):
        for deed in deeds:
            stood, stands = standing(case, deed, before), standing(case, deed, after)
            if _outlives(case.programme, change.account, deed):
                continue
            if stood is not None and stands is None:
                undo(case, [stood])
            elif stood is not None and stands is not None and stood.amount > stands.amount:
                undo(case, [stood._replace(amount=stood.amount - stands.amount)])
    left = [deed for deed in deeds if standing(case, deed, after) is not None]
    if not left and (deeds or all(line.returned == line.quantity for line in after.lines)):
        change.account.memory.events.pop(by_friend(before.number), None)
    return bool(deeds) and not left
