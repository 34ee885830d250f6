"""After an older copy of the database was put back: what it still holds as to be sent may be sent already (R68)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import jobs

WHY = "an older copy of the database was put back: this may have been sent before"


def hold_jobs(sent: datetime, now: datetime) -> int:
    """`sent` is when something last went out. Where the database knows of nothing so late, all that was due by then is
    given up, to be looked at and restarted by hand; returns how much.
    """

    def work(session: Session) -> int:
        last = jobs.last_done(session)
        if last is not None and last >= sent:
            return 0
        return jobs.bury_due(session, sent, now, WHY)

    return transact(work, None)
