"""A certificate from its order on: what has a file of its own is issuing, sending and using it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import new_id, transact
from webapp.engine.decisions import Decision
from webapp.engine.events import BirthdayGift, Event, OrderCertificate
from webapp.store import certificates
from webapp.usecases.gather import for_certificate, for_member
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, KeyReused, Order, Outcome, ask, perform

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
    """`verb` is one of deliver_certificate, book_certificate, transfer_certificate, cancel_certificate."""
    return perform(Order(chain, actor, key, verb, event, now), for_certificate, keep)


def weigh_step(chain: OpenChain, verb: str, event: Event, now: datetime) -> Outcome:
    """What a step of its life would answer now."""
    return ask(Order(chain, Actor(), "", verb, event, now), for_certificate)


def keep(session: Session, order: Order, decision: Decision, operation: UUID) -> None:
    if decision.certificate is not None:
        certificates.keep(session, order.tenant, decision.certificate)
