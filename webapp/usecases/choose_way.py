"""A member says by which channel they wish to be told of their account. What the chain advertises goes by consents."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import members
from webapp.store.message_events import EVENTS, Way
from webapp.usecases.deliver_message import address_of
from webapp.usecases.open_chain import OpenChain


class Choice(NamedTuple):
    """`ways` are those by which the chain tells of accounts and reaches the member; `chosen` is one of them, None where
    the chain decides.
    """

    ways: tuple[Way, ...]
    chosen: Way | None


def look_at_ways(chain: OpenChain, member: UUID) -> Choice:
    return transact(lambda session: _look(session, chain, member), chain.id, readonly=True)


def choose_way(chain: OpenChain, member: UUID, way: str | None) -> bool:
    """False, and nothing changed, for one that is not offered; None leaves it to the chain."""

    def work(session: Session) -> bool:
        if way is not None and way not in _look(session, chain, member).ways:
            return False
        members.set_way(session, chain.id, member, way)
        return True

    return transact(work, chain.id)


def _look(session: Session, chain: OpenChain, member: UUID) -> Choice:
    known = members.by_id(session, chain.id, member)
    told = [event for name, event in chain.messages.events.items() if EVENTS[name].purpose == "service"]
    offered = {way for event in told for way in event.ways}
    reached = [way for way in chain.messages.order if way in offered and known is not None and address_of(known, way)]
    wish = members.way_of(session, chain.id, member)
    return Choice(tuple(reached), next((way for way in reached if way == wish), None))
