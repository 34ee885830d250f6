"""Proves the books of a chain: invariants I1 to I8."""

from __future__ import annotations

from webapp.database import transact
from webapp.ledger.reconcile import Discrepancy, reconcile
from webapp.store import chains
from webapp.usecases.open_chain import OpenChain


def reconcile_chain(chain: OpenChain) -> list[Discrepancy]:
    """All that does not fit; nothing where the books are in order. Reads only."""
    return transact(lambda session: reconcile(session, chain.id, chain.timeline, chain.lists), readonly=True)


def all_slugs() -> list[str]:
    """The chains of this database."""
    return transact(chains.slugs, readonly=True)
