"""The audit log: who did what, when, where, with what before and after. Rows are only ever added."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.database import Mark, new_id, older
from webapp.store.tables import Audit, Staff


class Wanted(NamedTuple):
    """What the log is narrowed to; None is everything. `since` is the first moment, `until` the one after the last."""

    staff: UUID | None = None
    action: str | None = None
    subjects: Collection[str] | None = None
    since: datetime | None = None
    until: datetime | None = None


def note(
    session: Session,
    tenant: UUID,
    now: datetime,
    action: str,
    subject: str,
    staff: UUID | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    salon: str | None = None,
    by_member: UUID | None = None,
    api_key: UUID | None = None,
) -> None:
    """`staff` is who did it, else the member who did it alone or a machine; nobody for the command line. `subject`
    names a row, never a person's data. It was done in `salon`, else where the person works, if that is one place.
    """
    if salon is None and staff is not None:
        here = (Staff.tenant_id == tenant) & (Staff.id == staff)
        salons: list[str] = session.scalar(select(Staff.salons).where(here)) or []
        salon = salons[0] if len(salons) == 1 else None
    told = {"before": dict(before or {}), "after": dict(after or {}), "salon": salon}
    by = {"staff_id": staff, "by_member_id": by_member, "api_key_id": api_key}
    session.add(Audit(tenant_id=tenant, id=new_id(), at=now, action=action, subject=subject, **by, **told))
    session.flush()


def listed(session: Session, tenant: UUID, wanted: Wanted, after: Mark | None, most: int) -> Sequence[Audit]:
    """The newest first, from behind `after` on."""
    conditions = [Audit.tenant_id == tenant]
    if wanted.staff is not None:
        conditions.append(Audit.staff_id == wanted.staff)
    if wanted.action is not None:
        conditions.append(Audit.action == wanted.action)
    if wanted.subjects is not None:
        conditions.append(Audit.subject.in_(wanted.subjects))
    if wanted.since is not None:
        conditions.append(Audit.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(Audit.at < wanted.until)
    if after is not None:
        conditions.append(older(Audit.at, Audit.id, after))
    query = select(Audit).where(*conditions).order_by(Audit.at.desc(), Audit.id.desc()).limit(most)
    return session.scalars(query).all()
