"""Tells a web shop what a member pays less for now: each group is asked of the engine as a receipt would."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.decide import decide
from webapp.engine.document.values import MYRIAD
from webapp.engine.events import Quote, Statement
from webapp.engine.money import WHOLE, written
from webapp.store import finding
from webapp.usecases.gather import for_member
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order

ONLINE = "online"
PRICE = 1000 * WHOLE
"""Of what is asked about; a percent is told to its hundredth."""


class Discounts(NamedTuple):
    """`percents` are parts of ten thousand, by the chain's groups."""

    member: str | None
    level: str | None
    percents: dict[str, int]


def tell_discounts(chain: OpenChain, email: str, now: datetime) -> Discounts:
    def work(session: Session) -> Discounts:
        known = finding.by(session, chain.id, "email", email, None, 2)
        if len(known) != 1:
            return Discounts(None, None, {})
        member = known[0].id
        order = Order(chain, Actor(), "", "statement", Statement(member=member), now)
        facts = for_member(session, order).facts
        level = decide(chain.timeline, facts, order.local, "statement", order.event).result.get("level")
        percents = {}
        for group in chain.groups:
            asked = {"member": member, "channel": ONLINE, "lines": [{"group": group.code, "price": written(PRICE)}]}
            told = decide(chain.timeline, facts, order.local, "quote", Quote.model_validate(asked)).result
            percents[group.code] = told.get("discount", 0) * MYRIAD // PRICE
        return Discounts(member, level, percents)

    return transact(work, chain.id, readonly=True)
