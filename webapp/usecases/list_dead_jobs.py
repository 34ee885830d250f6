"""The jobs that were given up, for whoever runs the service (R18)."""

from __future__ import annotations

from webapp.database import transact
from webapp.store import jobs
from webapp.store.jobs import Dead

__all__ = ["Dead", "list_dead_jobs"]

MOST = 200


def list_dead_jobs() -> list[Dead]:
    """At most MOST of them, the newest first."""
    return transact(lambda session: jobs.dead(session, MOST), None, readonly=True)
