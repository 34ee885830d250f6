"""Gives dead jobs their tries again, once what was in their way is mended (R18)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from webapp.database import transact
from webapp.store import jobs


def restart_jobs(now: datetime, job: UUID | None = None) -> int:
    """How many there were; `job` is one of them, None means all."""
    return transact(lambda session: jobs.restart(session, now, job), None)
