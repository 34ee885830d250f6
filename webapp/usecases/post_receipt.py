"""Posts a receipt: a sale with what it gives, spends and counts."""

from __future__ import annotations

from datetime import datetime

from webapp.engine.events import Purchase
from webapp.usecases.gather import for_receipt
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, perform


def post_receipt(
    chain: OpenChain, actor: Actor, key: str, event: Purchase, now: datetime, in_full: bool = False
) -> Outcome:
    """The answer of the first posting under this key, however often it is sent. `in_full`: refused with `changed`
    unless the tenders make up what is payable.
    """
    return perform(Order(chain, actor, key, "purchase", event, now, in_full=in_full), for_receipt)
