"""Takes back what an event of a reference brought about."""

from __future__ import annotations

from datetime import datetime

from webapp.engine.events import UndoEvent
from webapp.usecases.gather import for_undo
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, perform


def undo_event(chain: OpenChain, actor: Actor, key: str, event: UndoEvent, now: datetime) -> Outcome:
    return perform(Order(chain, actor, key, "undo_event", event, now), for_undo)
