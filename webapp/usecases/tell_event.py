"""Whatever else happens to a member: a booking, a deposit, a fee, a review. The night alone tells of places."""

from __future__ import annotations

from datetime import datetime

from webapp.engine.events import NamedEvent
from webapp.usecases.gather import for_event
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, perform


def tell_event(chain: OpenChain, actor: Actor, key: str, event: NamedEvent, now: datetime) -> Outcome:
    if event.name in chain.timeline.at(chain.local(now)).document.rankings:
        return Outcome({"refused": ["not_offered"]})
    return perform(Order(chain, actor, key, "event", event, now), for_event)
