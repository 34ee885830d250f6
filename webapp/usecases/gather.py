"""Gathers what each verb may look at, under locks, with few statements."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from itertools import chain
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import LostRace, new_id
from webapp.engine.events import Quote
from webapp.engine.facts import Account, Deed, Facts, Receipt
from webapp.engine.merging import lots_shift
from webapp.engine.rules.undoing import of_friend
from webapp.ledger import account, operations
from webapp.ledger.account import FOREVER, MERGING, By, Found, Held, Named
from webapp.store import cards, certificates, members
from webapp.store.phones import normalised
from webapp.usecases.answered import further_phones_of
from webapp.usecases.operation import Gathered, Order


def uuid_of(text: str | None) -> UUID | None:
    """An id as it came from outside; what is none belongs to nobody."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _find(
    session: Session, order: Order, named: Named | None, receipt: str = "", other: UUID | None = None
) -> tuple[Gathered, Found]:
    found = account.find(session, order.tenant, order.key, named, receipt, other, _by(order))
    facts = Facts(order.chain.lists, receipt_taken=found.receipt_taken)
    last = max((held.last_operation for held in found.accounts.values()), default=None)
    if found.own is not None:
        _tell_member(facts, found, named)
    return Gathered(facts, found.accounts, found.earlier, last, found.whose_actor, found.credits), found


def _by(order: Order) -> By:
    """What someone gave is counted by the chain's days."""
    return By(order.actor.staff, datetime.combine(order.local, time(), order.chain.zone))


def _tell_member(facts: Facts, found: Found, named: Named | None) -> None:
    """Puts the named member's account into the facts, and that of whoever referred them."""
    facts.account, facts.person = found.accounts[found.own or ""].account, found.member
    if facts.account.gone is not None:
        raise LostRace("the account has just been merged into another")
    person = facts.account.people.get(found.member or "")
    if person is not None and person.brought_by is not None:
        facts.other, facts.other_person = _with(found.accounts.values(), person.brought_by), person.brought_by
    if person is None and named is not None and named.way not in FOREVER:
        raise LostRace("the member has just joined another account")
    if named is not None and not _still_means(facts, found, named):
        raise LostRace("the member has just been parted from another")


def _still_means(facts: Facts, found: Found, named: Named) -> bool:
    """Who was named while two were one: under the lock it may be otherwise (R11)."""
    assert facts.account is not None
    if named.way != "member" or str(named.value) == found.member:
        return True
    return any(taken.person == str(named.value) for taken in facts.account.absorbed.values())


def _with(accounts: Iterable[Held], person: str) -> Account:
    """The account that this person is on, who was on one of these when they were looked for."""
    for held in accounts:
        if held.account.known(person) is not None and held.account.gone is None:
            return held.account
    raise LostRace("a member has just joined another account")


def for_member(session: Session, order: Order) -> Gathered:
    """The verbs that name a member and need nothing else."""
    event: Any = order.event
    return _find(session, order, Named("member", uuid_of(event.member)))[0]


def for_receipt(session: Session, order: Order) -> Gathered:
    """A purchase or a quote, by member, card or phone."""
    event: Any = order.event
    friend = uuid_of(event.introduced_by)
    gathered, found = _find(session, order, _buyer(event), getattr(event, "receipt", ""), other=friend)
    if friend is not None and gathered.facts.other is None and found.others is not None:
        gathered.facts.other, gathered.facts.other_person = found.accounts[found.others].account, str(friend)
    if event.card is not None:
        gathered.facts.known_card = found.own is not None
        gathered.facts.card = gathered.facts.account.cards.get(event.card) if gathered.facts.account else None
    return gathered


def _buyer(event: Quote) -> Named | None:
    if event.card is not None:
        return Named("card", event.card)
    if event.phone is not None:
        phone = normalised(event.phone)
        return Named("phone", phone) if phone else None
    member = uuid_of(event.member)
    return Named("member", member) if member else None


