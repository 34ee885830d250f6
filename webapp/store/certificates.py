"""Certificates as they stand. What has run out by its date still says `issued` or `booked` here: the date tells."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.engine import facts
from webapp.store.tables import Certificate

_DETAILS = TypeAdapter(facts.Certificate)


def locked(session: Session, tenant: UUID, certificate: UUID) -> facts.Certificate | None:
    """The certificate, locked until the transaction ends: one use even if shown in two salons at once (R8)."""
    here = select(Certificate).where(Certificate.tenant_id == tenant, Certificate.id == certificate)
    row = session.scalars(here.with_for_update()).one_or_none()
    return _DETAILS.validate_python(row.details) if row else None


def of_account(session: Session, tenant: UUID, account: str) -> list[facts.Certificate]:
    rows = session.scalars(
        select(Certificate)
        .where(Certificate.tenant_id == tenant, Certificate.account_id == UUID(account))
        .order_by(Certificate.id)
    )
    return [_DETAILS.validate_python(row.details) for row in rows]


def every(session: Session, tenant: UUID) -> Iterator[facts.Certificate]:
    for details in session.scalars(select(Certificate.details).where(Certificate.tenant_id == tenant)):
        yield _DETAILS.validate_python(details)


def keep(session: Session, tenant: UUID, certificate: facts.Certificate) -> None:
    row = session.get(Certificate, (tenant, UUID(certificate.id)))
    if row is None:
        row = Certificate(tenant_id=tenant, id=UUID(certificate.id))
        session.add(row)
    row.account_id, row.member_id = UUID(certificate.account), UUID(certificate.person)
    row.reward, row.state, row.valid_until = certificate.reward, certificate.state, certificate.valid_until
    row.details = _DETAILS.dump_python(certificate, mode="json")
    session.flush()
