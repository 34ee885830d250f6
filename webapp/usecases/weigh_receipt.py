"""Answers what a receipt would give as it was asked for, and the most that bonuses could pay of it: one look for the
whole page.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.decide import decide
from webapp.engine.events import Quote, Statement
from webapp.engine.facts import Facts
from webapp.engine.journal import plain
from webapp.engine.programme import Programme
from webapp.store import members
from webapp.store.members import Known
from webapp.usecases.gather import for_receipt, for_statement
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order

REST = "rest"
"""The tender of a draft that pays whatever is payable."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """`result` and `most` are quotes' results: the receipt as asked for, and with as many bonuses as possible. Both are
    None while the receipt has no lines.
    """

    known: Known
    standing: dict[str, Any]
    programme: Programme
    result: dict[str, Any] | None
    most: dict[str, Any] | None

    @property
    def figures(self) -> str:
        return figures(self.result) if self.result else ""


def figures(result: dict[str, Any]) -> str:
    """A mark of all that a quote shows: equal marks, equal figures and reasons (R13)."""
    text = json.dumps(plain(result), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def weigh_receipt(
    chain: OpenChain, member: str, event: Quote | None, now: datetime, tender: str | None = None
) -> Weighed | None:
    """`tender` pays whatever is payable, beside the event's own tenders. None for nobody of this chain."""
    asked = event if event is not None else Statement(member=member)
    order = Order(chain, Actor(), "", "quote" if event is not None else "statement", asked, now)

    def work(session: Session) -> Weighed | None:
        gathered = for_receipt(session, order) if event is not None else for_statement(session, order)
        facts = gathered.facts
        known = members.by_id(session, chain.id, UUID(facts.person)) if facts.person else None
        if known is None:
            return None
        standing = decide(chain.timeline, facts, order.local, "statement", Statement(member=member)).result
        result = _quoted(order, facts, event, tender) if event is not None else None
        most = None
        if event is not None and order.programme.spending is not None:
            most = _quoted(order, facts, event.model_copy(update={"spend": "max"}), tender)
        return Weighed(known, standing, order.programme, result, most)

    return transact(work, readonly=True)


def _quoted(order: Order, facts: Facts, event: Quote, tender: str | None) -> dict[str, Any]:
    """What is payable does not depend on how it is paid, so it is asked for first and then paid."""
    timeline = order.chain.timeline
    result = decide(timeline, facts, order.local, "quote", event).result
    if tender is None or "payable" not in result:
        return result
    paid = {**event.tenders, tender: result["payable"] - sum(event.tenders.values())}
    return decide(timeline, facts, order.local, "quote", event.model_copy(update={"tenders": paid})).result
