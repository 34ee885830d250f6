"""The addresses of the chains that are open, as search engines are told them: addresses of chains are public (R45)."""

from __future__ import annotations

from webapp.database import transact
from webapp.store import chains

MOST = 10_000
"""Of one answer, in the order of their addresses: a list of addresses may hold 50 000, and each chain has three."""


def list_open_chains(after: str = "") -> list[str]:
    """From the one behind `after` on."""
    return transact(lambda session: chains.open_slugs(session, after, MOST), None, readonly=True)
