"""A certificate from its order to its use, and the gift around a birthday."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import new_id
from webapp.engine.decisions import Decision
from webapp.engine.events import BirthdayGift, Event, OrderCertificate
from webapp.store import certificates
from webapp.usecases.gather import for_certificate, for_member
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, perform

MADE = frozenset({"certificate"})


def order_certificate(chain: OpenChain, actor: Actor, key: str, event: OrderCertificate, now: datetime) -> Outcome:
    """`event.certificate` is taken over by an id of ours, which the outcome's decision tells."""
    event = event.model_copy(update={"certificate": str(new_id())})
    return perform(Order(chain, actor, key, "order_certificate", event, now, MADE), for_member, _keep)


def give_birthday_gift(chain: OpenChain, actor: Actor, key: str, event: BirthdayGift, now: datetime) -> Outcome:
    event = event.model_copy(update={"certificate": str(new_id())})
    return perform(Order(chain, actor, key, "birthday_gift", event, now, MADE), for_member, _keep)


def move_certificate(chain: OpenChain, actor: Actor, key: str, verb: str, event: Event, now: datetime) -> Outcome:
    """`verb` is one of issue_certificate, deliver_certificate, book_certificate, use_certificate,
    transfer_certificate, cancel_certificate.
    """
    return perform(Order(chain, actor, key, verb, event, now), for_certificate, _keep)


def _keep(session: Session, order: Order, decision: Decision, operation: UUID) -> None:
    if decision.certificate is not None:
        certificates.keep(session, order.tenant, decision.certificate)
