"""Answers what a receipt would give, spend and cost: the same as posting it, without the posting."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from webapp.engine.events import Quote
from webapp.usecases.gather import for_receipt
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, ask, mark


def quote(chain: OpenChain, event: Quote, now: datetime) -> Outcome:
    """Its `quote` names these figures: a posting that carries it is refused with `changed` where it would
    differ (R13).
    """
    order = Order(chain, Actor(), "", "quote", event, now)
    outcome = ask(order, for_receipt)
    return replace(outcome, result={**outcome.result, "quote": mark(order, outcome.result)})
