"""Published programme documents: written once, read for ever."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.store.tables import Revision


class Listed(NamedTuple):
    """A revision without its document. `starts` is the chain's local time."""

    id: UUID
    number: int
    starts: str
    published_by: UUID | None
    published_at: datetime


def listed(session: Session, tenant: UUID) -> list[Listed]:
    """In the order in which they take over: of two that start together the later published one rules."""
    columns = (Revision.id, Revision.number, Revision.starts, Revision.published_by, Revision.published_at)
    query = select(*columns).where(Revision.tenant_id == tenant).order_by(Revision.starts, Revision.number)
    return [Listed(*row) for row in session.execute(query)]


def documents(session: Session, tenant: UUID, wanted: Collection[UUID]) -> dict[UUID, str]:
    """The documents of these revisions, by id."""
    query = select(Revision.id, Revision.document).where(Revision.tenant_id == tenant, Revision.id.in_(wanted))
    return {row.id: row.document for row in session.execute(query)}


def next_number(session: Session, tenant: UUID) -> int:
    newest = session.execute(select(func.max(Revision.number)).where(Revision.tenant_id == tenant)).scalar()
    return (newest or 0) + 1


def add(session: Session, rows: Sequence[Revision]) -> None:
    session.add_all(rows)
    session.flush()
