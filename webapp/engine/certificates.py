"""The life of a certificate: ordered, issued, delivered, booked, used; handed on, cancelled, run out (7K-8 to 7K-11,
7K-16).
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from typing import Any

from webapp.engine import calendar, counters, lots
from webapp.engine.compiled import RuleCode
from webapp.engine.decisions import Change, Counted, Decision
from webapp.engine.document.amounts import Table
from webapp.engine.document.schema import Certificates, Reward
from webapp.engine.document.values import MYRIAD
from webapp.engine.events import (
    BirthdayGift,
    BookCertificate,
    CertificateStep,
    OrderCertificate,
    TransferCertificate,
    UseCertificate,
)
from webapp.engine.facts import Account, Certificate, Draw, Facts, Person, Salon
from webapp.engine.gates import card_of
from webapp.engine.levels import situation as level_situation
from webapp.engine.members import case_of, member, refused
from webapp.engine.moment import Moment
from webapp.engine.rules.undoing import quietly


def order_certificate(moment: Moment, facts: Facts, event: OrderCertificate) -> Decision:
    """The bonuses leave the balance with the order; the rest in money falls due at the visit."""
    verb = "order_certificate"
    found = member(moment, facts)
    if isinstance(found, str):
        return refused(verb, found)
    change, person = found
    reward = moment.programme.rewards.get(event.reward)
    terms = moment.programme.certificates
    codes = _member_codes(moment, change.account, person)
    if reward is None or terms is None or not reward.price or reward.gives.certificate is None:
        return refused(verb, *codes, "not_offered")
    wallet, prices = next(iter(reward.price.items()))
    price = _price(prices, event.grade, event.salon_category)
    if price is None:
        categories = {salon.category or "" for salon in facts.chain.salons.values()}
        elsewhere = any(_price(prices, event.grade, category) is not None for category in categories)
        codes.append("salon_category" if elsewhere and event.salon_category in categories else "not_offered")
    if event.share not in terms.shares:
        codes.append("share_not_offered")
    bonuses = -(-(price or 0) * event.share // MYRIAD)
    usable = lots.usable(moment.programme, change.account, wallet, moment.day)
    if price is not None and bonuses > sum(
        lot.left for lot in usable if not lot.campaign or not _restricted(moment, lot.campaign)
    ):
        codes.append("insufficient_bonuses")
    if codes or price is None:
        return refused(verb, *codes)
    draws = _draw(moment, change, wallet, bonuses)
    certificate = Certificate(
        event.certificate,
        event.reward,
        event.grade,
        event.salon_category,
        event.delivery,
        change.account.id,
        person.id,
        None,
        "requested",
        bonuses,
        price - bonuses,
        wallet,
        draws,
        change.account.standing.level in terms.anywhere_for,
        moment.day,
        deliver_by=_deliver_by(moment, terms, event.delivery),
    )
    return _answer(verb, moment, certificate, [change])


def _restricted(moment: Moment, campaign: str) -> bool:
    rule = moment.programme.campaigns.get(campaign)
    return rule is not None and rule.lines is not None


def _member_codes(moment: Moment, account: Account, person: Person) -> list[str]:
    codes = []
    if not moment.open:
        codes.append("outside_programme")
    if person.mismatch:
        codes.append("mismatch")
    if person.state != "active":
        codes.append("not_active")
    card = card_of(account, person.id)
    if card is not None and card.state_on(moment.day) == "expired":
        codes.append("card_expired")
    return codes


def _price(prices: Any, grade: str, category: str) -> int | None:
    if not isinstance(prices, Table):
        return int(prices)
    named = {"grade": grade, "salon_category": category}
    found = prices.cell(tuple(named.get(key) for key in prices.keys))
    return None if found is None else int(found)


def _draw(moment: Moment, change: Change, wallet: str, amount: int) -> tuple[Draw, ...]:
    draws = []
    for lot in lots.usable(moment.programme, change.account, wallet, moment.day):
        if lot.campaign and _restricted(moment, lot.campaign):
            continue
        part = min(lot.left, amount)
        if part:
            lots.take(change, lot, part, moment.day, "redeemed", "certificate")
            draws.append(Draw(lot.number, part))
            amount -= part
    return tuple(draws)


def _deliver_by(moment: Moment, terms: Certificates, delivery: str) -> Any:
    span = terms.deliver.salon if delivery == "salon" else terms.deliver.email
    return calendar.span_end(moment.day, span, moment.programme.working_days) if span else None


def birthday_gift(moment: Moment, facts: Facts, event: BirthdayGift) -> Decision:
    """The compliment on request: around the birthday, by the level of the day, once for each birthday, to each holder
    of a card (7K-16).
    """
    verb = "birthday_gift"
    found = member(moment, facts)
    if isinstance(found, str):
        return refused(verb, found)
    change, person = found
    rule = moment.programme.requests.get(verb)
    terms = moment.programme.certificates
    if rule is None or terms is None or rule.give is None:
        return refused(verb, "not_offered")
    codes, choice = _gift_codes(moment, change, person, rule)
    reward = event.reward or (choice[0] if choice else None)
    if choice and reward not in choice:
        codes.append("not_offered")
    if codes or reward is None:
        return refused(verb, *codes)
    case_of(moment, change, person).mark(rule)
    wallet = moment.programme.main_wallet or ""
    anywhere = change.account.standing.level in terms.anywhere_for
    certificate = Certificate(
        event.certificate,
        reward,
        "certified",
        "standard",
        "email",
        change.account.id,
        person.id,
        None,
        "requested",
        0,
        0,
        wallet,
        (),
        anywhere,
        moment.day,
        deliver_by=_deliver_by(moment, terms, "email"),
    )
    return _answer(verb, moment, certificate, [change])


def _gift_codes(moment: Moment, change: Change, person: Person, rule: RuleCode) -> tuple[list[str], tuple[str, ...]]:
    codes = []
    if not moment.open:
        codes.append("outside_programme")
    if person.mismatch:
        codes.append("mismatch")
    situation = level_situation(moment.programme, change.account, moment.day)
    situation.person = person
    if person.birth_date is None:
        codes.append("questionnaire_missing")
    elif rule.whole is not None and not rule.whole(situation, None):
        codes.append("outside_birthday")
    elif not case_of(moment, change, person).may(rule):
        codes.append("already_granted")
    choice = rule.give.cell((situation.level,)) if isinstance(rule.give, Table) else rule.give
    card = card_of(change.account, person.id)
    state = card.state_on(moment.day) if card else None
    if state in ("expired", "blocked"):
        codes.append(f"card_{state}")
    elif not choice or (moment.programme.cards is not None and card is None):
        codes.append("not_eligible")
    return codes, tuple(choice or ())


def issue_certificate(moment: Moment, facts: Facts, event: CertificateStep) -> Decision:
    """It is good from now on: the day of issue is not counted, the last day is included."""

    def issue(certificate: Certificate, terms: Certificates) -> Certificate:
        last = calendar.span_end(moment.day, terms.valid)
        return replace(certificate, state="issued", issued_on=moment.day, valid_until=last)

    return _step("issue_certificate", moment, facts, ("requested",), issue)


def deliver_certificate(moment: Moment, facts: Facts, event: CertificateStep) -> Decision:
    return _step(
        "deliver_certificate",
        moment,
        facts,
        ("issued",),
        lambda certificate, _: replace(certificate, state="delivered"),
    )


def book_certificate(moment: Moment, facts: Facts, event: BookCertificate) -> Decision:
    """A visit in a salon that takes it, on a day on which it is still good; a booked one may be booked anew."""
    codes = _salon_codes(moment, facts, event.salon)
    certificate = facts.certificate
    if certificate and certificate.valid_until and event.visit.date() > certificate.valid_until:
        codes.append("certificate_expired")

    def book(certificate: Certificate, _: Certificates) -> Certificate:
        return replace(certificate, state="booked", salon=event.salon, visit=event.visit)

    return _step("book_certificate", moment, facts, ("issued", "delivered", "booked"), book, codes)


def use_certificate(moment: Moment, facts: Facts, event: UseCertificate) -> Decision:
    """Once, when booked, in any salon that takes it; its hours go to the account that ordered it."""
    terms = _terms(moment)
    booked = terms is None or terms.booked
    states = ("booked",) if booked else ("issued", "delivered", "booked")

    def use(certificate: Certificate, _: Certificates) -> Certificate:
        return replace(certificate, state="used", salon=event.salon)

    decision = _step("use_certificate", moment, facts, states, use, _salon_codes(moment, facts, event.salon))
    if decision.certificate and decision.changes:
        _count_hours(moment, decision.changes[0], decision.certificate)
    return decision


def _count_hours(moment: Moment, change: Change, certificate: Certificate) -> None:
    reward = _reward(moment, certificate)
    terms = reward.gives.certificate if reward is not None else None
    hours = terms.hours if terms else 0
    for rule in moment.programme.counters.values():
        if rule.count == "hours" and hours:
            added = counters.add(rule, change.account, moment.day, hours, moment.at)
            change.counted.append(Counted(rule.name, moment.day, added, change.account.tallies[rule.name].epoch))
    from webapp.engine.levels import promote

    promote(moment.programme, change.account, moment.day)


def transfer_certificate(moment: Moment, facts: Facts, event: TransferCertificate) -> Decision:
    """Another holder's name, until it is used, where the programme allows it."""
    terms, certificate = _terms(moment), facts.certificate
    reward = _reward(moment, certificate) if certificate else None
    own = reward.transferable if reward is not None else None
    may = own if own is not None else terms is None or terms.transferable
    codes = [] if may else ["not_transferable"]
    states = ("requested", "issued", "delivered", "booked")
    return _step(
        "transfer_certificate",
        moment,
        facts,
        states,
        lambda certificate, _: replace(certificate, holder=event.to),
        codes,
    )


