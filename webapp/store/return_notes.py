"""Why units of receipts came back, and which receipts were moved to another buyer."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.store.tables import ReturnNote


def add(
    session: Session, tenant: UUID, operation: UUID, receipt: UUID, reason: str, moved_to: UUID | None = None
) -> None:
    told = {"receipt_id": receipt, "reason": reason, "moved_to": moved_to}
    session.add(ReturnNote(tenant_id=tenant, operation_id=operation, **told))
    session.flush()


def of_receipt(session: Session, tenant: UUID, receipt: UUID) -> Sequence[ReturnNote]:
    """In the order in which its units came back, and the one by which it took another receipt's place."""
    named = (ReturnNote.receipt_id == receipt) | (ReturnNote.moved_to == receipt)
    here = select(ReturnNote).where(ReturnNote.tenant_id == tenant, named)
    return session.scalars(here.order_by(ReturnNote.operation_id)).all()


def moved_to(session: Session, tenant: UUID, operation: UUID) -> UUID | None:
    here = (ReturnNote.tenant_id == tenant) & (ReturnNote.operation_id == operation)
    return session.execute(select(ReturnNote.moved_to).where(here)).scalar()