def for_return(session: Session, order: Order) -> Gathered:
    """A receipt with its lines and the lots it touched; its account is locked before the receipt is read."""
    event: Any = order.event
    gathered, _ = _find(session, order, Named("receipt", event.receipt))
    sold = account.receipt(session, order.tenant, event.receipt)
    if sold is None:
        return gathered
    facts = gathered.facts
    whose = sold.receipt.account
    if facts.account is not None and whose not in (None, facts.account.id, *facts.account.absorbed):
        raise LostRace("the receipt's account has just been parted from another")
    facts.receipt = sold.receipt
    gathered.last = max(gathered.last or sold.operation, sold.operation)
    if facts.account is None:
        if sold.receipt.account is not None:
            raise LostRace("the receipt was posted after its account had been looked for")
        return gathered
    if sold.receipt.account not in (facts.account.id, *facts.account.absorbed):
        raise LostRace("the receipt's account has just been taken out of another")
    origin, shift = sold.receipt.number, lots_shift(facts.account, sold.receipt)
    touched = {number + shift for number in _lots_of(sold.receipt)} | set(facts.account.memory.repaid)
    facts.closed_lots = account.lots(session, order.tenant, facts.account.id, touched, origin)
    if facts.other is not None:
        facts.other_closed_lots = account.lots(session, order.tenant, facts.other.id, (), origin)
    return gathered


def lock_for_move(session: Session, order: Order, receipt: str, other: UUID) -> None:
    """Both buyers' accounts in the one order in which all are locked (R12)."""
    account.find(session, order.tenant, order.key, Named("receipt", receipt), other=other, by=_by(order))


def _lots_of(receipt: Receipt) -> set[int]:
    drawn = {draw.lot for line in receipt.lines for unit in line.draws for draw in unit}
    drawn |= {lot for line in receipt.lines for lot, _ in line.also}
    drawn |= _lots_of_deeds(receipt.deeds)
    return drawn | ({receipt.lot} if receipt.lot else set())


def for_event(session: Session, order: Order) -> Gathered:
    """A named event, with the receipt of its reference where it is the member's own, and the lots that both touched."""
    event: Any = order.event
    gathered = for_member(session, order)
    facts = gathered.facts
    if facts.account is None or event.ref is None:
        return gathered
    sold = account.receipt(session, order.tenant, event.ref)
    origin = None
    if sold is not None and sold.receipt.account == facts.account.id:
        facts.receipt, origin = sold.receipt, sold.receipt.number
        gathered.last = max(gathered.last or sold.operation, sold.operation)
    wanted = _lots_of_event(facts.account, event.ref) | (_lots_of(facts.receipt) if facts.receipt else set())
    if wanted or origin is not None:
        facts.closed_lots = account.lots(session, order.tenant, facts.account.id, wanted, origin)
    _lots_of_friend(session, order, facts, event.ref)
    return gathered


def _lots_of_friend(session: Session, order: Order, facts: Facts, ref: str) -> None:
    """What the events of the reference brought to whoever introduced the member."""
    if facts.account is None or facts.other is None:
        return
    noted = [of_friend(event) for event in facts.account.memory.events.values() if event.ref == ref]
    wanted = {number for key in noted for number in _touched(facts.other, key)}
    if wanted:
        facts.other_closed_lots = account.lots(session, order.tenant, facts.other.id, wanted)


def _touched(of: Account, key: str) -> set[int]:
    event = of.memory.events.get(key)
    return _lots_of_deeds(event.deeds) | set(of.memory.repaid) if event is not None else set()


def _lots_of_deeds(deeds: Iterable[Deed]) -> set[int]:
    return {deed.number for deed in deeds if deed.kind in ("earned", "taken")}


def _lots_of_event(of: Account, ref: str) -> set[int]:
    deeds = (deed for event in of.memory.events.values() if event.ref == ref for deed in event.deeds)
    held = (draw[0] for reward in of.memory.held.values() if reward.booked == ref for draw in reward.draws)
    return _lots_of_deeds(deeds) | set(held) | set(of.memory.repaid)


def for_undo(session: Session, order: Order) -> Gathered:
    """The account of whoever's event bears the reference."""
    event: Any = order.event
    member = uuid_of(event.member) or operations.member_of_event(session, order.tenant, event.ref)
    gathered = _find(session, order, Named("member", member))[0]
    held = gathered.facts.account
    wanted = _lots_of_event(held, event.ref) if held is not None else set()
    if held is not None and wanted:
        gathered.facts.closed_lots = account.lots(session, order.tenant, held.id, wanted)
    _lots_of_friend(session, order, gathered.facts, event.ref)
    return gathered


