"""Facts on the member that rules may read."""

from __future__ import annotations

from datetime import datetime

from webapp.engine.events import SetAttributes
from webapp.usecases.gather import for_member
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, perform


def set_attributes(chain: OpenChain, actor: Actor, key: str, event: SetAttributes, now: datetime) -> Outcome:
    return perform(Order(chain, actor, key, "set", event, now), for_member)
