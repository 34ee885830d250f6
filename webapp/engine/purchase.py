"""A receipt, from who is there to what it leaves behind: gates, prices, spending, earning, counting, levels, a
friend's reward.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from webapp.engine import counters, levels, lots, sale
from webapp.engine.decisions import Change, Counted, Decision
from webapp.engine.events import Purchase, Quote
from webapp.engine.facts import Account, Card, Draw, Facts, Person, Receipt, Salon, SoldLine
from webapp.engine.moment import Moment
from webapp.engine.money import spread
from webapp.engine.programme import Programme, SpendingRule
from webapp.engine.rules import discount
from webapp.engine.rules.spending import Purse, Room, lay
from webapp.engine.situation import Line, Reason, Situation

DESK = "desk"


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
            "purchase", {"refused": [*stops, *_gates(moment, facts, event, change, _rules_of(moment, event))]}
        )
    checkout = Checkout(moment, facts, event, lines, salon)
    checkout.work()
    if stops:
        return Decision("purchase", {"refused": [*stops, *checkout.refused]})
    return checkout.decision()


def _stops(facts: Facts, unknown_item: bool, unknown_salon: bool) -> list[str]:
    found = {"duplicate_receipt": facts.receipt_taken, "unknown_item": unknown_item, "unknown_salon": unknown_salon}
    return [code for code, holds in found.items() if holds]


def _rules_of(moment: Moment, event: Quote) -> Programme:
    """A late receipt runs by the rules of its own day (`dated`, R28)."""
    return moment.programme if event.dated is None else moment.timeline.on(event.dated)


def _gates(moment: Moment, facts: Facts, event: Quote, change: Change | None, programme: Programme) -> list[str]:
    """What makes the receipt a plain sale: nothing is given, spent or counted."""
    found = []
    day = event.dated or moment.day
    person = change.account.people.get(facts.person or "") if change else None
    if person is None:
        found.append("not_enrolled" if facts.known_card else "unknown_card")
    elif person.state == "closed":
        found.append("closed")
    elif day < person.enrolled_on:
        found.append("not_enrolled")
    if not programme.runs_on(day):
        found.append("outside_programme")
    if change and person and person.state != "closed" and programme.cards:
        found.extend(_card_gates(programme, change.account, facts.card, person, event, day))
    return found


def _card_gates(
    programme: Programme, account: Account, shown: Card | None, person: Person, event: Quote, day: date
) -> list[str]:
    card = shown or card_of(account, person.id)
    if event.dated and card and card.state != "blocked":
        card = _card_on(account, person.id, event.dated)
    if card is None:
        return []
    # A number that is not on its holder's account was left behind on another, lost or ended (7K-14, 7K-15).
    left_behind = event.card is not None and shown is None
    state = "blocked" if left_behind else card.state_on(day)
    codes = {"expired": ["card_expired"], "blocked": ["card_blocked"], "replaced": ["card_blocked"]}.get(state, [])
    if programme.cards and programme.cards.must_be_presented and not event.scanned:
        codes = ["card_not_presented", *codes]
    return codes


def card_of(account: Account, person: str) -> Card | None:
    """The card that a member holds now, or held last."""
    return next(
        (card for card in reversed(account.cards.values()) if card.person == person and card.state != "replaced"), None
    )


def _card_on(account: Account, person: str, day: date) -> Card | None:
    """The card that a member held on an earlier day; one that was replaced later was good until its end."""
    held = [card for card in account.cards.values() if card.person == person and card.issued_on <= day]
    return held[-1]._replace(state="active") if held else None


class Checkout:
    """One receipt while it is worked out."""

    def __init__(self, moment: Moment, facts: Facts, event: Quote, lines: list[Line], salon: Salon) -> None:
        self.moment = moment
        self.facts = facts
        self.event = event
        self.day = event.dated or moment.day
        self.programme = _rules_of(moment, event)
        self.change = moment.look_at(facts.account) if facts.account else None
        self.friend_change: Change | None = None
        # The rest of a certificate earns nothing and counts in no sum (7K-8), so there is nothing to refuse.
        self.rest = isinstance(event, Purchase) and event.certificate is not None
        self.refused = [] if self.rest else _gates(moment, facts, event, self.change, self.programme)
        self.served = not self.refused and not self.rest
        account = self.change.account if self.change else None
        if account and self.served and self.at_the_desk:
            levels.begin_on_visit(self.programme, account, self.day)
        self.person = account.people.get(facts.person or "") if account else None
        self.situation = self._situation(account, lines, salon)
        self.redeemed = self.earned = 0

    @property
    def visit(self) -> bool:
        return self.event.dated is None

    @property
    def at_the_desk(self) -> bool:
        """What begins levels: neither a late receipt nor one of the web shop does (KL-2.1.1, KL-3.2)."""
        return self.visit and self.event.channel == DESK

    def _situation(self, account: Account | None, lines: list[Line], salon: Salon) -> Situation:
        level = None
        if account and self.person and not {"not_enrolled", "closed", "outside_programme"} & set(self.refused):
            level = account.standing.level if self.visit else levels.level_on(account, self.day)
        at = self.moment.at if self.visit else datetime(self.day.year, self.day.month, self.day.day, 12)
        situation = Situation(self.programme, at, self.day, account, self.person, level)
        situation.channel = self.event.channel
        situation.salon = salon
        situation.tenders = self.event.tenders
        situation.instalments = self.event.instalments
        situation.spends = self.event.spend is not None
        situation.lines = lines
        return situation

    def work(self) -> None:
        """The order of things on a receipt: prices, spending, tenders, earning, counting, levels, a friend's reward."""
        if self.served:
            self._discount()
        if self.rest:
            for line in self.situation.lines:
                line.reasons = [Reason("rest", "certificate")]
        if self.event.reward is not None:
            self._refuse("not_offered")
        if self.event.spend is not None and self.person and self.person.state != "closed":
            self._spend(self.event.spend)
        sale.settle_tenders(self.situation, self.event.tenders)
        if not self.served or self.change is None or self.person is None:
            return
        self._earn()
        if self.redeemed or self.earned:
            operations = self.change.account.operations
            operations[self.day] = operations.get(self.day, 0) + 1

    def _refuse(self, *codes: str) -> None:
        self.refused.extend(code for code in codes if code not in self.refused)

    def _refusing(self, what: str) -> list[str]:
        """The rules that withhold earning, spending or discounts on this receipt."""
        running = (rule for rule in self.programme.refusals if rule.when is None or rule.when(self.situation, None))
        return [rule.name for rule in running if what in rule.refuse]

    def _refused_by_rules(self, what: str) -> list[str]:
        """Their reason codes."""
        rules = {rule.name: rule for rule in self.programme.refusals}
        return [rules[name].refuse[what] for name in self._refusing(what)]

    def _discount(self) -> None:
        discount.apply(self.situation)
        refusing = self._refusing("discount")
        if not refusing or not any(line.discount for line in self.situation.lines):
            return
        self._refuse(*self._refused_by_rules("discount"))
        for line in self.situation.lines:
            line.discount, line.payable, line.paid = 0, line.gross, line.gross
            line.reasons = [Reason("withheld_discount", name) for name in refusing]

    def _state_codes(self) -> list[str]:
        """What the member's state forbids to spend."""
        found = []
        if self.person and self.person.mismatch:
            found.append("mismatch")
        if self.person and self.person.state in ("awaiting_questionnaire", "awaiting_activation"):
            found.append("not_active")
        return found

    def _day_is_full(self) -> bool:
        limit = self.programme.operations_a_day
        done = self.change.account.operations.get(self.day, 0) if self.change else 0
        return limit is not None and done >= limit

    def _spend(self, asked: int | str) -> None:
        rule = self.programme.spending
        allowed = rule is not None and (rule.when is None or rule.when(self.situation, None))
        if rule is None or not allowed or ("max" if asked == "max" else "amount") not in rule.choice:
            self._refuse("not_redeemable_here")
            return
        if not self.served or self.change is None:
            return
        room = Room(self.situation, rule)
        usable = lots.usable(self.programme, self.change.account, rule.wallet, self.moment.day)
        purse = Purse(self.situation, self.programme, usable)
        codes = [*self._refused_by_rules("spending"), *self._state_codes()]
        within = purse.usable(room.lines)
        if isinstance(asked, int):
            codes += ["over_share"] if asked > room.most else []
            codes += ["insufficient_bonuses"] if asked > within else []
        moves = asked if isinstance(asked, int) else min(room.most, within)
        if self._day_is_full() and moves:
            codes.append("daily_limit")
        if codes:
            self._refuse(*codes)
            return
        self._lay(room, purse, rule, asked)

    def _lay(self, room: Room, purse: Purse, rule: SpendingRule, asked: int | str) -> None:
        assert self.change is not None
        found = lay(room, purse, asked if isinstance(asked, int) else room.most)
        if isinstance(asked, int) and found < asked:
            for line in self.situation.lines:
                line.payable += line.redeemed
                line.paid += line.redeemed
                line.redeemed, line.redeemed_units, line.draws = 0, None, None
            self._refuse("insufficient_bonuses")
            return
        self.redeemed = found
        drawn: dict[int, int] = {}
        for line in self.situation.lines:
            for lot, _, part in line.draws or ():
                drawn[lot] = drawn.get(lot, 0) + part
        for number, amount in drawn.items():
            lots.take(self.change, self.change.account.lots[number], amount, self.moment.day, "redeemed", "spending")

    def _earn(self) -> None:
        situation = self.situation
        named_before = [len(line.reasons) for line in situation.lines]
        would = sale.earn(situation)
        if not would:
            return
        refusing = self._refusing("earning")
        codes = self._refused_by_rules("earning")
        if not codes and self._day_is_full():
            codes.append("daily_limit")
        assert self.person is not None
        if self.person.mismatch:
            codes.append("mismatch")
        if not self.programme.enrolment.before_activation.earn and "not_active" in self._state_codes():
            codes.append("not_active")
        if not codes:
            self.earned = would
            return
        self._refuse(*codes)
        for line, named in zip(situation.lines, named_before, strict=True):
            if line.earned:
                line.reasons[named:] = [Reason("withheld", name) for name in refusing]
            line.earned, line.earned_units = 0, None

    def decision(self) -> Decision:
        """Writes down what follows: the lot, the counters, the levels, the friend's reward, the receipt."""
        lot = None
        once: dict[str, int] = {}
        if self.served and self.change and self.person:
            lot = self._bear()
            once = self._count(self.change)
            levels.promote(self.moment.programme, self.change.account, self.moment.day, self.at_the_desk)
            self._reward_friend(self.change, self.person)
        decision = Decision(
            "purchase", self._result(), [change for change in (self.change, self.friend_change) if change]
        )
        decision.lines, decision.salon = self.situation.lines, self.situation.salon.code
        if isinstance(self.event, Purchase):
            decision.receipt = self._receipt(self.event.receipt, lot, once)
        return decision

    def _bear(self) -> int | None:
        if not self.earned or self.change is None or self.person is None:
            return None
        waits = self.person.state in ("awaiting_questionnaire", "awaiting_activation")
        wallet = self._wallet() or ""
        source = self.event.receipt if isinstance(self.event, Purchase) else "quote"
        rule = next((line.reasons[-1].rule for line in self.situation.lines if line.earned), None)
        lot = lots.bear(
            self.change, self.programme, wallet, self.earned, self.day, source, waits=waits, rule=rule, origin=source
        )
        if not self.visit:
            lots.expire(self.change, self.moment.day)
        return lot.number

    def _wallet(self) -> str | None:
        return next((rule.earn.wallet for rule in self.programme.earnings if rule.earn), self.programme.main_wallet)

    def _count(self, change: Change) -> dict[str, int]:
        """Adds the receipt to the counters; returns what was counted for the receipt as a whole, not by its lines."""
        once: dict[str, int] = {}
        for name, rule in self.programme.counters.items():
            if rule.when is not None and not rule.when(self.situation, None):
                continue
            total = counters.count(rule, self.situation)
            if not total:
                continue
            added = counters.add(rule, change.account, self.day, total)
            if rule.by_receipt and added:
                once[name] = added
            if added:
                change.counted.append(Counted(name, self.day, added, change.account.tallies[name].epoch))
            else:
                counters.not_counted(name, self.situation)
        return once

    def _reward_friend(self, change: Change, person: Person) -> None:
        """The one who brought this member is rewarded at the first receipt that is really paid (ES-2.3b)."""
        other = self.facts.other
        if other is None or person.brought_by is None or person.friend_paid or not self.programme.friends:
            return
        if not sum(line.payable for line in self.situation.lines):
            return
        running = [rule for rule in self.programme.friends if rule.when is None or rule.when(self.situation, None)]
        if not running:
            return
        receipt = self.event.receipt if isinstance(self.event, Purchase) else "quote"
        person.friend_paid = receipt
        shared = other.id == change.account.id
        self.friend_change = None if shared else self.moment.look_at(other)
        give_referral(self.moment, self.friend_change or change, person.brought_by, receipt)

    def _receipt(self, number: str, lot: int | None, once: dict[str, int]) -> Receipt:
        tallies = self.change.account.tallies if self.change else {}
        epochs = {
            name: tallies[name].epoch for name in self.programme.counters if name in tallies and tallies[name].epoch
        }
        sold = tuple([_sold(line) for line in self.situation.lines])
        account = self.change.account.id if self.change and self.person else None
        return Receipt(
            number, account, self.person.id if self.person else None, self.day, lot, sold, epochs, once, self._wallet()
        )

    def _result(self) -> dict[str, Any]:
        lines = self.situation.lines
        because = [[reason.rule for reason in line.reasons] for line in lines]
        return {
            "gross": sum(line.gross for line in lines),
            "discount": sum(line.discount for line in lines),
            "redeemed": self.redeemed,
            "payable": sum(line.payable for line in lines),
            "earned": self.earned,
            "level": self.situation.level,
            "refused": self.refused,
            "because": because,
            "lines": [
                {
                    "discount": line.discount,
                    "redeemed": line.redeemed,
                    "payable": line.payable,
                    "earned": line.earned,
                    "because": names,
                    "units": Units(line),
                }
                for line, names in zip(lines, because, strict=True)
            ],
        }


