"""Ends a sign-in: a copy of its cookie is worth nothing from then on (R46)."""

from __future__ import annotations

from webapp.database import transact
from webapp.store import staff
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.tokens import token_hash


def sign_out(chain: OpenChain, token: str) -> None:
    transact(lambda session: staff.close_session(session, chain.id, token_hash(token)), chain.id)
