"""Answers what a receipt would give as it was asked for, and the most that bonuses could pay of it: one look for the
whole page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.decide import decide
from webapp.engine.decisions import Decision
from webapp.engine.events import Quote, Statement
from webapp.engine.facts import Facts
from webapp.engine.journal import plain
from webapp.engine.programme import Programme
from webapp.store import members
from webapp.store.members import Known
from webapp.usecases.gather import for_member, for_receipt
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, mark


@dataclass(frozen=True, slots=True)
class Weighed:
    """`asked` and `most` are quotes: the receipt as asked for, and with as many bonuses as possible. Both are None
    while the receipt has no lines; `most` also where the programme has no spending on receipts. `mark` names the
    figures of `asked`, for a posting that must not differ from them (R13). `barred` is why another of the staff has to
    post it (R48).
    """

    known: Known | None
    standing: dict[str, Any]
    programme: Programme
    asked: Decision | None
    most: Decision | None
    mark: str = ""
    barred: tuple[str, ...] = ()


def weigh_receipt(
    chain: OpenChain, actor: Actor, member: str, event: Quote | None, now: datetime, tender: str | None = None
) -> Weighed | None:
    """`tender` pays whatever is payable, beside the event's own tenders. None for nobody of this chain; a sale to one
    who is no member names nobody.
    """
    if not member:
        return _to_a_stranger(chain, event, now, tender)
    asked = event if event is not None else Statement(member=member)
    order = Order(chain, actor, "", "quote" if event is not None else "statement", asked, now)

    def work(session: Session) -> Weighed | None:
        gathered = for_receipt(session, order) if event is not None else for_member(session, order)
        facts = gathered.facts
        known = members.by_id(session, chain.id, UUID(facts.person)) if facts.person else None
        if known is None:
            return None
        standing = decide(chain.timeline, facts, order.local, "statement", Statement(member=member)).result
        if event is None:
            return Weighed(known, standing, order.programme, None, None)
        most = event.model_copy(update={"spend": "max"}) if order.programme.spending is not None else None
        quote = _quoted(order, facts, event, tender)
        spending = _quoted(order, facts, most, tender) if most is not None else None
        figures, barred = mark(order, plain(quote.result)), tuple(gathered.barred("quote"))
        return Weighed(known, standing, order.programme, quote, spending, figures, barred)

    return transact(work, chain.id, readonly=True)


def _to_a_stranger(chain: OpenChain, event: Quote | None, now: datetime, tender: str | None) -> Weighed:
    asked = event if event is not None else Statement(member="nobody")
    order = Order(chain, Actor(), "", "quote", asked, now)
    if event is None:
        return Weighed(None, {}, order.programme, None, None)
    quote = _quoted(order, Facts(chain.lists), event, tender)
    return Weighed(None, {}, order.programme, quote, None, mark(order, plain(quote.result)))


def _quoted(order: Order, facts: Facts, event: Quote, tender: str | None) -> Decision:
    """What is payable does not depend on how it is paid, so it is asked for first and then paid."""
    timeline = order.chain.timeline
    decision = decide(timeline, facts, order.local, "quote", event)
    if tender is None or "payable" not in decision.result:
        return decision
    paid = {tender: decision.result["payable"]}
    return decide(timeline, facts, order.local, "quote", event.model_copy(update={"tenders": paid}))
