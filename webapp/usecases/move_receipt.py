"""Moves a receipt that was posted to the wrong guest: one transaction takes it back whole and posts it anew to the
right one. Nobody ever sees half of it.
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
from webapp.engine.events import Purchase, Return
from webapp.ledger import receipts
from webapp.ledger.receipts import Posted
from webapp.store import audit, members, return_notes
from webapp.store.members import Known
from webapp.usecases.gather import for_receipt, for_return, lock_for_move
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, mark, perform_in
from webapp.usecases.refusal import Refusal

MOST_MOVES = 20
ANEW = frozenset({"member", "card", "phone", "spend", "tenders", "receipt", "quote", "moved_from", "booking", "reward"})
"""What of the first sale does not hold for another buyer: bonuses are spent by who has them."""


@dataclass(frozen=True, slots=True)
class Move:
    """Which receipt goes to whom, and why; `quote` names the figures that were shown, None to look at them first."""

    receipt: UUID
    member: str
    reason: str
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """What came of it: results of the return and of the new sale; `quote` names the latter's figures (R13)."""

    receipt: UUID | None
    known: Known | None
    back: dict[str, Any]
    sale: Decision | None
    quote: str


class _Undone(Exception):
    """Takes everything back, with the answer."""

    def __init__(self, answer: Moved | Refusal | list[str]) -> None:
        self.answer = answer


def weigh_move(chain: OpenChain, actor: Actor, move: Move, now: datetime) -> Moved | Refusal | list[str] | None:
    """What moving would bring about: it is done, and taken back. None for no receipt or member of this chain."""

    def work(session: Session) -> Moved | Refusal | list[str] | None:
        moved = _moved(session, chain, actor, f"weighed {move.receipt}", move, now)
        if moved is None:
            return None
        raise _Undone(moved)

    return _done(chain, work)


def move_receipt(
    chain: OpenChain, actor: Actor, key: str, move: Move, now: datetime
) -> Moved | Refusal | list[str] | None:
    """Does it, or answers why not: a refusal, or the engine's codes. Raises KeyReused."""
    return _done(chain, lambda session: _moved(session, chain, actor, key, move, now))


def _done(chain: OpenChain, work: Any) -> Moved | Refusal | list[str] | None:
    try:
        answer: Moved | Refusal | list[str] | None = transact(work, chain.id)
    except _Undone as undone:
        return undone.answer
    return answer


def _moved(
    session: Session, chain: OpenChain, actor: Actor, key: str, move: Move, now: datetime
) -> Moved | Refusal | None:
    found = receipts.posted(session, chain.id, move.receipt)
    known = members.by_id(session, chain.id, UUID(move.member))
    if found is None or known is None:
        return None
    event = Return(receipt=found.receipt.number, reason=move.reason)
    order = Order(chain, actor, key, "return", event, now)
    lock_for_move(session, order, found.receipt.number, UUID(known.id))
    back = perform_in(session, order, for_return)
    if back.repeated:
        receipt = return_notes.moved_to(session, chain.id, back.operation) if back.operation else None
        return Moved(receipt, known, back.result, None, "")
    refused = _unfit(found, known, order)
    if refused is not None or back.refused or back.operation is None:
        raise _Undone(refused or back.refused)
    number = _free_number(session, chain, found.receipt.number)
    sale = _sell(session, Order(chain, actor, f"{key} sale", "purchase", _anew(found, known, number), now))
    figures = mark(order, sale.result)
    if sale.operation is None or (move.quote is not None and move.quote != figures):
        raise _Undone(sale.refused if sale.operation is None else ["changed"])
    receipt = receipts.id_of(session, chain.id, number)
    return_notes.add(session, chain.id, back.operation, move.receipt, move.reason, receipt)
    before = {"receipt": found.receipt.number, "member": str(found.receipt.member_id or "")}
    after = {"receipt": number, "member": known.id, "reason": move.reason}
    subject = str(move.receipt)
    audit.note(session, chain.id, now, "receipt_moved", subject, actor.staff, before, after, actor.salon)
    return Moved(receipt, known, back.result, sale.decision, figures)


def _unfit(found: Posted, known: Known, order: Order) -> Refusal | None:
    """Within the day, whole, and to somebody else."""
    if datetime.fromisoformat(found.local).date() != order.local.date():
        return Refusal("move_another_day")
    if any(line.returned for line in found.lines):
        return Refusal("move_returned")
    return Refusal("move_same_member") if str(found.receipt.member_id) == known.id else None


def _free_number(session: Session, chain: OpenChain, number: str) -> str:
    """The old number with a suffix, for a number is taken for good."""
    for suffix in range(2, MOST_MOVES):
        if receipts.id_of(session, chain.id, f"{number}-{suffix}") is None:
            return f"{number}-{suffix}"
    raise _Undone(["duplicate_receipt"])


def _anew(found: Posted, known: Known, number: str) -> Purchase:
    kept = {name: value for name, value in found.request.items() if name not in ANEW}
    return Purchase.model_validate({**kept, "member": known.id, "receipt": number, "moved_from": found.receipt.number})


def _sell(session: Session, order: Order) -> Outcome:
    """Paid as before; what another discount makes of the sum is added to the largest part, or taken from it."""
    event = order.event
    assert isinstance(event, Purchase)
    gathered = for_receipt(session, order)
    asked = decide(order.chain.timeline, gathered.facts, order.local, "purchase", event)
    paid = _paid(session, order, event.moved_from or "", asked.result.get("payable", 0))
    return perform_in(session, _with_tenders(order, event, paid), for_receipt)


def _with_tenders(order: Order, event: Purchase, paid: dict[str, int]) -> Order:
    event = event.model_copy(update={"tenders": paid})
    return Order(order.chain, order.actor, order.key, order.verb, event, order.now, in_full=True)


def _paid(session: Session, order: Order, number: str, payable: int) -> dict[str, int]:
    receipt = receipts.id_of(session, order.tenant, number)
    found = receipts.posted(session, order.tenant, receipt) if receipt else None
    before = {name: amount for name, amount in found.receipt.tenders.items() if amount} if found else {}
    left, paid = payable, dict[str, int]()
    for name in sorted(before, key=lambda name: before[name]):
        paid[name] = min(before[name], left)
        left -= paid[name]
    if left:
        largest = max(before, key=lambda name: before[name], default="cash")
        paid[largest] = paid.get(largest, 0) + left
    return {name: amount for name, amount in paid.items() if amount}
