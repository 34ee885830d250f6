"""Tells whether a chain still waits for its first member."""

from __future__ import annotations

from webapp.database import transact
from webapp.store import chains
from webapp.usecases.open_chain import OpenChain


def is_empty(chain: OpenChain) -> bool:
    return not transact(lambda session: chains.has_members(session, chain.id), chain.id, readonly=True)
