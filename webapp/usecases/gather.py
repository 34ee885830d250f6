"""Gathers what each verb may look at, under locks, with few statements."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import new_id
from webapp.engine.facts import Facts, Receipt
from webapp.ledger import account
from webapp.store import cards, certificates, members
from webapp.store.phones import normalised
from webapp.usecases.operation import Gathered, Order, known_member


def uuid_of(text: str | None) -> UUID | None:
    """An id as it came from outside; what is none belongs to nobody."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _find(
    session: Session, order: Order, member: UUID | None, receipt: str = "", other: UUID | None = None
) -> Gathered:
    found = account.find(session, order.tenant, member, order.key, receipt, other)
    facts = Facts(order.chain.lists, receipt_taken=found.receipt_taken)
    known_member(found, member, facts, alone=other is None)
    return Gathered(facts, found.accounts, found.earlier)


def for_member(session: Session, order: Order) -> Gathered:
    """The verbs that name a member and need nothing else."""
    event: Any = order.event
    return _find(session, order, uuid_of(event.member))


def for_receipt(session: Session, order: Order) -> Gathered:
    """A purchase or a quote, by member, card or phone."""
    event: Any = order.event
    if event.card is not None:
        member = members.by_card(session, order.tenant, event.card)
    elif event.phone is not None:
        member = members.by_phone(session, order.tenant, event.phone)
    else:
        member = uuid_of(event.member)
    gathered = _find(session, order, member, getattr(event, "receipt", ""))
    if event.card is not None:
        gathered.facts.known_card = member is not None
        gathered.facts.card = gathered.facts.account.cards.get(event.card) if gathered.facts.account else None
    return gathered


def for_return(session: Session, order: Order) -> Gathered:
    """A receipt with its lines and the lots it touched; its account is locked before the receipt is read."""
    event: Any = order.event
    gathered = _find(session, order, account.buyer(session, order.tenant, event.receipt))
    facts = gathered.facts
    facts.receipt = receipt = account.receipt(session, order.tenant, event.receipt)
    if receipt is None or facts.account is None:
        return gathered
    facts.closed_lots = account.lots(session, order.tenant, facts.account.id, _lots_of(receipt))
    if facts.other is not None:
        facts.other_closed_lots = account.lots(session, order.tenant, facts.other.id, (), origin=receipt.number)
    return gathered


def _lots_of(receipt: Receipt) -> set[int]:
    drawn = {draw.lot for line in receipt.lines for unit in line.draws for draw in unit}
    return drawn | ({receipt.lot} if receipt.lot else set())


def for_enrolment(session: Session, order: Order) -> Gathered:
    """Whether the phone is free, and who referred the newcomer. The ids of member and account are new."""
    event: Any = order.event
    friend = uuid_of(event.referred_by)
    gathered = _find(session, order, None, other=friend)
    facts = gathered.facts
    taken_by = members.by_phone(session, order.tenant, event.phone)
    facts.phone_taken = taken_by is not None
    facts.same_person = friend is not None and (taken_by == friend or event.referred_by == event.member)
    facts.person, facts.new_account = event.member, str(new_id())
    known = friend is not None and any(str(friend) in held.account.people for held in gathered.held.values())
    facts.other_person = str(friend) if known else None
    return gathered


def for_questionnaire(session: Session, order: Order) -> Gathered:
    event: Any = order.event
    gathered = for_member(session, order)
    phone = event.answers.phone
    holder = members.by_phone(session, order.tenant, phone) if normalised(phone) else None
    gathered.facts.phone_taken = holder is not None and str(holder) != event.member
    return gathered


def for_card(session: Session, order: Order) -> Gathered:
    """Issuing or renewing: whether the number is free, and the account that a further card joins."""
    event: Any = order.event
    host = uuid_of(getattr(event, "account_of", None))
    gathered = _find(session, order, uuid_of(event.member), other=host)
    facts = gathered.facts
    facts.card_taken = cards.taken(session, order.tenant, event.card)
    if host is not None:
        facts.other = next((held.account for held in gathered.held.values() if str(host) in held.account.people), None)
        facts.other_person = str(host) if facts.other else None
    return gathered


def for_block(session: Session, order: Order) -> Gathered:
    event: Any = order.event
    gathered = _find(session, order, members.by_card(session, order.tenant, event.card))
    facts = gathered.facts
    facts.card = facts.account.cards.get(event.card) if facts.account else None
    return gathered


def for_certificate(session: Session, order: Order) -> Gathered:
    """A step of a certificate's life: its account is locked first, then itself."""
    event: Any = order.event
    wanted = uuid_of(event.certificate)
    owner = certificates.owner(session, order.tenant, wanted) if wanted else None
    gathered = _find(session, order, owner)
    if wanted is None or gathered.facts.account is None:
        return gathered
    facts = gathered.facts
    facts.certificate = certificates.locked(session, order.tenant, wanted)
    if facts.certificate is not None and facts.account is not None:
        drawn = {draw.lot for draw in facts.certificate.draws}
        facts.closed_lots = account.lots(session, order.tenant, facts.account.id, drawn) if drawn else {}
    return gathered


def for_statement(session: Session, order: Order) -> Gathered:
    gathered = for_member(session, order)
    if gathered.facts.account is not None:
        gathered.facts.certificates = certificates.of_account(session, order.tenant, gathered.facts.account.id)
    return gathered