class Units:
    """The figures of a line's units, worked out when somebody asks."""

    __slots__ = ("line",)

    def __init__(self, line: Line) -> None:
        self.line = line

    def listed(self) -> list[dict[str, int]]:
        line = self.line
        discounts = spread(line.discount, line.quantity)
        redeemed = line.redeemed_units or [0] * line.quantity
        earned = line.earned_units or spread(line.earned, line.quantity)
        return [
            {"discount": off, "redeemed": spent, "payable": line.price - off - spent, "earned": gain}
            for off, spent, gain in zip(discounts, redeemed, earned, strict=True)
        ]


def give_referral(moment: Moment, change: Change, referrer: str, receipt: str) -> None:
    """Posts the reward to the referrer: it waits for one who is not active yet; a mismatch stops it for good."""
    person = change.account.known(referrer)
    if person is None or person.state == "closed" or person.mismatch:
        return
    programme, waits = moment.programme, person.state != "active"
    for rule in programme.friends:
        if rule.amount is not None:
            name, day = rule.name, moment.day
            lots.bear(
                change, programme, rule.wallet, rule.amount, day, "referral", waits=waits, rule=name, origin=receipt
            )


def _sold(line: Line) -> SoldLine:
    draws: tuple[tuple[Draw, ...], ...] = ()
    if line.draws:
        drawn = line.draws
        draws = tuple(
            tuple(Draw(lot, part) for lot, unit, part in drawn if unit == place) for place in range(line.quantity)
        )
    return SoldLine(
        line.price,
        line.quantity,
        line.discount,
        line.prepaid,
        tuple(line.redeemed_units or ()),
        draws,
        line.earned,
        tuple(line.earned_units or ()),
        line.paid_into,
        line.each or {},
    )
