"""Bonuses given by hand, by a campaign where one is named (ES-2.8)."""

from __future__ import annotations

from datetime import datetime

from webapp.engine.events import Grant
from webapp.usecases.gather import for_member
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, perform


def grant(chain: OpenChain, actor: Actor, key: str, event: Grant, now: datetime) -> Outcome:
    return perform(Order(chain, actor, key, "grant", event, now), for_member)
