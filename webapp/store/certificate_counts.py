"""How many certificates stand in which state."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.store.tables import Certificate

RUN_OUT = ("issued", "delivered", "booked")
"""What turns into `expired` when its last day is over, though nothing is written then."""


def by_state(session: Session, tenant: UUID, today: date) -> dict[str, int]:
    ended = (Certificate.valid_until < today) & Certificate.state.in_(RUN_OUT)
    over = func.coalesce(ended, False).label("over")
    query = select(Certificate.state, over, func.count()).where(Certificate.tenant_id == tenant)
    counts: dict[str, int] = {}
    for state, is_over, count in session.execute(query.group_by(Certificate.state, over)):
        now = "expired" if is_over else state
        counts[now] = counts.get(now, 0) + count
    return counts
