"""An owner lets the platform's operator look inside the chain for some hours, or no longer."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import audit, permits
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.who_is import Person

HOURS = (1, 24, 72)


def permit_look(chain: OpenChain, person: Person, hours: int, now: datetime) -> None:
    """Raises ValueError for hours that are not offered."""
    if hours not in HOURS:
        raise ValueError("hours that are not offered")
    expires = now + timedelta(hours=hours)

    def work(session: Session) -> None:
        permits.add(session, chain.id, person.id, now, expires)
        after = {"until": expires.isoformat()}
        audit.note(session, chain.id, now, "look_permitted", chain.slug, person.id, after=after)

    transact(work, chain.id)


def withdraw_permit(chain: OpenChain, person: Person, now: datetime) -> None:
    def work(session: Session) -> None:
        permits.withdraw(session, chain.id, now)
        audit.note(session, chain.id, now, "look_withdrawn", chain.slug, person.id)

    transact(work, chain.id)


def permitted_until(chain: OpenChain, now: datetime) -> datetime | None:
    return transact(lambda session: permits.good_until(session, chain.id, now), chain.id, readonly=True)
