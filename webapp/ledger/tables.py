"""The tables of the ledger. Amounts are hundredths; `day` is always the tenant's."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Amount, Base

BACK = text("returned > 0")


class Account(Base):
    """What the engine knows of one account, as of its last operation, in `snapshot`: a cache that `reconcile` proves.

    `due_on` is the next day on which time alone changes something; `entries` and `chain` are the number and the hash of
    its last entry. Ids of operations grow with `last_operation_id`, so that their order is told by the books and not by
    clocks (R31).
    """

    __tablename__ = "accounts"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
        Index("ix_accounts_tenant_id_due_on", "tenant_id", "due_on"),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    snapshot: Mapped[str] = mapped_column(Text)
    entries: Mapped[int] = mapped_column(default=0)
    chain: Mapped[str] = mapped_column(String(64), default="")
    last_operation_id: Mapped[UUID]
    due_on: Mapped[date | None]
    opened_at: Mapped[datetime]


class Operation(Base):
    """One thing that was done: its key, what was asked, under which revision, and the answer that every repeat gets
    (I4).
    """

    __tablename__ = "operations"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
        ForeignKeyConstraint(["tenant_id", "account_id"], ["accounts.tenant_id", "accounts.id"]),
        ForeignKeyConstraint(["tenant_id", "revision_id"], ["revisions.tenant_id", "revisions.id"]),
        ForeignKeyConstraint(["tenant_id", "staff_id"], ["staff.tenant_id", "staff.id"]),
        ForeignKeyConstraint(["tenant_id", "tablet_id"], ["tablets.tenant_id", "tablets.id"]),
        UniqueConstraint("tenant_id", "key"),
        Index("ix_operations_tenant_id_account_id", "tenant_id", "account_id"),
        Index("ix_operations_tenant_id_at", "tenant_id", "at"),
        Index("ix_operations_tenant_id_staff_id_at", "tenant_id", "staff_id", "at"),
        Index("ix_operations_tenant_id_salon_at", "tenant_id", "salon", "at"),
        Index("ix_operations_tenant_id_ref", "tenant_id", "ref"),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120))
    fingerprint: Mapped[str] = mapped_column(String(64))
    verb: Mapped[str] = mapped_column(String(40))
    account_id: Mapped[UUID | None]
    member_id: Mapped[UUID | None]
    staff_id: Mapped[UUID | None]
    tablet_id: Mapped[UUID | None]
    by_member_id: Mapped[UUID | None]
    """The member who did it alone, for themselves or for another of their account."""
    api_key_id: Mapped[UUID | None]
    """The machine that did it."""
    salon: Mapped[str | None] = mapped_column(String(120))
    revision_id: Mapped[UUID]
    at: Mapped[datetime]
    local: Mapped[str] = mapped_column(String(19))
    """The tenant's local time, as the engine was told it."""
    request: Mapped[dict[str, Any]]
    result: Mapped[dict[str, Any]]
    ref: Mapped[str | None] = mapped_column(String(120))
    """The reference of a named event, by which it may be undone."""


class Receipt(Base):
    """A posted receipt; its number, `folded` as all read it, is unique in the chain for good (R6)."""

    __tablename__ = "receipts"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "operation_id"], ["operations.tenant_id", "operations.id"]),
        ForeignKeyConstraint(["tenant_id", "account_id"], ["accounts.tenant_id", "accounts.id"]),
        UniqueConstraint("tenant_id", "folded"),
        Index("ix_receipts_tenant_id_account_id_day", "tenant_id", "account_id", "day"),
        CheckConstraint("payable >= 0 AND discount >= 0 AND redeemed >= 0 AND earned >= 0", name="amounts"),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(120))
    folded: Mapped[str] = mapped_column(String(120))
    operation_id: Mapped[UUID]
    account_id: Mapped[UUID | None]
    member_id: Mapped[UUID | None]
    salon: Mapped[str] = mapped_column(String(120))
    channel: Mapped[str] = mapped_column(String(120))
    day: Mapped[date]
    gross: Mapped[int] = mapped_column(Amount)
    discount: Mapped[int] = mapped_column(Amount)
    redeemed: Mapped[int] = mapped_column(Amount)
    payable: Mapped[int] = mapped_column(Amount)
    earned: Mapped[int] = mapped_column(Amount)
    tenders: Mapped[dict[str, Any]]
    lot: Mapped[int | None]
    wallet: Mapped[str | None] = mapped_column(String(64))
    epochs: Mapped[dict[str, Any]]
    once: Mapped[dict[str, Any]]
    deeds: Mapped[list[Any] | None] = mapped_column(JSON)
    """What rules did for the receipt as a whole."""
    booking: Mapped[str | None] = mapped_column(String(120))


