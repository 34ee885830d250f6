"""Uses a certificate up: once, in one salon (R8). What is still due in money is taken as a receipt of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.events import Purchase, UseCertificate
from webapp.engine.money import hundredths, written
from webapp.ledger import operations, receipts
from webapp.ledger.operations import Step
from webapp.store import certificates, merges
from webapp.usecases.gather import for_certificate, for_receipt, uuid_of
from webapp.usecases.handle_certificate import keep
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, perform_in

REST = "certificate"
"""The group of a line that stands for the rest of a certificate which the catalogue has no item for."""


@dataclass(frozen=True, slots=True)
class Payment:
    """How the rest is paid: the number of the receipt, and the way of paying."""

    number: str
    tender: str


@dataclass(frozen=True, slots=True)
class Used:
    """What came of it. `receipt` is the one of the rest; `first` is the use that was faster, where there was one."""

    outcome: Outcome
    receipt: UUID | None = None
    first: Step | None = None


class _Undone(Exception):
    """Takes everything back, with the answer."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome


def use_certificate(
    chain: OpenChain, actor: Actor, key: str, event: UseCertificate, now: datetime, payment: Payment | None = None
) -> Used:
    """Refused with `changed` where something is due in money and no payment says how it is paid. Raises KeyReused."""

    def work(session: Session) -> Used:
        outcome = perform_in(session, Order(chain, actor, key, "use_certificate", event, now), for_certificate, keep)
        if outcome.operation is None:
            return Used(outcome, first=first_use(session, chain, event.certificate))
        due = hundredths(outcome.result["remainder"])
        receipt = _take_rest(session, chain, actor, key, event, now, due, payment) if due else None
        return Used(outcome, receipt)

    try:
        return transact(work, chain.id)
    except _Undone as undone:
        return Used(undone.outcome)


def first_use(session: Session, chain: OpenChain, certificate: str) -> Step | None:
    """When and where the certificate was used."""
    wanted = uuid_of(certificate)
    found = certificates.by_id(session, chain.id, wanted) if wanted is not None else None
    if found is None or found.held.state != "used":
        return None
    accounts = merges.accounts(session, chain.id, UUID(found.held.account))
    steps = operations.of_certificate(session, chain.id, accounts, certificate)
    return next((step for step in steps if step.verb == "use_certificate"), None)


def _take_rest(
    session: Session,
    chain: OpenChain,
    actor: Actor,
    key: str,
    event: UseCertificate,
    now: datetime,
    due: int,
    payment: Payment | None,
) -> UUID | None:
    found = certificates.by_id(session, chain.id, UUID(event.certificate))
    assert found is not None
    if payment is None:
        raise _Undone(Outcome({"remainder": written(due), "refused": ["changed"]}))
    sale = Purchase.model_validate(
        {
            "member": found.held.person,
            "salon": event.salon,
            "receipt": payment.number,
            "lines": [_line(chain, found.held.reward, due)],
            "tenders": {payment.tender: written(due)},
            "certificate": event.certificate,
        }
    )
    outcome = perform_in(session, Order(chain, actor, f"{key} rest", "purchase", sale, now, in_full=True), for_receipt)
    if outcome.operation is None:
        raise _Undone(outcome)
    return receipts.id_of(session, chain.id, payment.number)


def _line(chain: OpenChain, reward: str, due: int) -> dict[str, Any]:
    """The catalogue's item of the reward's name, where it has one. Its hours went with the certificate."""
    told = {"price": written(due), "hours": "0"}
    return {"item": reward, **told} if reward in chain.lists.items else {"group": REST, **told}
