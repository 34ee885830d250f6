"""Takes a receipt back, whole or by line and units, with the reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.engine.decisions import Decision
from webapp.engine.events import Return
from webapp.ledger import receipts
from webapp.store import return_notes
from webapp.usecases.gather import for_return
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, perform


def return_receipt(chain: OpenChain, actor: Actor, key: str, event: Return, now: datetime) -> Outcome:
    """A machine's return may come without a reason."""

    def keep(session: Session, order: Order, decision: Decision, operation: UUID) -> None:
        receipt = receipts.id_of(session, order.tenant, event.receipt)
        if receipt is not None:
            return_notes.add(session, order.tenant, operation, receipt, event.reason or "")

    return perform(Order(chain, actor, key, "return", event, now), for_return, keep)
