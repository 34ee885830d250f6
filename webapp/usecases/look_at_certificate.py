"""One certificate with all that happened to it. Its code is told only to who asks with the service's secret: whether
they may is the asking page's to know (R52).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.facts import Certificate
from webapp.engine.programme import Programme
from webapp.ledger import operations, receipts
from webapp.ledger.operations import Step
from webapp.store import certificate_codes, certificates, members, merges, staff
from webapp.store.members import Known
from webapp.usecases import codes
from webapp.usecases.certificate_terms import salons_for
from webapp.usecases.open_chain import OpenChain, OpenSalon


class Told(NamedTuple):
    """A step of its life, and who took it."""

    step: Step
    by: str | None


@dataclass(frozen=True, slots=True)
class Look:
    """`state` is that of today. `code` is None where it was not asked for, where there is none, or where it was sealed
    under an earlier secret (`lost_code`). `salons` are those that take the certificate.
    """

    id: UUID
    held: Certificate
    state: str
    owner: Known
    programme: Programme
    salons: tuple[OpenSalon, ...]
    deliver_to: str | None
    code: str | None
    lost_code: bool
    steps: tuple[Told, ...]
    rest: UUID | None
    """The receipt that took the rest in money."""
    delivered_on: date | None = None
    """It may be booked before it has reached its holder."""

    @property
    def holder(self) -> str | None:
        """Whose name it bears: who was given it, else who ordered it."""
        return self.held.holder or self.owner.full_name

    @property
    def used(self) -> Step | None:
        return next((told.step for told in self.steps if told.step.verb == "use_certificate"), None)


def look_at_certificate(chain: OpenChain, certificate: UUID, now: datetime, secret: str | None = None) -> Look | None:
    """None for no certificate of this chain."""
    return transact(lambda session: look(session, chain, certificate, now, secret), chain.id, readonly=True)


def look(session: Session, chain: OpenChain, certificate: UUID, now: datetime, secret: str | None) -> Look | None:
    found = certificates.by_id(session, chain.id, certificate)
    owner = members.by_id(session, chain.id, UUID(found.held.person)) if found else None
    if found is None or owner is None:
        return None
    held, local = found.held, chain.local(now)
    programme = chain.timeline.certifying(local)
    seal = certificate_codes.sealed(session, chain.id, certificate) if secret is not None else None
    code = codes.unsealed(secret, chain.id, certificate, seal) if secret is not None and seal is not None else None
    accounts = merges.accounts(session, chain.id, UUID(held.account))
    steps = operations.of_certificate(session, chain.id, accounts, held.id)
    people = {one.id: one.name for one in staff.ever(session, chain.id)}
    told = tuple(Told(step, people.get(step.staff) if step.staff else None) for step in steps)
    sale = next((step for step in steps if step.verb == "purchase"), None)
    return Look(
        id=certificate,
        held=held,
        state=held.state_on(local.date()),
        owner=owner,
        programme=programme,
        salons=salons_for(chain, programme, held),
        deliver_to=found.deliver_to,
        code=codes.grouped(code) if code else None,
        lost_code=seal is not None and code is None,
        steps=told,
        rest=receipts.id_of(session, chain.id, sale.request["receipt"]) if sale else None,
        delivered_on=found.delivered_on,
    )
