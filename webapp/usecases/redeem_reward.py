"""A reward that is no part of a receipt."""

from __future__ import annotations

from datetime import datetime

from webapp.engine.events import Redeem
from webapp.usecases.gather import for_member
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, perform


def redeem_reward(chain: OpenChain, actor: Actor, key: str, event: Redeem, now: datetime) -> Outcome:
    return perform(Order(chain, actor, key, "redeem", event, now), for_member)
