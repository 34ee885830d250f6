"""What tells that two members are one person, and who was merged with whom."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base, exact


class MemberTrace(Base):
    """By what a member may be known again on a second account: a phone that is or was theirs, two words of their name
    as they sound, these with the birth date, and the date. `kind` is phone, name, born or birth.
    """

    __tablename__ = "member_traces"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "member_id"], ["members.tenant_id", "members.id"]),
        Index("ix_member_traces_tenant_id_member_id", "tenant_id", "member_id"),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    value: Mapped[str] = mapped_column(exact(200), primary_key=True)
    member_id: Mapped[UUID] = mapped_column(primary_key=True)


class Duplicate(Base):
    """Two members who are likely one person, the older row first, and why. `state` is open, dismissed (they are two,
    and nobody is asked again) or merged.
    """

    __tablename__ = "duplicates"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "first_id"], ["members.tenant_id", "members.id"]),
        ForeignKeyConstraint(["tenant_id", "second_id"], ["members.tenant_id", "members.id"]),
        UniqueConstraint("tenant_id", "first_id", "second_id"),
        Index("ix_duplicates_tenant_id_state_id", "tenant_id", "state", "id"),
        Index("ix_duplicates_tenant_id_second_id", "tenant_id", "second_id"),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    first_id: Mapped[UUID]
    second_id: Mapped[UUID]
    reasons: Mapped[list[Any]]
    state: Mapped[str] = mapped_column(String(16))
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]


_STANDING = text("undone_at IS NULL")


class Merge(Base):
    """A member whose account another's has taken in; `before` is what that changed of their personal data. While it
    stands, whoever asks for the one that has gone is answered for the one that stays.
    """

    __tablename__ = "merges"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "member_id"], ["members.tenant_id", "members.id"]),
        ForeignKeyConstraint(["tenant_id", "gone_member_id"], ["members.tenant_id", "members.id"]),
        ForeignKeyConstraint(["tenant_id", "account_id"], ["accounts.tenant_id", "accounts.id"]),
        ForeignKeyConstraint(["tenant_id", "gone_account_id"], ["accounts.tenant_id", "accounts.id"]),
        ForeignKeyConstraint(["tenant_id", "operation_id"], ["operations.tenant_id", "operations.id"]),
        Index("ix_merges_tenant_id_member_id", "tenant_id", "member_id"),
        Index("ix_merges_tenant_id_account_id", "tenant_id", "account_id"),
        Index("ix_merges_tenant_id_at", "tenant_id", "at"),
        Index(
            "uq_merges_gone_member",
            "tenant_id",
            "gone_member_id",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
        Index(
            "uq_merges_gone_account",
            "tenant_id",
            "gone_account_id",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID]
    gone_member_id: Mapped[UUID]
    account_id: Mapped[UUID]
    gone_account_id: Mapped[UUID]
    operation_id: Mapped[UUID]
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    before: Mapped[dict[str, Any]]
