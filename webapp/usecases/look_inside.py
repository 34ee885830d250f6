"""What an operator sees of a chain whose owner has consented: how it is set up and what was last done, and no member's
personal data. Each look stands in the chain's audit log.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.ledger import operations
from webapp.store import audit, permits, staff
from webapp.usecases.open_chain import OpenChain

MOST = 30


class Colleague(NamedTuple):
    name: str
    role: str


class Doing(NamedTuple):
    """Something that was done: an operation's verb or an action of the audit log."""

    at: datetime
    what: str
    where: str | None


class Inside(NamedTuple):
    until: datetime
    staff: list[Colleague]
    operations: list[Doing]
    actions: list[Doing]


def look_inside(chain: OpenChain, operator: UUID, now: datetime) -> Inside | None:
    """None without a consent that still holds."""

    def work(session: Session) -> Inside | None:
        until = permits.good_until(session, chain.id, now)
        if until is None:
            return None
        audit.note(session, chain.id, now, "operator_looked", chain.slug, after={"operator": str(operator)})
        done = operations.listed(session, chain.id, operations.Wanted(), None, MOST)
        noted = audit.listed(session, chain.id, audit.Wanted(), None, MOST)
        return Inside(
            until,
            [Colleague(one.name, one.role) for one in staff.everyone(session, chain.id)],
            [Doing(one.at, one.verb, one.salon) for one in done],
            [Doing(one.at, one.action, None) for one in noted],
        )

    return transact(work, chain.id)
