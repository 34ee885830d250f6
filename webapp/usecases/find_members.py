"""Finds members by what the counter knows: a phone, part of one, a card, an e-mail, any part of a name."""

from __future__ import annotations

from uuid import UUID

from webapp.database import transact
from webapp.store import cards, finding, members
from webapp.store.finding import MOST_FOUND, WAYS
from webapp.store.members import Known
from webapp.usecases.open_chain import OpenChain

__all__ = ["MOST_FOUND", "WAYS", "Known", "find_member", "find_members", "look_up", "shares_card"]


def find_members(chain: OpenChain, text: str) -> list[Known]:
    """At most MOST_FOUND of them."""
    return transact(lambda session: finding.found(session, chain.id, text), chain.id, readonly=True)


def look_up(chain: OpenChain, way: str, text: str, after: UUID | None, most: int) -> list[Known]:
    """Whoever is meant by exactly that phone, card or email, or by a part of a name: in the order of their ids, from
    behind `after` on. `way` is one of WAYS.
    """
    return transact(lambda session: finding.by(session, chain.id, way, text, after, most), chain.id, readonly=True)


def find_member(chain: OpenChain, member: UUID) -> Known | None:
    """By the id; None for nobody of this chain."""
    return transact(lambda session: members.by_id(session, chain.id, member), chain.id, readonly=True)


def shares_card(chain: OpenChain, member: UUID, number: str) -> bool:
    """Whether the card is one of the account that the member is on."""
    return transact(lambda session: cards.shares(session, chain.id, member, number), chain.id, readonly=True)
