"""Answers what a receipt would give as it was asked for, and the most that bonuses could pay of it: one look for the
whole page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.decide import decide
from webapp.engine.decisions import Decision
from webapp.engine.events import Quote, Statement
from webapp.engine.facts import Account, Facts, Happened
from webapp.engine.journal import plain
from webapp.engine.programme import Programme
from webapp.store import members
from webapp.store.members import Known
from webapp.usecases.gather import for_member, for_receipt, uuid_of
from webapp.usecases.look_at_member import standing_events
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, mark


@dataclass(frozen=True, slots=True)
class Weighed:
    """`asked` and `most` are quotes: the receipt as asked for, and with as many bonuses as possible. Both are None
    while the receipt has no lines; `most` also where the programme has no spending on receipts. `mark` names the
    figures of `asked`, for a posting that must not differ from them (R13). `barred` is why another of the staff has to
    post it (R48). `happened` are the member's events that a receipt may refer to, `givers` the names of those whose
    gifts stay apart by id; `may_be_introduced`: nobody is known to have brought the member, who has bought nothing yet.
    """

    known: Known | None
    standing: dict[str, Any]
    programme: Programme
    asked: Decision | None
    most: Decision | None
    mark: str = ""
    barred: tuple[str, ...] = ()
    happened: list[Happened] = field(default_factory=list)
    givers: dict[str, str] = field(default_factory=dict)
    may_be_introduced: bool = False


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
        if known is None or facts.account is None:
            return None
        about = _about(session, chain, facts.account, known)
        standing = decide(chain.timeline, facts, order.local, "statement", Statement(member=member)).result
        if event is None:
            return Weighed(known, standing, order.programme, None, None, **about)
        most = event.model_copy(update={"spend": "max"}) if order.programme.spending is not None else None
        quote = _quoted(order, facts, event, tender)
        spending = _quoted(order, facts, most, tender) if most is not None else None
        figures, barred = mark(order, plain(quote.result)), tuple(gathered.barred("quote"))
        return Weighed(known, standing, order.programme, quote, spending, figures, barred, **about)

    return transact(work, chain.id, readonly=True)


def _about(session: Session, chain: OpenChain, account: Account, known: Known) -> dict[str, Any]:
    purses = {lot.terms.purse for lot in account.lots.values() if lot.terms is not None and lot.terms.purse}
    found = {giver: members.by_id(session, chain.id, id_) for giver in purses if (id_ := uuid_of(giver)) is not None}
    person = account.known(known.id)
    return {
        "happened": standing_events(account),
        "givers": {giver: one.full_name or one.phone or "" for giver, one in found.items() if one is not None},
        "may_be_introduced": person is not None and person.brought_by is None and not account.memory.receipts,
    }


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
