"""Takes away what was kept long enough, by the list of `store/sweeping.py` (R66)."""

from __future__ import annotations

from datetime import datetime

from webapp.database import transact
from webapp.store import chains, sweeping


def sweep_old(now: datetime) -> None:
    """Of every chain, whatever its state, each in a transaction of its own. Run twice or late it takes the same."""
    transact(lambda session: sweeping.sweep_all(session, now), None)
    for tenant in transact(chains.slugs_by_chain, None, readonly=True):
        transact(lambda session, chain=tenant: sweeping.sweep(session, chain, now), tenant)  # type: ignore[misc]