def cancel_certificate(moment: Moment, facts: Facts, event: CertificateStep) -> Decision:
    """The bonuses go back to the lots they came from."""
    states = ("requested", "issued", "delivered", "booked")
    decision = _step(
        "cancel_certificate",
        moment,
        facts,
        states,
        lambda certificate, _: replace(certificate, state="cancelled", visit=None),
    )
    if decision.certificate and decision.changes:
        draws = lots.summed(list(decision.certificate.draws))
        wallet, change = decision.certificate.wallet, decision.changes[0]
        holder = change.account.people.get(change.account.holder)
        # Where all have joined another account since, nobody is left whose thresholds could be crossed.
        with quietly(case_of(moment, change, holder, facts)) if holder else nullcontext():
            lots.give_back(change, moment.programme, draws, wallet, moment.day, facts.closed_lots, "certificate")
        decision.result["bonuses_returned"] = sum(draws.values())
    return decision


def _salon_codes(moment: Moment, facts: Facts, code: str) -> list[str]:
    salon = facts.chain.salon(code)
    if salon is None:
        return ["unknown_salon"]
    certificate, terms = facts.certificate, _terms(moment)
    if certificate is None or terms is None or takes(salon, certificate, terms):
        return []
    return ["salon_category"]


def takes(salon: Salon, certificate: Certificate, terms: Certificates) -> bool:
    """Whether the certificate may be used in that salon (7K-11)."""
    return terms.accepted_in == "any" or certificate.anywhere or salon.category == certificate.salon_category


