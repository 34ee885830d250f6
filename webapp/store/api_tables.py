"""By what tills, booking systems and web shops come in, and what they were answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base


class ApiKey(Base):
    """A machine's key: the machine holds the token, this row its hash. `salon` is the one place that it may act in.
    `calls` were let through within the `minute`, which is also when it was last used.

    A key of a sandbox opens the chain `sandbox_id`, an empty copy of this one; `clock` is the moment that it has come
    to.
    """

    __tablename__ = "api_keys"
    __table_args__ = (ForeignKeyConstraint(["tenant_id"], ["tenants.id"]), UniqueConstraint("tenant_id", "token_hash"))

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    token_hash: Mapped[str] = mapped_column(String(64))
    scopes: Mapped[list[Any]]
    salon: Mapped[str | None] = mapped_column(String(120))
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    sandbox_id: Mapped[UUID | None]
    clock: Mapped[datetime | None]
    minute: Mapped[datetime | None]
    calls: Mapped[int] = mapped_column(server_default="0", default=0)
    made_by: Mapped[UUID | None]
    made_at: Mapped[datetime]


class ApiAnswer(Base):
    """What a write that is no operation of the ledger was answered, under its Idempotency-Key, for good. The key's own
    row is in the chain that a sandbox is a copy of.
    """

    __tablename__ = "api_answers"
    __table_args__ = (ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),)

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    api_key_id: Mapped[UUID]
    fingerprint: Mapped[str] = mapped_column(String(64))
    answer: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
