"""How guessing is limited: attempts are counted in the database, by what was tried and by where it came from (R44).

Each is written down as failed before the secret is looked at, and taken back if it was right: so attempts at the same
moment count too. Those that are turned away count no further, or nobody who keeps trying would ever come in again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.store import links, staff

MOST_FAILURES = 5
"""Of one person within `WITHIN`."""
MOST_FROM_ADDRESS = 50
"""From one address: a whole salon stands behind it, and a guest in its network must not close the counter."""
WITHIN = timedelta(minutes=15)
KEPT = timedelta(hours=12)
"""How long a sign-in that ran out is remembered, and what its owner had typed with it: a working day."""


def subject(kind: str, value: str) -> str:
    """What failures are counted for, in a form that names nobody."""
    return hashlib.sha256(f"{kind} {value}".encode()).hexdigest()


def begin(session: Session, tenant: UUID, subjects: Mapping[str, int], now: datetime) -> list[UUID] | None:
    """Counts the attempt as failed beforehand; None where there were too many before: each subject may have so many."""
    staff.sweep(session, tenant, now - KEPT, now - WITHIN)
    links.sweep(session, tenant, now)
    if _spare(session, tenant, subjects, now) <= 0:
        return None
    return staff.add_failures(session, tenant, subjects, now)


def too_many(session: Session, tenant: UUID, subjects: Mapping[str, int], now: datetime) -> bool:
    """The second count, which sees the attempts of the same moment."""
    return _spare(session, tenant, subjects, now) < 0


def spent(session: Session, tenant: UUID, subjects: Mapping[str, int], now: datetime) -> bool:
    """Whether one of them has just had the last that it may have."""
    return _spare(session, tenant, subjects, now) == 0


def _spare(session: Session, tenant: UUID, subjects: Mapping[str, int], now: datetime) -> int:
    """How many failures more there may be."""
    failures = staff.failures(session, tenant, subjects, now - WITHIN)
    return min(most - failures[subject] for subject, most in subjects.items())
