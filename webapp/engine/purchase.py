"""A receipt, from who is there to what it leaves behind: gates, prices, spending, earning, counting, levels, a
friend's reward.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from webapp.engine import calendar, levels, lots, rewards, sale, seats
from webapp.engine.asking import Wishes
from webapp.engine.case import Case, in_hundredths
from webapp.engine.compiled import SpendingRule
from webapp.engine.decisions import ByWallet, Decision
from webapp.engine.events import Purchase, Quote
from webapp.engine.facts import Account, Facts, Salon
from webapp.engine.gates import gates
from webapp.engine.moment import Moment
from webapp.engine.money import WHOLE
from webapp.engine.paying import Payment, not_here, shared_out
from webapp.engine.posting import DESK, Posted
from webapp.engine.programme import LevelRule, Programme
from webapp.engine.rules import discount, earning
from webapp.engine.situation import Line, Reason, Situation

OUTSIDE = frozenset({"not_enrolled", "closed", "outside_programme"})
"""Why somebody holds no level here."""

WAITING = ("awaiting_questionnaire", "awaiting_activation")


def purchase(moment: Moment, facts: Facts, event: Quote) -> Decision:
    """Posts a receipt, or answers a quote: the same work, but for the receipt's number. A refused purchase still is a
    sale.
    """
    lines = sale.lines_of(event, facts.chain)
    salon = facts.chain.salon(event.salon)
    stops = _stops(facts, lines is None, salon is None)
    if lines is None or salon is None:
        change = moment.look_at(facts.account) if facts.account else None
        return Decision(
            "purchase", {"refused": [*stops, *gates(moment, facts, event, change, _rules_of(moment, event))]}
        )
    checkout = _worked_out(moment, facts, event, lines, salon)
    if stops:
        return Decision("purchase", {"refused": [*stops, *checkout.refused]})
    decision = checkout.decision()
    reached = checkout.reached_within() if checkout.programme.same_sale_levels else None
    if reached is None:
        return decision
    lines = sale.lines_of(event, facts.chain) or lines
    return _worked_out(moment, facts, event, lines, salon, reached).decision()


def _worked_out(
    moment: Moment, facts: Facts, event: Quote, lines: list[Line], salon: Salon, begun: LevelRule | None = None
) -> Checkout:
    """A wallet that is asked to pay and pays nothing is not spent: where something depends on it, all is worked out
    anew as if it had not been asked.
    """
    checkout = Checkout(moment, facts, event, lines, salon, begun)
    checkout.work()
    while checkout.programme.minds_spending and checkout.served and len(checkout.spent) < checkout.wanted:
        lines = sale.lines_of(event, facts.chain) or lines
        checkout = Checkout(moment, facts, event, lines, salon, begun, checkout)
        checkout.work()
    return checkout


def _stops(facts: Facts, unknown_item: bool, unknown_salon: bool) -> list[str]:
    found = ["duplicate_receipt"] if facts.receipt_taken else []
    if unknown_item:
        found.append("unknown_item")
    if unknown_salon:
        found.append("unknown_salon")
    return found


def _rules_of(moment: Moment, event: Quote) -> Programme:
    """A late receipt runs by the rules of its own day (`dated`, R28)."""
    return moment.programme if event.dated is None else moment.timeline.on(event.dated)


class Checkout:
    """A receipt while it is worked out."""

    def __init__(
        self,
        moment: Moment,
        facts: Facts,
        event: Quote,
        lines: list[Line],
        salon: Salon,
        begun: LevelRule | None = None,
        tried: Checkout | None = None,
    ) -> None:
        """`tried` is the same receipt with wallets asked that turned out to pay nothing."""
        self.moment = moment
        self.facts = facts
        self.event = event
        self.day = event.dated or moment.day
        self.number = event.receipt if isinstance(event, Purchase) else "quote"
        self.visit = event.dated is None
        self.at_the_desk = self.visit and event.channel == DESK
        """What begins levels: neither a late receipt nor one of the web shop does (KL-2.1.1, KL-3.2)."""
        self.programme = _rules_of(moment, event)
        self.change = moment.look_at(facts.account) if facts.account else None
        if self.programme.apart and self.change is not None and facts.person is not None:
            seats.sit(self.programme, self.change, facts.person, facts)
        # The rest of a certificate earns nothing and counts in no sum (7K-8), so there is nothing to refuse.
        self.rest = isinstance(event, Purchase) and event.certificate is not None
        self.refused = [] if self.rest else gates(moment, facts, event, self.change, self.programme)
        account = self.change.account if self.change else None
        self.person = account.people.get(facts.person or "") if account else None
        if event.guest is not None and self.person is not None and account is not None and not self.refused:
            self._refuse(*_guest_codes(self.programme, account, event, self.day))
        self.served = not self.refused and not self.rest
        if event.introduced_by is not None and account and account.known(event.introduced_by) is self.person:
            self._refuse("self_referral")
        if self.change and self.served and self.at_the_desk:
            levels.begin_on_visit(self.programme, self.change.account, self.day, self.change)
        if begun is not None and self.change is not None:
            levels.begin(self.programme, self.change.account, begun, self.day, change=self.change)
        self.begun = begun
        self.held = levels.held(self.programme, account) if account and self.programme.same_sale_levels else ()
        self.asked = self._asked() if event.spend is not None or self.programme.spendings else {}
        if tried is not None:
            self.asked = {wallet: asked for wallet, asked in self.asked.items() if wallet in tried.spent}
        self.wanted = len(self.asked)
        self.not_spent: list[str] = tried.not_spent if tried is not None else []
        """Why wallets that were asked pay nothing."""
        self.situation = self._situation(account, lines, salon)
        self.ran_under = self.situation.level
        if self.programme.event_refusals:
            self._refuse_event()
        self.case = self._case()
        self.redeemed = self.earned = 0
        self.spent: dict[str, int] = {}
        self.unpaid: list[str] = []
        self.rewards_used: list[str] = []
        self.wishes: Wishes | None = None

    def _situation(self, account: Account | None, lines: list[Line], salon: Salon) -> Situation:
        level = None
        if account and self.person and OUTSIDE.isdisjoint(self.refused):
            level = account.standing.level if self.visit else levels.level_on(account, self.day)
        at = self.moment.at if self.visit else calendar.noon(self.day)
        situation = Situation(self.programme, at, self.day, account, self.person, level)
        event = self.event
        situation.channel = event.channel
        situation.salon = salon
        situation.tenders = event.tenders
        situation.instalments = event.instalments
        situation.spends = event.spend is not None and bool(self.asked)
        situation.lines = lines
        for line in lines:
            if line.offer is not None:
                situation.offered = True
            if line.reward is not None:
                situation.wished = True
        situation.attributes = event.attributes
        situation.guest = event.guest
        situation.wallets = tuple(self.asked)
        if account is not None:
            if event.booking is not None:
                situation.booking = _booking(account, event.booking)
            if self.programme.told_counters:
                situation.before = {name: situation.counter(name) for name in self.programme.told_counters}
        return situation

    def _case(self) -> Case | None:
        if self.change is None or self.person is None or not self.served:
            return None
        case = Case(
            self.programme,
            self.change,
            self.person,
            self.situation,
            self.facts,
            (self.number, self.event.booking),
            self.number,
        )
        case.origin = self.number
        if self.visit and self.programme.remembers:
            for key in ("next_sale", *(("next_visit",) if self.at_the_desk else ())):
                lots.release_awaited(self.change, self.programme, key, case.refs, self.day, self.situation)
                rewards.release(case, key)
        return case

    def _asked(self) -> dict[str, int | str]:
        """The wallets that are asked to pay, each with how much of it."""
        asked = self.event.spend
        ways = self.programme.spendings
        found: dict[str, int | str] = {}
        if isinstance(asked, dict):
            found.update(asked)
        elif asked is not None:
            named = [way.wallet for way in ways if asked == "max" or not way.by_itself]
            found.update(dict.fromkeys(named or [way.wallet for way in ways] or [""], asked))
        for way in ways:
            if way.by_itself and way.wallet not in found:
                found[way.wallet] = "max"
        return found

    def _refuse(self, *codes: str) -> None:
        for code in codes:
            if code not in self.refused:
                self.refused.append(code)

    def _refuse_event(self) -> None:
        """Rules that make it a plain sale."""
        if not self.served:
            return
        for rule in self.programme.event_refusals:
            if _runs_somewhere(rule, self.situation):
                self._refuse(rule.refuse["event"])
                self.served = False

    def work(self) -> None:
        """The order of things on a receipt: prices, spending, tenders, earning, counting, levels, a friend's reward."""
        if self.served:
            self._discount()
        elif self.situation.offered:
            discount.apply(self.situation, rules=[])
        if self.rest:
            for line in self.situation.lines:
                line.reasons = [Reason("rest", "certificate")]
        if self.person and self.person.state != "closed":
            if self.asked or self.wishes is not None:
                self._pay()
            self._refuse(*self.not_spent)
        elif self.event.reward is not None and self.case is None:
            self._refuse("not_offered")
        if self.event.tenders:
            sale.settle_tenders(self.situation, self.event.tenders)
        if self.case is None:
            return
        if self.programme.earnings:
            self._earn(self.case)
        if self.redeemed or self.earned:
            operations = self.case.account.operations
            operations[self.day] = operations.get(self.day, 0) + 1

    def _refusing(self, what: str) -> dict[str, list[Line]]:
        """The rules that withhold earning, spending or discounts on this receipt, each with the lines that it means."""
        s = self.situation
        return {
            rule.name: [line for line in s.lines if rule.lines is None or rule.lines(s, line)]
            for rule in self.programme.refusing.get(what, ())
            if _runs_somewhere(rule, s)
        }

    def _codes(self, what: str, names: Any) -> list[str]:
        return [rule.refuse[what] for rule in self.programme.refusing.get(what, ()) if rule.name in names]

    def _discount(self) -> None:
        wishes = Wishes(self.case, self.event) if self.case is not None and self._wishes() else None
        if wishes is not None:
            self._refuse(*wishes.refused)
        self.wishes = wishes
        running = self.programme.discounts
        if not running and wishes is None and not self.situation.offered:
            return
        if self.case is not None and self.programme.rare_discounts:
            running = [rule for rule in running if self.case.may(rule)]
        wished = list(wishes.candidates()) if wishes is not None else []
        won = discount.apply(self.situation, wished, running)
        if any(each.barred or discount.gave_way(self.programme, each, wished) for each in wished):
            self._refuse("not_combinable")
        if "discount" in self.programme.refusing:
            won = self._withhold_discounts(won)
        if wishes is not None:
            self.rewards_used = wishes.use(won)
        if self.case is not None:
            for each in won:
                if each.of_rule is not None and each.of_rule.once is not None:
                    self.case.mark(each.of_rule)

    def _wishes(self) -> bool:
        """Whether rewards are asked for, here or at the booking."""
        event = self.event
        return bool(event.reward or event.rewards or event.booking or self.situation.wished)

    def _withhold_discounts(self, won: list[discount.Candidate]) -> list[discount.Candidate]:
        """Those of the discounts that still take something off; what no longer does is not used up."""
        if not any(line.discount for line in self.situation.lines):
            return won
        refusing = self._refusing("discount")
        hit = {name: [line for line in lines if line.discount] for name, lines in refusing.items()}
        self._refuse(*self._codes("discount", {name for name, lines in hit.items() if lines}))
        for name, lines in hit.items():
            for line in lines:
                line.discount, line.payable, line.paid, line.off_units, line.offered = (
                    0,
                    line.gross,
                    line.gross,
                    None,
                    0,
                )
                line.reasons = [Reason("withheld_discount", name)]
        withheld = {line for lines in hit.values() for line in lines}
        return [each for each in won if any(any(off) for line, off in each.off.items() if line not in withheld)]

    def _state_codes(self) -> list[str]:
        """What the member's state forbids to spend."""
        found = []
        if self.person and self.person.mismatch:
            found.append("mismatch")
        if self.person and self.person.state in WAITING:
            found.append("not_active")
        return found

    def _day_is_full(self) -> bool:
        limit = self.programme.operations_a_day
        done = self.change.account.operations.get(self.day, 0) if self.change else 0
        return limit is not None and done >= limit

    def _pay(self) -> None:
        before, self.refused = self.refused, []
        self._spend()
        self.not_spent = [*self.not_spent, *self.refused]
        self.refused = before

    def _spend(self) -> None:
        """Wallets that pay as discounts first, rewards that pay after them, wallets of money last."""
        if not self.asked.keys() <= self.programme.ways.keys():
            self._refuse("not_redeemable_here")
        if isinstance(self.event.spend, int) and len(self.programme.spendings) > 1:
            self._share_out(self.event.spend)
        self._pay_with_all(self.programme.discounting_ways)
        if self.wishes is not None:
            paid, used = self.wishes.pay()
            self.redeemed += paid
            self.rewards_used += used
        if self.programme.money_ways:
            self._pay_with_all(self.programme.money_ways)
        if not self.spent:
            self._refuse(*self.unpaid)
        self.situation.wallets = tuple(self.spent)
        self.situation.spends = self.situation.spends and bool(self.spent)

    def _share_out(self, amount: int) -> None:
        """An amount that names no wallet is taken from them in their order."""
        named = [wallet for wallet, asked in self.asked.items() if asked != "max"]
        if self.case is None or len(named) < 2:
            return
        parts, codes = shared_out(self.case, self.asked, amount, self.event.purse)
        self._refuse(*codes)
        self.asked = {wallet: "max" if asked == "max" else parts.get(wallet, 0) for wallet, asked in self.asked.items()}
        self.asked = {wallet: asked for wallet, asked in self.asked.items() if asked}

    def _pay_with_all(self, ways: list[SpendingRule]) -> None:
        for way in ways:
            if way.wallet in self.asked:
                self._pay_with(way, self.asked[way.wallet])

    def _pay_with(self, way: Any, asked: int | str) -> None:
        codes = not_here(way, self.situation)
        if codes:
            self._not_paid(way, codes)
            return
        if self.case is None:
            return
        payment = Payment(self.case, way, asked, self.event.purse)
        codes = payment.refused()
        if "not_redeemable_here" in codes:
            self._not_paid(way, codes)
            return
        codes = [*self._spending_codes(), *codes]
        if self.event.guest is not None and not self.programme.people.guests_spend:
            codes.append("guest_limit")
        units, money, more = payment.amount() if not codes else (0, 0, [])
        wished = asked if isinstance(asked, int) else min(payment.room.most, payment.within)
        codes += more
        if self._day_is_full() and wished:
            codes.append("daily_limit")
        if codes:
            self._not_paid(way, codes)
            return
        spent = payment.pay(units, money)
        if spent is None:
            self._refuse("insufficient_bonuses")
            return
        self.redeemed += spent[1]
        if spent[0]:
            self.spent[way.wallet] = self.spent.get(way.wallet, 0) + spent[0]
            if payment.wallet.money:
                self.situation.tenders = {way.wallet: spent[1], **self.situation.tenders}

    def _not_paid(self, way: SpendingRule, codes: list[str]) -> None:
        """Refuses what was asked for: nothing of a wallet that pays by itself, and where any will do, one is enough."""
        asked = self.event.spend
        if way.by_itself and (asked is None or (isinstance(asked, int) and self.asked[way.wallet] == "max")):
            return
        if asked == "max" and len(self.programme.spendings) > 1:
            self.unpaid += codes
        else:
            self._refuse(*codes)

    def _spending_codes(self) -> list[str]:
        """What rules and the member's state forbid to spend."""
        codes = self._state_codes()
        if codes and self.programme.enrolment.before_activation.spend:
            codes = [code for code in codes if code != "not_active"]
        if "spending" in self.programme.refusing:
            refusing = [name for name, lines in self._refusing("spending").items() if lines]
            codes = [*self._codes("spending", refusing), *codes]
        return codes

    def _earn(self, case: Case) -> None:
        situation = self.situation
        if not self._may_withhold():
            self.earned = earning.apply(situation, case)
            return
        named_before = [len(line.reasons) for line in situation.lines]
        marks, given, deeds = case.memory.marks.copy(), case.person.given.copy(), len(case.deeds)
        would = earning.apply(situation, case)
        if not would:
            return
        refusing = {name: [line for line in lines if _gains(line)] for name, lines in self._refusing("earning").items()}
        refusing = {name: lines for name, lines in refusing.items() if lines}
        codes = self._codes("earning", refusing)
        all_of_it = any(len(lines) == sum(_gains(line) for line in situation.lines) for lines in refusing.values())
        rest = [] if all_of_it else self._withheld_by_state(bool(codes))
        codes += rest
        if not codes:
            self.earned = would
            return
        self._refuse(*codes)
        case.memory.marks, case.person.given = marks, given
        del case.deeds[deeds:]
        withheld: set[Line] = set(situation.lines) if rest else set()
        for line, named in zip(situation.lines, named_before, strict=True):
            by = [name for name, lines in refusing.items() if line in lines]
            if by:
                withheld.add(line)
            if (by or rest) and not _gains(line):
                named = len(line.reasons)
            line.reasons[named:] = [Reason("withheld", name) for name in by]
            line.earned, line.earned_units, line.also = 0, None, None
        if len(withheld) < len(situation.lines):
            self.earned = earning.apply(situation, case, frozenset(withheld))

    def _may_withhold(self) -> bool:
        """Whether there is anything that might stand in the way of earning."""
        person, programme = self.person, self.programme
        assert person is not None
        if person.mismatch or person.state in WAITING or self._day_is_full():
            return True
        for rule in programme.refusing.get("earning", ()):
            if rule.when is None or rule.when(self.situation, None):
                return True
        return False

    def _withheld_by_state(self, refused_already: bool) -> list[str]:
        assert self.person is not None
        codes = ["daily_limit"] if self._day_is_full() and not refused_already else []
        if self.person.mismatch:
            codes.append("mismatch")
        if not self.programme.enrolment.before_activation.earn and "not_active" in self._state_codes():
            codes.append("not_active")
        return codes

    def reached_within(self) -> LevelRule | None:
        """The level that this very sale has reached and under which it is to run."""
        if self.begun is not None or self.change is None:
            return None
        reached = (self.programme.levels.get(each) for each in levels.held(self.programme, self.change.account))
        return next(
            (each for each in reached if each and each.begins == "same_sale" and each.name not in self.held), None
        )

    def decision(self) -> Decision:
        """Writes down what follows: the lots, the counters, the levels, the friend's reward, the receipt."""
        posted = Posted(self)
        if self.case is not None:
            posted.follow(self.case)
        return Decision(
            "purchase",
            self._result(posted),
            posted.changes(),
            posted.receipt(self.event.receipt) if isinstance(self.event, Purchase) else None,
            lines=self.situation.lines,
            salon=self.situation.salon.code,
        )

    def _result(self, posted: Posted) -> dict[str, Any]:
        gross = discounts = payable = 0
        because, told = [], []
        for line in self.situation.lines:
            names = [reason.rule for reason in line.reasons]
            if len(names) > 1:
                names = list(dict.fromkeys(names))
            gross += line.gross
            discounts += line.discount
            payable += line.payable
            because.append(names)
            told.append(
                {
                    "discount": line.discount,
                    "redeemed": line.redeemed,
                    "payable": line.payable,
                    "earned": line.earned if line.also is None else line.earned_in_all,
                    "because": names,
                    "units": line,
                }
            )
        found: dict[str, Any] = {
            "gross": gross,
            "discount": discounts,
            "redeemed": self.redeemed,
            "payable": payable,
            "earned": self._earned_by_wallet(posted),
            "level": self.ran_under,
            "refused": self.refused,
            "because": because,
            "lines": told,
        }
        if spent := self._spent_by_wallet():
            found["spent"] = spent
        if self.situation.offered and (offered := sum(line.offered for line in self.situation.lines)):
            found["offered"] = offered
        if self.rewards_used:
            found["rewards_used"] = self.rewards_used
        if self.case is not None and self.case.given:
            found["given"] = in_hundredths(self.case.given)
        return found

    def _spent_by_wallet(self) -> dict[str, int]:
        """The units that paid, as money or as the price of a reward."""
        if self.wishes is None or not self.wishes.spent:
            return self.spent
        by, priced = self.spent, self.wishes.spent
        return {wallet: by.get(wallet, 0) + priced.get(wallet, 0) for wallet in by | priced}

    def _earned_by_wallet(self, posted: Posted) -> int:
        if len(self.programme.wallets) < 2:
            return sum(posted.earned.values())
        by = dict.fromkeys(self.programme.wallets, 0) | posted.earned
        return ByWallet(by)


def _gains(line: Line) -> bool:
    return bool(line.earned or line.also)


def _runs_somewhere(rule: Any, s: Situation) -> bool:
    if rule.when is not None and not rule.when(s, None):
        return False
    return rule.lines is None or any(rule.lines(s, line) for line in s.lines)


def _booking(account: Account, ref: str) -> Any:
    """The event that the receipt's booking refers to: the first of that reference."""
    found = [event for event in account.memory.events.values() if event.ref == ref and not event.undone]
    return found[0] if found else None


def _guest_codes(programme: Programme, account: Account, event: Quote, day: date) -> list[str]:
    """Whether one more guest may use the member's rights: different names since the level began."""
    limit = programme.people.guests
    if event.guest is None or limit is None:
        return []
    since = account.standing.since or account.opened_on
    names = {name for name, day in account.memory.guests.items() if day >= since}
    allowed = levels.limit_on(programme, account, day, limit) // WHOLE
    return ["guest_limit"] if event.guest not in names and len(names) >= allowed else []
