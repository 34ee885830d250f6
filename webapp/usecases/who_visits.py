"""Tells which member stands behind a sign-in's token, and ends sign-ins (R46)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from webapp.database import transact
from webapp.store import member_sessions
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.tokens import token_hash

IDLE = timedelta(days=60)
"""A sign-in that nobody uses ends after so long: longer than most guests stay away between two visits."""
ABSOLUTE = timedelta(days=365)
"""And each one ends after so long."""
STEP = timedelta(days=1)
"""The end of an idle sign-in is moved on by at least so much, so that reading pages does not mean writing."""


class Guest(NamedTuple):
    """A member who is signed in; `began` is when they proved last that it is they."""

    id: UUID
    began: datetime


def who_visits(chain: OpenChain, token: str, now: datetime) -> Guest | None:
    """None for a token that is unknown here or has run out, and for who has left."""
    hashed = token_hash(token)
    found = transact(lambda session: member_sessions.by_token(session, chain.id, hashed), chain.id, readonly=True)
    if found is None or now >= found.expires_at:
        return None
    expires = min(now + IDLE, found.created_at + ABSOLUTE)
    if now - found.used_at >= STEP:
        transact(lambda session: member_sessions.prolong(session, chain.id, found.id, now, expires), chain.id)
    return Guest(found.member, found.created_at)
