"""Jobs: written with what asked for them, claimed under a lease, done once or given up for dead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import JSON, Uuid, bindparam, delete, func, select, text, update
from sqlalchemy.orm import Session

from webapp.database import Instant, new_id
from webapp.store.tables import Job

_ADD = text(
    "INSERT INTO jobs (id, tenant_id, key, kind, payload, due_at, tries) "
    "VALUES (:id, :tenant, :key, :kind, :payload, :due_at, 0) ON CONFLICT DO NOTHING"
).bindparams(
    bindparam("id", type_=Uuid()),
    bindparam("tenant", type_=Uuid()),
    bindparam("payload", type_=JSON()),
    bindparam("due_at", type_=Instant()),
)
_WAITS = Job.done_at.is_(None) & Job.dead_at.is_(None)


class Claimed(NamedTuple):
    """A job as a worker holds it. `leased_until` is the proof of holding it: another's claim has another."""

    id: UUID
    tenant: UUID | None
    kind: str
    payload: dict[str, Any]
    tries: int
    leased_until: datetime


class Dead(NamedTuple):
    """A job that was given up, without what it says or to whom."""

    id: UUID
    tenant: UUID | None
    kind: str
    tries: int
    dead_at: datetime | None
    trouble: str | None


def add(
    session: Session, tenant: UUID | None, key: str, kind: str, payload: Mapping[str, Any], due_at: datetime
) -> bool:
    """False where a job of that key is there already, done or not (R17)."""
    values = {"id": new_id(), "tenant": tenant, "key": key, "kind": kind, "payload": dict(payload), "due_at": due_at}
    return bool(session.connection().execute(_ADD, values).rowcount)


def add_all(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Many at once, each told as `key`, `tenant`, `kind`, `payload` and `due_at`; those whose key is known are left."""
    if rows:
        session.connection().execute(_ADD, [{"id": new_id(), **row} for row in rows])


def is_known(session: Session, key: str) -> bool:
    return session.execute(select(Job.id).where(Job.key == key)).first() is not None


def is_due(session: Session, now: datetime) -> bool:
    """Whether there is a job to claim: asked first, so that an idle worker locks nothing."""
    return session.execute(select(Job.id).where(_free(now)).limit(1)).first() is not None


def claim(session: Session, now: datetime, until: datetime) -> Claimed | None:
    """The job that has been due for longest and that nobody holds; None where there is none."""
    due = select(Job).where(_free(now)).order_by(Job.due_at, Job.id).limit(1)
    job = session.scalars(due.with_for_update(skip_locked=True)).one_or_none()
    if job is None:
        return None
    job.leased_until, job.tries = until, job.tries + 1
    session.flush()
    return Claimed(job.id, job.tenant_id, job.kind, job.payload, job.tries, until)


def finish(session: Session, job: Claimed, now: datetime) -> None:
    """Done: what it said and to whom is forgotten, its key is kept."""
    session.execute(update(Job).where(_held(job)).values(done_at=now, payload={}, leased_until=None, trouble=None))


def put_off(session: Session, job: Claimed, due_at: datetime, trouble: str, counts: bool = True) -> None:
    """To be tried again at `due_at`. A try that does not count was none."""
    tries = job.tries if counts else job.tries - 1
    values = {"due_at": due_at, "leased_until": None, "trouble": trouble[:200], "tries": tries}
    session.execute(update(Job).where(_held(job)).values(**values))


def bury(session: Session, job: Claimed, now: datetime, trouble: str) -> None:
    session.execute(update(Job).where(_held(job)).values(dead_at=now, leased_until=None, trouble=trouble[:200]))


def bury_due(session: Session, by: datetime, now: datetime, trouble: str) -> int:
    """All that waits and was due by that moment. Returns how many there were."""
    here = _WAITS & (Job.due_at <= by)
    done = session.execute(update(Job).where(here).values(dead_at=now, leased_until=None, trouble=trouble[:200]))
    return int(done.rowcount)  # type: ignore[attr-defined]


def last_done(session: Session) -> datetime | None:
    return session.scalar(select(func.max(Job.done_at)))


def _free(now: datetime) -> Any:
    return _WAITS & (Job.due_at <= now) & (Job.leased_until.is_(None) | (Job.leased_until <= now))


def _held(job: Claimed) -> Any:
    return (Job.id == job.id) & (Job.leased_until == job.leased_until) & _WAITS


def dead(session: Session, most: int) -> list[Dead]:
    """The newest first."""
    columns = (Job.id, Job.tenant_id, Job.kind, Job.tries, Job.dead_at, Job.trouble)
    query = select(*columns).where(Job.dead_at.is_not(None)).order_by(Job.dead_at.desc(), Job.id).limit(most)
    return [Dead(*row) for row in session.execute(query)]


def restart(session: Session, now: datetime, job: UUID | None = None) -> int:
    """Gives this dead job, or all of them, as many tries again. Returns how many there were."""
    here = Job.dead_at.is_not(None) if job is None else (Job.id == job) & Job.dead_at.is_not(None)
    done = session.execute(update(Job).where(here).values(dead_at=None, due_at=now, tries=0))
    return int(done.rowcount)  # type: ignore[attr-defined]


def waiting(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Job).where(_WAITS)) or 0


def chain_of(session: Session, key: str) -> UUID | None:
    """The chain whose job has this key."""
    return session.execute(select(Job.tenant_id).where(Job.key == key)).scalar()


def sweep(session: Session, done_before: datetime) -> None:
    session.execute(delete(Job).where(Job.done_at < done_before))


def remember(session: Session, tenant: UUID, key: str, now: datetime) -> None:
    """Writes down that something was done under this key, as if it had been a job."""
    row = Job(id=new_id(), tenant_id=tenant, key=key, kind="done", payload={}, due_at=now, tries=0, done_at=now)
    session.add(row)
    session.flush()
