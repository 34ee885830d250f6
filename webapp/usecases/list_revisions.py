"""The chain's revisions of its rules: who published them, when, from when on they rule, and which holds now."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.programme import Programme
from webapp.store import staff
from webapp.usecases.open_chain import OpenChain


class Edition(NamedTuple):
    """`starts` is the chain's local time, None for the beginning; `by` who published it, None for nobody of the
    staff. `earlier` is the one published before it.
    """

    number: int
    programme: Programme
    starts: datetime | None
    by: str | None
    published_at: datetime
    rules: bool
    comes: bool
    earlier: Programme | None


def list_revisions(chain: OpenChain, now: datetime) -> list[Edition]:
    """The one published last first."""
    names = transact(lambda session: _names(session, chain), chain.id, readonly=True)
    local = chain.local(now)
    current = chain.timeline.at(local)
    found: list[Edition] = []
    earlier: Programme | None = None
    for row in sorted(chain.revisions, key=lambda one: one.number):
        programme, starts = chain.timeline.named(str(row.id)), datetime.fromisoformat(row.starts)
        said = None if starts.year == 1 else starts
        by = names.get(str(row.published_by)) if row.published_by else None
        rules, comes = programme is current, starts > local and programme is not current
        found.append(Edition(row.number, programme, said, by, row.published_at, rules, comes, earlier))
        earlier = programme
    return found[::-1]


def _names(session: Session, chain: OpenChain) -> dict[str, str]:
    return {str(person.id): person.name for person in staff.ever(session, chain.id)}
