"""The chains of the platform by their addresses, with size and last use as they were last counted."""

from __future__ import annotations

from webapp.database import transact
from webapp.store import chains
from webapp.store.chains import Standing

__all__ = ["MOST", "Standing", "list_chains"]

MOST = 50


def list_chains(after: str = "") -> list[Standing]:
    """At most MOST, from the one behind `after` on: the work does not grow with the number of chains."""
    return transact(lambda session: chains.standings(session, after, MOST), None, readonly=True)
