"""A certificate for the member who ordered it, code and all; nobody else sees it so (R52)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import merges
from webapp.store.certificates import GOOD
from webapp.usecases.certificate_paper import paper_of
from webapp.usecases.look_at_certificate import Look, look
from webapp.usecases.open_chain import OpenChain


def look_at_own_certificate(
    chain: OpenChain, member: UUID, certificate: UUID, now: datetime, secret: str | None = None
) -> Look | None:
    """None for what the member has not ordered, also where they share the account of who has. The code is told only as
    long as the certificate is good.
    """

    def work(session: Session) -> Look | None:
        found = look(session, chain, certificate, now, secret)
        if found is None or UUID(found.held.person) not in merges.person(session, chain.id, member):
            return None
        return found if found.state in GOOD else replace(found, code=None, lost_code=False)

    return transact(work, chain.id, readonly=True)


def own_paper(chain: OpenChain, member: UUID, certificate: UUID, now: datetime, secret: str) -> bytes | None:
    """The PDF; None where there is no code to print."""
    found = look_at_own_certificate(chain, member, certificate, now, secret)
    return paper_of(chain, found) if found is not None and found.code else None
