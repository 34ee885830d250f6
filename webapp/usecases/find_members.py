"""Finds members by what the counter knows: a phone, part of one, a card, an e-mail, any part of a name."""

from __future__ import annotations

from uuid import UUID

from webapp.database import transact
from webapp.store import finding, members
from webapp.store.finding import MOST_FOUND
from webapp.store.members import Known
from webapp.usecases.open_chain import OpenChain

__all__ = ["MOST_FOUND", "Known", "find_member", "find_members"]


def find_members(chain: OpenChain, text: str) -> list[Known]:
    """At most MOST_FOUND of them."""
    return transact(lambda session: finding.found(session, chain.id, text), chain.id, readonly=True)


def find_member(chain: OpenChain, member: UUID) -> Known | None:
    """By the id; None for nobody of this chain."""
    return transact(lambda session: members.by_id(session, chain.id, member), chain.id, readonly=True)
