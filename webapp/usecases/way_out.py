"""The way out of advertising: a link that needs no sign-in, good for as long as the service's secret is. It tells the
member and the channel to nobody but this service, and a stranger cannot make one.
"""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer

from webapp.database import transact
from webapp.store import members
from webapp.store.message_events import WAYS
from webapp.usecases.open_chain import OpenChain

LONGEST = 200
EXAMPLE = "example"
"""The word of a trial, which leads to nobody."""


class WayOut(NamedTuple):
    member: UUID
    channel: str


def word_of(secret: str, tenant: UUID, way: WayOut) -> str:
    word: str = _signer(secret, tenant).dumps([way.member.hex, WAYS.index(way.channel)])
    return word


def link_of(site: str, secret: str, chain: OpenChain, way: WayOut) -> str:
    return f"{site}/{chain.slug}/refusals/{word_of(secret, chain.id, way)}"


def read_way_out(secret: str, chain: OpenChain, word: str) -> WayOut | None:
    """None for what this service did not sign for this chain, and where the member is gone."""
    try:
        member, place = _signer(secret, chain.id).loads(word[:LONGEST])
        way = WayOut(UUID(hex=member), WAYS[place])
    except (BadData, ValueError, TypeError, AttributeError, IndexError):
        return None
    known = transact(lambda session: members.by_id(session, chain.id, way.member), chain.id, readonly=True)
    return way if known is not None else None


def _signer(secret: str, tenant: UUID) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=f"way out of {tenant}")
