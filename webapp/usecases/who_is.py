"""Tells who stands behind a sign-in's token. One statement, and a write every few minutes of work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from webapp.database import transact
from webapp.store import staff
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.sign_in import ABSOLUTE, IDLE, token_hash

STEP = timedelta(minutes=10)
"""The end of an idle sign-in is moved on by at least so much, so that reading pages does not mean writing."""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone of the staff who is signed in."""

    id: UUID
    email: str
    name: str
    role: str
    salon: str | None


def who_is(chain: OpenChain, token: str, now: datetime) -> Person | None:
    """None for a token that is unknown here, has run out, or belongs to someone who was dismissed."""
    hashed = token_hash(token)
    found = transact(lambda session: staff.by_token(session, chain.id, hashed), chain.id, readonly=True)
    if found is None or now >= found.expires_at:
        return None
    expires = min(now + IDLE, found.created_at + ABSOLUTE)
    if expires - found.expires_at >= STEP:
        transact(lambda session: staff.prolong(session, chain.id, found.id, expires), chain.id)
    person = found.staff
    return Person(person.id, person.email, person.name, person.role, person.salon)
