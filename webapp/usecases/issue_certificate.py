"""Issues a certificate: from now on it is good, and has the code that it is shown by."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.decisions import Decision
from webapp.engine.events import CertificateStep
from webapp.store import audit, certificate_codes, certificates
from webapp.store.certificates import GOOD
from webapp.usecases import codes
from webapp.usecases.gather import for_certificate
from webapp.usecases.handle_certificate import keep
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, perform
from webapp.usecases.refusal import Refusal


def issue_certificate(
    chain: OpenChain, actor: Actor, key: str, event: CertificateStep, now: datetime, secret: str
) -> Outcome:
    def keep_it(session: Session, order: Order, decision: Decision, operation: UUID) -> None:
        keep(session, order, decision, operation)
        _put(session, order.tenant, UUID(event.certificate), now, secret)

    return perform(Order(chain, actor, key, "issue_certificate", event, now), for_certificate, keep_it)


def renew_code(chain: OpenChain, actor: Actor, certificate: UUID, now: datetime, secret: str) -> Refusal | None:
    """A new code in the place of one that was lost or seen by others: the old one is no code any more."""

    def work(session: Session) -> Refusal | None:
        held = certificates.locked(session, chain.id, certificate)
        if held is None:
            return Refusal("certificate_unknown")
        if held.state_on(chain.local(now).date()) not in GOOD:
            return Refusal("certificate_not_good")
        _put(session, chain.id, certificate, now, secret)
        audit.note(session, chain.id, now, "code_renewed", str(certificate), actor.staff, salon=actor.salon)
        return None

    return transact(work, chain.id)


def _put(session: Session, tenant: UUID, certificate: UUID, now: datetime, secret: str) -> None:
    code = codes.made()
    seal = codes.sealed(secret, tenant, certificate, code)
    certificate_codes.put(session, tenant, certificate, codes.hashed(secret, tenant, code), seal, now)
