"""A certificate from its order on: what has a file of its own is issuing, sending and using it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import new_id, transact
from webapp.engine.decisions import Decision
from webapp.engine.events import BirthdayGift, CertificateStep, Event, OrderCertificate
from webapp.store import audit, certificates
from webapp.usecases.gather import for_certificate, for_member
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, KeyReused, Order, Outcome, ask, perform, perform_in

MADE = frozenset({"certificate"})


def order_certificate(
    chain: OpenChain, actor: Actor, key: str, event: OrderCertificate, now: datetime, deliver_to: str | None = None
) -> Outcome:
    """`event.certificate` is taken over by an id of ours, which the outcome tells. `deliver_to` is the salon that the
    paper goes to.
    """
    event = event.model_copy(update={"certificate": str(new_id())})

    def keep_it(session: Session, order: Order, decision: Decision, operation: UUID) -> None:
        keep(session, order, decision, operation)
        if deliver_to is not None and event.delivery == "salon":
            certificates.send_to(session, order.tenant, UUID(event.certificate), deliver_to)

    outcome = perform(Order(chain, actor, key, "order_certificate", event, now, MADE), for_member, keep_it)
    if outcome.repeated and event.delivery == "salon" and _salon_of(chain, outcome) != deliver_to:
        raise KeyReused(key)
    return outcome


def _salon_of(chain: OpenChain, ordered: Outcome) -> str | None:
    """Where the paper of the first answer goes."""
    wanted = UUID(ordered.certificate or "")
    kept = transact(lambda session: certificates.by_id(session, chain.id, wanted), chain.id, readonly=True)
    return kept.deliver_to if kept is not None else None


def give_birthday_gift(chain: OpenChain, actor: Actor, key: str, event: BirthdayGift, now: datetime) -> Outcome:
    event = event.model_copy(update={"certificate": str(new_id())})
    return perform(Order(chain, actor, key, "birthday_gift", event, now, MADE), for_member, keep)


def move_certificate(chain: OpenChain, actor: Actor, key: str, verb: str, event: Event, now: datetime) -> Outcome:
    """`verb` is one of deliver_certificate (see `hand_over`), book_certificate, transfer_certificate,
    cancel_certificate.
    """
    return perform(Order(chain, actor, key, verb, event, now), for_certificate, keep)


def hand_over(chain: OpenChain, actor: Actor, key: str, certificate: UUID, now: datetime) -> Outcome:
    """The paper has gone to its salon. One that is booked already stays so. Raises KeyReused."""

    def work(session: Session) -> Outcome:
        found = certificates.by_id(session, chain.id, certificate)
        if found is not None and found.held.state_on(chain.local(now).date()) == "booked":
            note_delivery(session, chain, actor, certificate, now)
            return Outcome({"refused": []})
        event = CertificateStep(certificate=str(certificate))
        return perform_in(session, Order(chain, actor, key, "deliver_certificate", event, now), for_certificate, keep)

    return transact(work, chain.id)


def note_delivery(session: Session, chain: OpenChain, actor: Actor, certificate: UUID, now: datetime) -> bool:
    """Of one that is booked, for which delivery is no step of its life any more; False where it was noted before."""
    if not certificates.deliver(session, chain.id, certificate, chain.local(now).date()):
        return False
    audit.note(session, chain.id, now, "certificate_delivered", str(certificate), actor.staff, salon=actor.salon)
    return True


def weigh_step(chain: OpenChain, verb: str, event: Event, now: datetime) -> Outcome:
    """What a step of its life would answer now."""
    return ask(Order(chain, Actor(), "", verb, event, now), for_certificate)


def keep(session: Session, order: Order, decision: Decision, operation: UUID) -> None:
    if decision.certificate is not None:
        certificates.keep(session, order.tenant, decision.certificate)
        if decision.certificate.state == "delivered":
            certificates.deliver(session, order.tenant, UUID(decision.certificate.id), order.local.date())
