"""The audit log: who did what, when, with what before and after. Rows are only ever added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.database import new_id
from webapp.store.tables import Audit


def note(
    session: Session,
    tenant: UUID,
    now: datetime,
    action: str,
    subject: str,
    staff: UUID | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """`staff` is who did it, None for the command line. `subject` names a row, never a person's data."""
    told = {"before": dict(before or {}), "after": dict(after or {})}
    session.add(Audit(tenant_id=tenant, id=new_id(), at=now, staff_id=staff, action=action, subject=subject, **told))
    session.flush()


def newest(session: Session, tenant: UUID, most: int) -> Sequence[Audit]:
    query = select(Audit).where(Audit.tenant_id == tenant).order_by(Audit.at.desc(), Audit.id.desc()).limit(most)
    return session.scalars(query).all()