def _step(
    verb: str, moment: Moment, facts: Facts, states: tuple[str, ...], move: Any, codes: list[str] | None = None
) -> Decision:
    """One step of a certificate's life from one of `states`; its account is looked at, since time may have closed the
    member.
    """
    certificate, terms = facts.certificate, _terms(moment)
    if certificate is None or terms is None or facts.account is None:
        return refused(verb, "not_offered")
    change = moment.look_at(facts.account)
    # Who has joined another account since left the certificate behind, which is good all the same (7K-14).
    person = change.account.people.get(certificate.person)
    if person is not None and person.state == "closed":
        return refused(verb, "closed")
    state = certificate.state_on(moment.day)
    found = list(codes or ())
    if state == "expired":
        found.append("certificate_expired")
    elif state not in states:
        found.append("certificate_state")
    if found:
        return refused(verb, *dict.fromkeys(found))
    return _answer(verb, moment, move(certificate, terms), [change])


def _terms(moment: Moment) -> Certificates | None:
    """The terms of certificates that are out, whatever has become of the rules that they were ordered under."""
    return moment.timeline.certifying(moment.at).certificates


def _reward(moment: Moment, certificate: Certificate) -> Reward | None:
    """What it is a certificate of: by the present rules, else by those of its terms."""
    known = moment.programme.rewards.get(certificate.reward)
    return known or moment.timeline.certifying(moment.at).rewards.get(certificate.reward)


def _answer(verb: str, moment: Moment, certificate: Certificate, changes: list[Change]) -> Decision:
    result = {
        "state": certificate.state_on(moment.day),
        "bonuses": certificate.bonuses,
        "remainder": certificate.remainder,
        "deliver_by": certificate.deliver_by,
        "valid_until": certificate.valid_until,
        "refused": [],
    }
    return Decision(verb, result, changes, certificate=certificate)
