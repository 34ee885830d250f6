"""What a member decides where the programme leaves it open."""

from __future__ import annotations

from datetime import datetime

from webapp.engine.events import Choose
from webapp.usecases.gather import for_member
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, perform


def choose_benefit(chain: OpenChain, actor: Actor, key: str, event: Choose, now: datetime) -> Outcome:
    return perform(Order(chain, actor, key, "choose", event, now), for_member)
