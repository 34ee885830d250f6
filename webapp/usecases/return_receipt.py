"""Takes a receipt back, whole or by line and units."""

from __future__ import annotations

from datetime import datetime

from webapp.engine.events import Return
from webapp.usecases.gather import for_return
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, perform


def return_receipt(chain: OpenChain, actor: Actor, key: str, event: Return, now: datetime) -> Outcome:
    return perform(Order(chain, actor, key, "return", event, now), for_return)
