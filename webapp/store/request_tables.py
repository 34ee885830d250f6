"""What guests ask for, and the photos of receipts that prove a claim."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base

_OPEN = text("decided_at IS NULL")
_AGREED = text("visit IS NOT NULL")


class GuestRequest(Base):
    """Something a guest asks for. `kind` is call_back, claim, benefit or booking; `state` new, taken, done or declined.

    `subject` is what it is about, as lists look for it: the phone to be called, the receipt's number as all read it,
    the benefit's code. The caller's `name` stands here where they are no member. `due_at` is the first moment at which
    it is late. `visit` is the agreed one, of the tenant's local time; `receipt_id` the receipt that was posted for it.
    `key` is what a form sent twice is known by. `made_by` is who typed it in, None where the guest did.
    """

    __tablename__ = "requests"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
        ForeignKeyConstraint(["tenant_id", "member_id"], ["members.tenant_id", "members.id"]),
        ForeignKeyConstraint(["tenant_id", "made_by"], ["staff.tenant_id", "staff.id"]),
        ForeignKeyConstraint(["tenant_id", "taken_by"], ["staff.tenant_id", "staff.id"]),
        ForeignKeyConstraint(["tenant_id", "decided_by"], ["staff.tenant_id", "staff.id"]),
        ForeignKeyConstraint(["tenant_id", "receipt_id"], ["receipts.tenant_id", "receipts.id"]),
        UniqueConstraint("tenant_id", "key"),
        Index("ix_requests_tenant_id_member_id", "tenant_id", "member_id", "id"),
        Index("ix_requests_tenant_id_kind_subject", "tenant_id", "kind", "subject"),
        Index("ix_requests_waiting", "tenant_id", "kind", "due_at", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_requests_visits", "tenant_id", "visit", "id", sqlite_where=_AGREED, postgresql_where=_AGREED),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    member_id: Mapped[UUID | None]
    subject: Mapped[str | None] = mapped_column(String(120))
    name: Mapped[str | None] = mapped_column(String(200))
    details: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
    due_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    taken_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    reason: Mapped[str | None] = mapped_column(String(400))
    salon: Mapped[str | None] = mapped_column(String(120))
    visit: Mapped[str | None] = mapped_column(String(19))
    receipt_id: Mapped[UUID | None]


class RequestPhoto(Base):
    """A picture that came with a request, as its bytes say what it is: told to nobody but who may handle requests."""

    __tablename__ = "request_photos"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "request_id"], ["requests.tenant_id", "requests.id"]),)

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    request_id: Mapped[UUID] = mapped_column(primary_key=True)
    media_type: Mapped[str] = mapped_column(String(32))
    content: Mapped[bytes] = mapped_column(LargeBinary)
