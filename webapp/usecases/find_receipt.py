"""Finds a posted receipt by its number."""

from __future__ import annotations

from uuid import UUID

from webapp.database import transact
from webapp.ledger import receipts
from webapp.usecases.open_chain import OpenChain


def find_receipt(chain: OpenChain, number: str) -> UUID | None:
    return transact(lambda session: receipts.id_of(session, chain.id, number), chain.id, readonly=True)
