"""Accepts a claim: what was missed is posted, dated as the receipt, once (ES-2.11)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.decisions import Decision
from webapp.engine.events import Purchase
from webapp.ledger import operations, receipts
from webapp.store import audit, requests
from webapp.store.request_tables import GuestRequest
from webapp.store.requests import DONE, NEW, TAKEN, Decided
from webapp.usecases.gather import for_receipt
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Gathered, KeyReused, Order, Outcome, perform
from webapp.usecases.refusal import Refusal
from webapp.usecases.request_terms import CLAIM


class _Decided(Exception):
    """Somebody was faster."""


def accept_claim(
    chain: OpenChain, actor: Actor, key: str, request: UUID, event: Purchase, now: datetime
) -> Outcome | Refusal | None:
    """`event` names what the receipt says; whose it is, its number and its day are the claim's. A quote in it names
    the figures that were agreed to (R13). None for no claim of this chain. Raises KeyReused.
    """
    row = transact(lambda session: requests.by_id(session, chain.id, request), chain.id, readonly=True)
    if row is None or row.kind != CLAIM:
        return None
    order = Order(chain, actor, key, "purchase", claimed(chain, row, event, now), now)
    if row.state not in (NEW, TAKEN):
        return _answered(order, row)

    def look(session: Session, order: Order) -> Gathered:
        gathered = for_receipt(session, order)
        waiting = requests.by_id(session, chain.id, request, lock=True)
        if not gathered.earlier and (waiting is None or waiting.state not in (NEW, TAKEN)):
            raise _Decided
        return gathered

    def keep(session: Session, order: Order, decision: Decision, operation: UUID) -> None:
        posted = receipts.id_of(session, chain.id, row.details["receipt"])
        requests.decide(session, chain.id, request, Decided(DONE, receipt=posted), actor.staff, now)
        before, after = {"state": row.state}, {"kind": CLAIM, "receipt": row.details["receipt"]}
        audit.note(session, chain.id, now, "request_done", str(row.member_id), actor.staff, before, after, actor.salon)

    try:
        return perform(order, look, keep)
    except _Decided:
        return _answered(order, row)


def claimed(chain: OpenChain, row: GuestRequest, event: Purchase, now: datetime) -> Purchase:
    """The purchase that the claim is about. One of today is dated by nothing: it is posted as any."""
    bought_on = row.details["bought_on"]
    today = chain.local(now).date().isoformat()
    told = {"member": str(row.member_id), "receipt": row.details["receipt"]}
    dated = {"dated": bought_on} if bought_on < today else {}
    return Purchase.model_validate({**event.written(), **told, **dated})


def _answered(order: Order, row: GuestRequest) -> Outcome | Refusal:
    """The first answer where it is this very acceptance that is sent once more (R3, R4)."""
    known = transact(lambda session: operations.by_key(session, order.tenant, order.key), order.tenant, readonly=True)
    if known is None or known.member_id != row.member_id or known.verb != "purchase":
        return Refusal("request_decided")
    if known.fingerprint != order.fingerprint():
        raise KeyReused(order.key)
    return Outcome(known.result, known.id, str(known.member_id), repeated=True)
