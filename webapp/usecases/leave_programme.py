"""A member asks to leave the programme."""

from __future__ import annotations

from datetime import datetime

from webapp.engine.events import Leave
from webapp.usecases.gather import for_member
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, perform


def leave_programme(chain: OpenChain, actor: Actor, key: str, event: Leave, now: datetime) -> Outcome:
    return perform(Order(chain, actor, key, "leave", event, now), for_member)
