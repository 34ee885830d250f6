"""Finds members by what the counter knows: a phone, its last digits, a card, an e-mail, part of a name."""

from __future__ import annotations

from webapp.database import transact
from webapp.store import members
from webapp.store.members import MOST_FOUND, Known
from webapp.usecases.open_chain import OpenChain

__all__ = ["MOST_FOUND", "Known", "find_members"]


def find_members(chain: OpenChain, text: str) -> list[Known]:
    """At most MOST_FOUND of them."""
    return transact(lambda session: members.found(session, chain.id, text), chain.id, readonly=True)
