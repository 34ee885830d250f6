"""Answers what a receipt would give, spend and cost: the same as posting it, without the posting."""

from __future__ import annotations

from datetime import datetime

from webapp.engine.events import Quote
from webapp.usecases.gather import for_receipt
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, ask


def quote(chain: OpenChain, event: Quote, now: datetime) -> Outcome:
    return ask(Order(chain, Actor(), "", "quote", event, now), for_receipt)
