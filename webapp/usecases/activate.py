"""The questionnaire has been entered in the database (ES-1.5)."""

from __future__ import annotations

from datetime import datetime

from webapp.engine.events import Activate
from webapp.usecases.gather import for_member
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, perform


def activate(chain: OpenChain, actor: Actor, key: str, event: Activate, now: datetime) -> Outcome:
    return perform(Order(chain, actor, key, "activate", event, now), for_member)
