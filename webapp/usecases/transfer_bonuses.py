"""Bonuses of one member become another's, where the wallet allows it."""

from __future__ import annotations

from datetime import datetime

from webapp.engine.events import Transfer
from webapp.usecases.gather import for_two
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, perform


def transfer_bonuses(chain: OpenChain, actor: Actor, key: str, event: Transfer, now: datetime) -> Outcome:
    return perform(Order(chain, actor, key, "transfer", event, now), for_two)
