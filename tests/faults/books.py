"""What a chain's rows say, to be compared before and after."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.usecases.till import Till
from webapp.database import Base, transact
from webapp.ledger.tables import Operation
from webapp.store.kinds import KINDS, distributed_by

Rows = dict[str, list[tuple[str, ...]]]


def written(desk: Till) -> Rows:
    """Every row of the chain, table by table."""
    tenant = desk.chain.id
    return transact(lambda session: _rows(session, tenant), tenant, readonly=True)


def _rows(session: Session, tenant: UUID) -> Rows:
    found: Rows = {}
    for name, table in Base.metadata.tables.items():
        if KINDS[name] == "tenant":
            rows = session.execute(select(table).where(table.c[distributed_by(name)] == tenant))
            found[name] = sorted(tuple(map(repr, row)) for row in rows)
    return found


def operations(desk: Till, key: str) -> int:
    """How often something was posted under the key."""
    query = select(func.count()).where(Operation.tenant_id == desk.chain.id, Operation.key == key)
    return transact(lambda session: session.execute(query).scalar_one(), desk.chain.id, readonly=True)