class Line(Base):
    """A line of a receipt with the figures of its units, and how many of them have come back."""

    __tablename__ = "lines"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "receipt_id"], ["receipts.tenant_id", "receipts.id"]),
        CheckConstraint("quantity > 0 AND returned >= 0 AND returned <= quantity", name="units"),
        Index("ix_lines_returned", "tenant_id", "receipt_id", sqlite_where=BACK, postgresql_where=BACK),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    receipt_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    item: Mapped[str | None] = mapped_column(String(120))
    item_group: Mapped[str] = mapped_column(String(120))
    price: Mapped[int] = mapped_column(Amount)
    quantity: Mapped[int]
    hours: Mapped[int] = mapped_column(Amount)
    discount: Mapped[int] = mapped_column(Amount)
    redeemed: Mapped[int] = mapped_column(Amount)
    payable: Mapped[int] = mapped_column(Amount)
    earned: Mapped[int] = mapped_column(Amount)
    returned: Mapped[int] = mapped_column(default=0)
    units: Mapped[dict[str, Any]]
    because: Mapped[list[Any]]
    """The engine's reasons: [effect, rule, value, percent]."""


class Lot(Base):
    """Bonuses born together. `left_over` and `lapsed` are the sums of the lot's entries, kept beside it and proved by
    `reconcile`.
    """

    __tablename__ = "lots"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "account_id"], ["accounts.tenant_id", "accounts.id"]),
        ForeignKeyConstraint(["tenant_id", "operation_id"], ["operations.tenant_id", "operations.id"]),
        CheckConstraint("left_over >= 0 AND left_over <= issued AND lapsed >= 0", name="amounts"),
        Index("ix_lots_tenant_id_expires", "tenant_id", "expires"),
        Index("ix_lots_tenant_id_account_id_origin", "tenant_id", "account_id", "origin"),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    operation_id: Mapped[UUID]
    wallet: Mapped[str] = mapped_column(String(64))
    issued: Mapped[int] = mapped_column(Amount)
    left_over: Mapped[int] = mapped_column(Amount)
    lapsed: Mapped[int] = mapped_column(Amount)
    born: Mapped[date]
    available_from: Mapped[date | None]
    expires: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(120))
    campaign: Mapped[str | None] = mapped_column(String(64))
    rule: Mapped[str | None] = mapped_column(String(64))
    origin: Mapped[str | None] = mapped_column(String(120))
    terms: Mapped[list[Any] | None] = mapped_column(JSON)
    """What few lots have: what releases them, instants, ends of their own."""


class Entry(Base):
    """One movement of bonuses, never changed: chained to the one before it in its account by hash (R70)."""

    __tablename__ = "entries"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "account_id"], ["accounts.tenant_id", "accounts.id"]),
        ForeignKeyConstraint(["tenant_id", "operation_id"], ["operations.tenant_id", "operations.id"]),
        Index("ix_entries_tenant_id_operation_id", "tenant_id", "operation_id"),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    operation_id: Mapped[UUID]
    revision_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(40))
    wallet: Mapped[str] = mapped_column(String(64))
    lot: Mapped[int | None]
    amount: Mapped[int] = mapped_column(Amount)
    debt: Mapped[int] = mapped_column(Amount)
    lapsed: Mapped[int] = mapped_column(Amount)
    day: Mapped[date]
    rule: Mapped[str | None] = mapped_column(String(64))
    chain: Mapped[str] = mapped_column(String(64))


class Measure(Base):
    """What a counter counted on a day; `epoch` grows each time counting began anew."""

    __tablename__ = "measures"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "account_id"], ["accounts.tenant_id", "accounts.id"]),)

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    counter: Mapped[str] = mapped_column(String(64), primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    amount: Mapped[int] = mapped_column(Amount)


class LevelSpan(Base):
    """From this day on the account held this level; None for none."""

    __tablename__ = "level_spans"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "account_id"], ["accounts.tenant_id", "accounts.id"]),)

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[str | None] = mapped_column(String(64))
    since: Mapped[date]


class Summary(Base):
    """What all operations up to one add up to by month and salon: a cache for the dashboard, which may be taken away
    at any time.
    """

    __tablename__ = "summaries"
    __table_args__ = (ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),)

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    up_to: Mapped[UUID]
    sums: Mapped[list[Any]]
