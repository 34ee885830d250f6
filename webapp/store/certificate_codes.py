"""Codes of certificates: found by a keyed hash, kept under seal."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webapp.store.certificate_tables import CertificateCode


def holder_of(session: Session, tenant: UUID, hashes: Collection[str]) -> UUID | None:
    """The certificate that one of the hashes is the code's of."""
    here = (CertificateCode.tenant_id == tenant) & CertificateCode.hash.in_(hashes)
    return session.execute(select(CertificateCode.certificate_id).where(here).limit(1)).scalar()


def sealed(session: Session, tenant: UUID, certificate: UUID) -> str | None:
    here = (CertificateCode.tenant_id == tenant) & (CertificateCode.certificate_id == certificate)
    return session.execute(select(CertificateCode.sealed).where(here)).scalar()


def put(session: Session, tenant: UUID, certificate: UUID, hash_: str, seal: str, now: datetime) -> None:
    """In the place of the one that the certificate had."""
    here = (CertificateCode.tenant_id == tenant) & (CertificateCode.certificate_id == certificate)
    session.execute(delete(CertificateCode).where(here))
    session.add(CertificateCode(tenant_id=tenant, hash=hash_, certificate_id=certificate, sealed=seal, made_at=now))
    session.flush()
