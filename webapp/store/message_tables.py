"""Messages to members, as the office's log tells them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Amount, Base


class Message(Base):
    """One message to a member by one channel; what it says stands nowhere. `id` is made of what it is about, so that
    the same is never written twice (R17, R68).

    `state` is waiting, sent, or why it was not. `address` is a keyed hash of where it went, by which a day's messages
    to one place are counted; `cost` what it took of the chain's money, in hundredths. `due_at` is when it is looked at
    next.
    """

    __tablename__ = "messages"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "member_id"], ["members.tenant_id", "members.id"]),
        Index("ix_messages_tenant_id_sent_at", "tenant_id", "sent_at"),
        Index("ix_messages_tenant_id_at", "tenant_id", "at", "id"),
        Index("ix_messages_tenant_id_member_id", "tenant_id", "member_id"),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID]
    event: Mapped[str] = mapped_column(String(32))
    channel: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    address: Mapped[str | None] = mapped_column(String(64))
    cost: Mapped[int] = mapped_column(Amount, default=0)
