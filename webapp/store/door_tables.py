"""By what members come in: their sign-ins, the codes that are good once, their passwords; and by what machines do:
their keys, with what they were answered.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Amount, Base


class MemberSession(Base):
    """A member's sign-in. The cookie holds a random token, this row its hash: taking the row away ends the session at
    once (R46).
    """

    __tablename__ = "member_sessions"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "member_id"], ["members.tenant_id", "members.id"]),
        UniqueConstraint("tenant_id", "token_hash"),
        Index("ix_member_sessions_tenant_id_member_id", "tenant_id", "member_id"),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID]
    token_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class MemberCode(Base):
    """A code or a link that was asked for, whoever asked: where nobody was meant the row is there as well, so that
    asking costs the same (R45). `address_hash` is what was typed under a key of the service, `code_hash` the code under
    another. `details` hold the ids of those who may be meant; `member_id` is the one who was signed in when asking;
    `cost` is what it took of the chain's money for messages, in hundredths.
    """

    __tablename__ = "member_codes"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "member_id"], ["members.tenant_id", "members.id"]),
        Index("ix_member_codes_tenant_id_address_hash", "tenant_id", "address_hash", "made_at"),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(16))
    address_hash: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(16))
    code_hash: Mapped[str] = mapped_column(String(64))
    member_id: Mapped[UUID | None]
    details: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    cost: Mapped[int] = mapped_column(Amount, server_default="0", default=0)


class MemberPassword(Base):
    """A password of the member's own choice; most have none and come in by codes. An empty hash stands where one was
    offered and not wanted.
    """

    __tablename__ = "member_passwords"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "member_id"], ["members.tenant_id", "members.id"]),)

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    set_at: Mapped[datetime]


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
