"""Counts a chain's members and looks when it was last used, for the operator's list.

Each chain is counted in a transaction of its own, so that no statement reads the rows of several.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.ledger import operations
from webapp.store import chains


class Usage(NamedTuple):
    members: int
    used_at: datetime | None


STALE = timedelta(minutes=30)


def count_stalest(now: datetime) -> str | None:
    """Counts the chain whose figures are oldest; None where all are fresh."""
    stalest = transact(lambda session: chains.stalest(session, now - STALE), None, readonly=True)
    if stalest is None:
        return None
    count_chain(stalest, now)
    return "counted"


def count_chain(tenant: UUID, now: datetime) -> Usage:
    """Counts this chain now, and tells what was found."""

    def look(session: Session) -> tuple[int, datetime | None]:
        return chains.members(session, tenant), operations.last_at(session, tenant)

    count, used_at = transact(look, tenant, readonly=True)
    transact(lambda session: chains.write_usage(session, tenant, count, used_at, now), None)
    return Usage(count, used_at)
