"""Posts a receipt if it still comes out as it was shown; if not, nothing is done and the new figures are to be shown
(R13).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.decisions import Decision
from webapp.engine.events import Purchase
from webapp.ledger import receipts
from webapp.usecases.gather import for_receipt
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, perform
from webapp.usecases.weigh_receipt import figures


class Changed(Exception):
    """The receipt would come out otherwise than it was shown."""


def post_shown_receipt(
    chain: OpenChain, actor: Actor, key: str, event: Purchase, shown: str, now: datetime
) -> Outcome:
    """`shown` is the mark of the figures that a person has seen. A repeat of the key gets its first answer. Raises
    Changed and KeyReused.
    """

    def compare(session: Session, order: Order, decision: Decision, operation: UUID) -> None:
        if figures(decision.result) != shown:
            raise Changed

    return perform(Order(chain, actor, key, "purchase", event, now), for_receipt, compare)


def posted_id(chain: OpenChain, number: str) -> UUID | None:
    """The id of the receipt with that number."""
    return transact(lambda session: receipts.id_of(session, chain.id, number), readonly=True)
