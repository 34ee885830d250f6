"""A certificate for the member who ordered it, code and all; nobody else sees it so (R52)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store.certificates import GOOD
from webapp.usecases.certificate_paper import paper_of
from webapp.usecases.look_at_certificate import Look, look
from webapp.usecases.look_at_member import stand
from webapp.usecases.open_chain import OpenChain


def look_at_own_certificate(
    chain: OpenChain, member: UUID, certificate: UUID, now: datetime, secret: str
) -> Look | None:
    """None for what is not the member's. The code is told only as long as the certificate is good."""

    def work(session: Session) -> Look | None:
        stood = stand(session, chain, str(member), now)
        if stood is None:
            return None
        own = {held.id: held for held in stood.facts.certificates if held.person == stood.known.id}
        held = own.get(str(certificate))
        if held is None:
            return None
        good = held.state_on(stood.moment.day) in GOOD
        return look(session, chain, certificate, now, secret if good else None)

    return transact(work, chain.id, readonly=True)


def own_paper(chain: OpenChain, member: UUID, certificate: UUID, now: datetime, secret: str) -> bytes | None:
    """The PDF; None where there is no code to print."""
    found = look_at_own_certificate(chain, member, certificate, now, secret)
    return paper_of(chain, found) if found is not None and found.code else None
