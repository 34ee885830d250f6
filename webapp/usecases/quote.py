"""Answers what a receipt would give, spend and cost: the same as posting it, without the posting."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from webapp.engine.events import Quote
from webapp.usecases.gather import for_receipt
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, ask, mark

GOOD_FOR = timedelta(minutes=15)


def quote(chain: OpenChain, event: Quote, now: datetime) -> Outcome:
    """Its `quote` names these figures by an `id`: a posting that carries it is refused with `changed` where it would
    differ, and once it is not good any more (R13).
    """
    order = Order(chain, Actor(), "", "quote", event, now)
    outcome = ask(order, for_receipt)
    end = (now + GOOD_FOR).replace(microsecond=0)
    told = {"id": f"{mark(order, outcome.result)}.{int(end.timestamp())}", "revision": order.programme.revision}
    return replace(outcome, result={**outcome.result, "quote": {**told, "good_until": end.isoformat()}})