def for_two(session: Session, order: Order) -> Gathered:
    """A member and another one: whom bonuses go to, or whose account is joined."""
    event: Any = order.event
    host = uuid_of(event.to if hasattr(event, "to") else event.account_of)
    gathered, found = _find(session, order, Named("member", uuid_of(event.member)), other=host)
    facts = gathered.facts
    facts.other = _with(gathered.held.values(), str(host)) if found.others is not None else None
    facts.other_person = str(host) if facts.other else None
    return gathered


def for_leaving(session: Session, order: Order) -> Gathered:
    gathered = for_member(session, order)
    gathered.facts.new_account = str(new_id())
    return gathered


def for_enrolment(session: Session, order: Order) -> Gathered:
    """Whether the phone is free, and who referred the newcomer. The ids of member and account are new."""
    event: Any = order.event
    friend = uuid_of(getattr(event, "referred_by", None))
    gathered, found = _find(session, order, None, other=friend)
    facts = gathered.facts
    facts.other = found.accounts[found.others].account if found.others is not None else None
    taken_by = members.by_phone(session, order.tenant, event.phone)
    facts.phone_taken = taken_by is not None
    facts.same_person = friend is not None and (taken_by == friend or str(friend) == event.member)
    facts.person, facts.new_account = event.member, str(new_id())
    facts.other_person = str(friend) if found.others is not None else None
    return gathered


def for_questionnaire(session: Session, order: Order) -> Gathered:
    event: Any = order.event
    gathered = for_member(session, order)
    further = further_phones_of(order.chain, event.answers)
    phones = [event.answers.phone or "", *chain.from_iterable(further.values())]
    holders = members.by_phones(session, order.tenant, phones)
    gathered.facts.phone_taken = any(str(holder) != event.member for holder in holders)
    return gathered


def for_card(session: Session, order: Order) -> Gathered:
    """Issuing or renewing: whether the number is free, and the account that a further card joins."""
    event: Any = order.event
    host = uuid_of(getattr(event, "account_of", None))
    gathered, found = _find(session, order, Named("member", uuid_of(event.member)), other=host)
    facts = gathered.facts
    facts.card_taken = cards.taken(session, order.tenant, event.card)
    if getattr(event, "account_of", None) is not None:
        facts.other = _with(gathered.held.values(), str(host)) if found.others is not None else None
        meant = facts.other.known(str(host)) if facts.other else None
        facts.other_person = meant.id if meant else None
    return gathered


def for_merge(session: Session, order: Order) -> Gathered:
    """The member, and the account of who goes or has gone, with all lots and certificates of the one that gives."""
    event: Any = order.event
    goes = uuid_of(getattr(event, "absorbed", event.member))
    gathered, found = _find(session, order, Named(MERGING, uuid_of(event.member)), other=goes)
    facts = gathered.facts
    if found.others is None or facts.account is None:
        return gathered
    facts.other, facts.other_person = gathered.held[found.others].account, str(goes)
    giver = facts.account if order.verb == "unmerge" else facts.other
    lots = account.every_lot(session, order.tenant, giver.id)
    facts.closed_lots, facts.other_closed_lots = (lots, {}) if order.verb == "unmerge" else ({}, lots)
    facts.certificates = certificates.of_account(session, order.tenant, giver.id)
    return gathered


def for_block(session: Session, order: Order) -> Gathered:
    event: Any = order.event
    gathered, _ = _find(session, order, Named("card", event.card))
    facts = gathered.facts
    facts.card = facts.account.cards.get(event.card) if facts.account else None
    return gathered


def for_certificate(session: Session, order: Order) -> Gathered:
    """A step of a certificate's life: its account is locked first, then itself."""
    event: Any = order.event
    wanted = uuid_of(event.certificate)
    gathered, _ = _find(session, order, Named("certificate", wanted))
    if wanted is None or gathered.facts.account is None:
        return gathered
    facts = gathered.facts
    facts.certificate = certificates.locked(session, order.tenant, wanted)
    if facts.certificate is not None and facts.account is not None:
        if facts.certificate.account != facts.account.id:
            raise LostRace("the certificate has just gone to another account")
        drawn = {draw.lot for draw in facts.certificate.draws}
        facts.closed_lots = account.lots(session, order.tenant, facts.account.id, drawn) if drawn else {}
    return gathered


def for_statement(session: Session, order: Order) -> Gathered:
    gathered = for_member(session, order)
    if gathered.facts.account is not None:
        gathered.facts.certificates = certificates.of_account(session, order.tenant, gathered.facts.account.id)
    return gathered
