"""Certificates, and the codes that they are shown by."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base


class Certificate(Base):
    """A certificate as it stands; what happened to it is told by the operations.

    `details` is the engine's own. Of it `deliver_by`, `valid_until`, `salon` and `visit` (of the tenant's local time)
    stand beside it, so that lists find what is due and what is late. `deliver_to` is the salon that the paper goes to,
    `delivered_on` the day on which it was marked as delivered, in whatever state it was.
    """

    __tablename__ = "certificates"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "account_id"], ["accounts.tenant_id", "accounts.id"]),
        ForeignKeyConstraint(["tenant_id", "member_id"], ["members.tenant_id", "members.id"]),
        Index("ix_certificates_tenant_id_account_id", "tenant_id", "account_id"),
        Index("ix_certificates_tenant_id_state_deliver_by", "tenant_id", "state", "deliver_by", "id"),
        Index("ix_certificates_tenant_id_state_valid_until", "tenant_id", "state", "valid_until", "id"),
        Index("ix_certificates_tenant_id_state_visit", "tenant_id", "state", "visit", "id"),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID]
    member_id: Mapped[UUID]
    reward: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    deliver_by: Mapped[date | None]
    valid_until: Mapped[date | None]
    deliver_to: Mapped[str | None] = mapped_column(String(120))
    delivered_on: Mapped[date | None]
    salon: Mapped[str | None] = mapped_column(String(120))
    visit: Mapped[str | None] = mapped_column(String(19))
    details: Mapped[dict[str, Any]]


class CertificateCode(Base):
    """The code of a certificate: `hash` finds it, `sealed` tells it to who has the service's key (R52)."""

    __tablename__ = "certificate_codes"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "certificate_id"], ["certificates.tenant_id", "certificates.id"]),
        UniqueConstraint("tenant_id", "certificate_id"),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    certificate_id: Mapped[UUID]
    sealed: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
