"""What a worked-out receipt leaves behind: lots, counters, levels, memories, a friend's reward, the receipt itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webapp.engine import counters, cycle, levels, lots, periods, seats, visits
from webapp.engine.case import Case
from webapp.engine.compiled import RuleCode
from webapp.engine.decisions import Change, Counted
from webapp.engine.document.triggers import SALE, Trigger
from webapp.engine.facts import Draw, Happened, Receipt, SoldLine
from webapp.engine.money import spread_by
from webapp.engine.rules import acting
from webapp.engine.rules.undoing import by_friend
from webapp.engine.situation import Line, Situation

if TYPE_CHECKING:
    from webapp.engine.purchase import Checkout

VISIT = Trigger("visit")
DESK = "desk"
OF_THE_RECEIPT = (
    *("channel", "salon", "tenders", "instalments", "spends", "lines", "attributes", "wallets", "guest", "buyer"),
)
"""What the rules of the one who introduced a friend see of the friend's receipt; the rest is their own."""


class Posted:
    """The consequences of one receipt, in the order of things."""

    def __init__(self, checkout: Checkout) -> None:
        self.checkout = checkout
        self.programme = checkout.programme
        self.situation = checkout.situation
        self.lot: int | None = None
        self.lots: dict[int, int] = {}
        """The further lots, by the place of their terms."""
        self.once: dict[str, int] = {}
        self.epochs: dict[str, int] = {}
        """Of the counters, when the receipt was counted: what it brings about may begin them anew."""
        self.earned: dict[str, int] = {}
        self.friend_change: Change | None = None
        self.wallet = self.programme.earning_wallet

    def follow(self, case: Case) -> None:
        checkout = self.checkout
        self._bear(case)
        for rule in self.programme.acting:
            if rule.when is not None and not rule.when(self.situation, None):
                continue
            if rule.lines is not None and not any(rule.lines(self.situation, line) for line in self.situation.lines):
                continue
            if rule.earn is not None or rule.discount is not None or case.may(rule):
                acting.act(case, rule)
                if rule.earn is None and rule.discount is None:
                    case.mark(rule)
        for name, amount in case.earned.items():
            self.earned[name] = self.earned.get(name, 0) + amount
        self._count(case)
        tallies, counted = case.account.tallies, self.programme.counters
        self.epochs = {name: tally.epoch for name, tally in tallies.items() if tally.epoch and name in counted}
        if self.programme.friends:
            self._reward_friend(case)
        self._remember(case)
        if self.programme.remembers:
            cycle.remember(case, SALE, *((VISIT,) if checkout.at_the_desk else ()))
        # Time stands at the posting: what a late receipt brings is due now.
        case.situation.day = case.situation.as_of = checkout.moment.day
        cycle.aftermath(case, checkout.at_the_desk)
        # What a receipt has left over is its own.
        self.epochs |= {deed.name: deed.number for deed in case.deeds if deed.kind == "reset" and deed.amount}
        case.situation.day = case.situation.as_of = checkout.day

    def changes(self) -> list[Change]:
        return [change for change in (self.checkout.change, self.friend_change) if change is not None]

    def _bear(self, case: Case) -> None:
        checkout, lines = self.checkout, self.situation.lines
        total = sum([line.earned for line in lines]) if checkout.earned else 0
        if total and self.wallet:
            rule = next(line for line in lines if line.earned).reasons[-1].rule
            lot = lots.bear(
                case.change,
                self.programme,
                self.wallet,
                total,
                checkout.day,
                case.source,
                waits=case.activating,
                rule=rule,
                origin=case.source,
                situation=self.situation,
                ref=checkout.event.booking,
            )
            if lot.issued < total:
                self._shorten(lot.issued)
            self.lot = lot.number
            self.earned[self.wallet] = self.earned.get(self.wallet, 0) + lot.issued
            case.count_earned(self.wallet, lot.issued)
        if len(self.programme.terms) > 1:
            self._bear_further(case)
        if not checkout.visit:
            lots.expire(case.change, checkout.moment.day)

    def _shorten(self, issued: int) -> None:
        """A full wallet takes no more: the lines have earned what it took."""
        parts = iter(spread_by(issued, [line.earned for line in self.situation.lines]))
        for line in self.situation.lines:
            line.earned, line.earned_units = next(parts), None

    def _bear_further(self, case: Case) -> None:
        terms = {place for line in self.situation.lines if line.also for place in line.also}
        for place in sorted(terms):
            earn = self.programme.terms[place]
            total = sum(sum((line.also or {}).get(place, ())) for line in self.situation.lines)
            if earn is None or not total:
                continue
            rule = next((rule.name for rule in self.programme.earnings if rule.earn is earn), "")
            count = len(case.deeds)
            lot = case.bear(
                earn.wallet, total, rule, available=earn.available, end=earn.expires, released_by=earn.released_by
            )
            del case.deeds[count : count + 1]
            self.lots[place] = lot.number

    def _count(self, case: Case) -> None:
        """Adds the receipt to the counters; notes what was counted for the receipt as a whole, not by its lines."""
        change, day = case.change, self.checkout.day
        for rule in self.programme.counters_of_sales:
            if rule.of_visits and self.situation.channel != DESK:
                continue
            if rule.when is not None and not rule.when(self.situation, None):
                continue
            name = rule.name
            total = counters.count(rule, self.situation)
            if rule.count == "give" and rule.told is not None:
                total = self._of_visit(case, name, total) if rule.told.of == "visit" else total
            if not total:
                continue
            bound = rule.most_of_receipt
            added = counters.add(
                rule, change.account, day, total if bound is None else min(total, bound), self.situation.at
            )
            if added:
                change.counted.append(Counted(name, day, added, change.account.tallies[name].epoch))
            elif rule.of_visits and day in change.account.tallies[name].again:
                self.once[name] = 0
            if not added or (added < total and not rule.by_receipt):
                # What a cap left out is not taken off by a return.
                counters.not_counted(name, self.situation)
            if added and (rule.by_receipt or added < total):
                self.once[name] = added

    def _of_visit(self, case: Case, name: str, total: int) -> int:
        """So many for each full sum of the whole visit, less what earlier receipts of it brought."""
        rule = self.programme.counters[name]
        assert rule.told is not None
        key = f"count {name}"
        paid = sum(line.paid for line in self.situation.lines if rule.lines is None or rule.lines(self.situation, line))
        marks, day = case.memory.marks, str(case.day)
        known = periods.recall(marks, key, day).split("|") if self.programme.by_day else []
        earlier, had = (int(known[1]), int(known[2])) if len(known) == 3 else (0, 0)
        whole = (earlier + paid) // rule.told.per_full * rule.told.give
        periods.keep(marks, key, day, f"{day}|{earlier + paid}|{whole}", case.oldest("day"))
        return whole - had

    def _remember(self, case: Case) -> None:
        """Visits, guests and what has been bought."""
        memory, checkout = case.memory, self.checkout
        visits.remember(case, checkout.day, checkout.at_the_desk)
        if checkout.event.guest is not None:
            memory.guests[checkout.event.guest] = checkout.day

    def _reward_friend(self, case: Case) -> None:
        """Whoever brought this member is rewarded at the first receipt that is really paid (ES-2.3b), or at each."""
        other, person, checkout = self.checkout.facts.other, case.person, self.checkout
        if other is None:
            return
        introduced = checkout.event.introduced_by is not None and "self_referral" not in checkout.refused
        if person.brought_by is None and introduced:
            person.brought_by = checkout.facts.other_person
        if person.brought_by is None or not sum(line.payable + line.redeemed for line in self.situation.lines):
            return
        shared = other.id == case.account.id
        change = case.change if shared else checkout.moment.look_at(other)
        referrer = change.account.known(person.brought_by)
        if referrer is None:
            return
        if not shared:
            seats.sit(self.programme, change, referrer.id)
        about = _seen_by_friend(self.situation, change, referrer.id)
        running = [
            rule
            for rule in self.programme.friends
            if (rule.trigger.name == "sale" or (rule.trigger.name == "first_sale" and not person.friend_paid))
            and (rule.whole is None or rule.whole(about, None))
        ]
        if not running or not sum(line.payable for line in self.situation.lines):
            return
        if any(rule.trigger.name == "first_sale" for rule in running):
            person.friend_paid = case.source
        self.friend_change = None if shared else change
        if referrer.state == "closed" or referrer.mismatch:
            return
        reward = Case(self.programme, change, referrer, about, checkout.facts, case.refs, "referral")
        reward.origin, reward.friend = case.source, case
        source, case.source = case.source, "referral"
        for rule in running:
            _run_for_friend(reward, rule)
        case.source = source
        cycle.aftermath(reward, visit=False)
        beside = tuple(deed for deed in reward.deeds if deed.kind != "earned" or deed.units)
        if beside:
            happened = Happened("friend", case.source, self.situation.at, referrer.id, deeds=beside)
            change.account.memory.events[by_friend(case.source)] = happened

    def receipt(self, number: str) -> Receipt:
        case, change = self.checkout.case, self.checkout.change
        sold = tuple([self._sold(line) for line in self.situation.lines])
        person = self.checkout.person
        return Receipt(
            number,
            change.account.id if change and person else None,
            person.id if person else None,
            self.checkout.day,
            self.lot,
            sold,
            self.epochs,
            self.once,
            self.wallet,
            tuple(case.deeds) if case else (),
            self.checkout.event.booking,
        )

    def _sold(self, line: Line) -> SoldLine:
        draws: tuple[tuple[Draw, ...], ...] = ()
        if line.draws:
            by_unit: list[list[Draw]] = [[] for _ in range(line.quantity)]
            for lot, unit, part in line.draws:
                by_unit[unit].append(Draw(lot, part))
            draws = tuple(map(tuple, by_unit))
        also: tuple[tuple[int, tuple[int, ...]], ...] = ()
        if line.also:
            also = tuple((self.lots[place], tuple(units)) for place, units in line.also.items() if place in self.lots)
        return SoldLine._make(
            (
                line.price,
                line.quantity,
                line.discount,
                line.prepaid,
                tuple(line.redeemed_units) if line.redeemed_units else (),
                draws,
                line.earned,
                tuple(line.earned_units) if line.earned_units else (),
                line.paid_into,
                line.each or {},
                0,
                also,
                tuple(line.paid_with) if line.paid_with else (),
                tuple(line.off_units) if line.off_units else (),
            )
        )


def _run_for_friend(case: Case, rule: RuleCode) -> None:
    """Of a rule that chooses lines it is noted which they were: what it did goes with their units."""
    before = [(each, len(each.deeds)) for each in (case, case.friend) if each is not None]
    acting.run(case, rule)
    if rule.chooses:
        lines = acting.lines_of(case, rule)
        places = [(place, line.quantity) for place, line in enumerate(case.situation.lines) if line in lines]
        units = tuple((place, unit) for place, quantity in places for unit in range(quantity))
        for each, count in before:
            each.deeds[count:] = [deed if deed.units else deed._replace(units=units) for deed in each.deeds[count:]]


def _seen_by_friend(sold: Situation, change: Change, referrer: str) -> Situation:
    """The friend's receipt, as the rules of the one who introduced them see it."""
    account = change.account
    about = levels.situation(sold.programme, account, sold.day)
    about.at, about.person = sold.at, account.people.get(referrer)
    for name in OF_THE_RECEIPT:
        setattr(about, name, getattr(sold, name))
    return about
