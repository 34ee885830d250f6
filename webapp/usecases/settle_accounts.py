"""The night's work: what time alone brings about is written down. Whatever day it runs, and whether it runs at all, no
answer changes by it, since any look finds the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.decide import decide
from webapp.engine.events import Settle
from webapp.engine.facts import Facts
from webapp.engine.journal import plain
from webapp.engine.members import CLOSED
from webapp.ledger import account
from webapp.ledger.account import Held
from webapp.ledger.post import Decided, post
from webapp.store import members
from webapp.usecases.news import Posted
from webapp.usecases.open_chain import OpenChain, open_chain
from webapp.usecases.operation import Actor, Order, posting_of, tell
from webapp.usecases.reconcile_chain import all_slugs

AT_ONCE = 200
"""Accounts of one transaction: so long nobody else can use them."""


def settle_chains(now: datetime, day: date | None = None) -> Iterator[tuple[str, int]]:
    """Every open chain up to now, or to the beginning of that day of its own, and how many accounts had something
    due.
    """
    for slug in all_slugs():
        chain = open_chain(slug)
        if chain is not None:
            begins = datetime.combine(day, time(), tzinfo=chain.zone).astimezone(UTC) if day is not None else now
            yield slug, settle_accounts(chain, begins)


def settle_accounts(chain: OpenChain, now: datetime) -> int:
    """How many accounts had something due. A chain that is not open waits."""
    if chain.state != "open":
        return 0
    settled = 0
    while found := transact(lambda session: _settle_some(session, chain, now), chain.id):
        settled += found
    return settled


def _settle_some(session: Session, chain: OpenChain, now: datetime) -> int:
    held = account.due(session, chain.id, chain.local(now).date(), AT_ONCE)
    if held:
        decided = [_decided(chain, one, now) for one in held]
        post(session, chain.timeline, *(one for _, one in decided))
        for order, (posting, decision, before, _) in decided:
            tell(session, order, Posted(order.verb, posting.account, posting.member, decision, before))
        _let_go(session, chain, [one for _, one in decided])
    return len(held)


def _let_go(session: Session, chain: OpenChain, settled: list[Decided]) -> None:
    """Whose day to leave has come: their phones are free again."""
    for one in settled:
        for person in (person for change in one.decision.changes for person in change.account.people.values()):
            if person.leaves_on is not None and person.state == CLOSED:
                members.close(session, chain.id, person.id)


def _decided(chain: OpenChain, held: Held, now: datetime) -> tuple[Order, Decided]:
    person = next(iter(held.account.people))
    key = f"night {held.account.id} {chain.local(now).date()}"
    order = Order(chain, Actor(), key, "settle", Settle(member=person), now)
    facts = Facts(chain.lists, account=held.account, person=person)
    decision = decide(chain.timeline, facts, order.local, order.verb, order.event)
    posting = posting_of(order, facts, held.last_operation, decision, plain(decision.result))
    return order, Decided(posting, decision, {held.account.id: held})
