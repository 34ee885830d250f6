"""Ends a member's sign-in, or all of them: a copy of a cookie is worth nothing from then on (R46)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import member_sessions
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.tokens import token_hash
from webapp.usecases.warn_member import warn_member


def end_visit(chain: OpenChain, token: str) -> None:
    transact(lambda session: member_sessions.close(session, chain.id, token_hash(token)), chain.id)


def end_visits(chain: OpenChain, member: UUID, texts: Sequence[str], now: datetime) -> None:
    """Whoever was signed in elsewhere too is told of it: it may have been another who has ended it all."""

    def work(session: Session) -> None:
        if member_sessions.count(session, chain.id, member, now) > 1:
            warn_member(session, chain, "visits_ended", member, texts, now)
        member_sessions.close_all(session, chain.id, member)

    transact(work, chain.id)
