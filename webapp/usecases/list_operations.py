"""Lists what was done for a member, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.ledger import operations
from webapp.ledger.tables import Operation
from webapp.store import members, merges
from webapp.usecases.open_chain import OpenChain


def list_operations(chain: OpenChain, member: UUID, after: UUID | None, most: int) -> Sequence[Operation] | None:
    """At most so many, from behind the operation `after` on. None for nobody of this chain."""

    def work(session: Session) -> Sequence[Operation] | None:
        known = members.by_id(session, chain.id, member)
        if known is None:
            return None
        accounts = merges.accounts(session, chain.id, UUID(known.account))
        return operations.of_member(session, chain.id, accounts, member, after, most)

    return transact(work, chain.id, readonly=True)
