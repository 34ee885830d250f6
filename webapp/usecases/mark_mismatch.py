"""Raises or takes down the flag that data do not match (ES-7.3)."""

from __future__ import annotations

from datetime import datetime

from webapp.engine.events import Mismatch
from webapp.usecases.gather import for_member
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, perform


def mark_mismatch(chain: OpenChain, actor: Actor, key: str, event: Mismatch, now: datetime) -> Outcome:
    return perform(Order(chain, actor, key, "mismatch", event, now), for_member)
