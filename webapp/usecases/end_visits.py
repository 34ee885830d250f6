"""Ends a member's sign-in, or all of them: a copy of a cookie is worth nothing from then on (R46)."""

from __future__ import annotations

from uuid import UUID

from webapp.database import transact
from webapp.store import member_sessions
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.tokens import token_hash


def end_visit(chain: OpenChain, token: str) -> None:
    transact(lambda session: member_sessions.close(session, chain.id, token_hash(token)), chain.id)


def end_visits(chain: OpenChain, member: UUID) -> None:
    transact(lambda session: member_sessions.close_all(session, chain.id, member), chain.id)
