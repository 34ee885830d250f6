"""Names two members as one person who share nothing that would tell it; what follows is as with any pair."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import audit, duplicates, members
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal


def pair_members(chain: OpenChain, staff: UUID, one: UUID, other: UUID, now: datetime) -> UUID | Refusal:
    """The pair's id, also of one that was there; a dismissed one is open again."""

    def work(session: Session) -> UUID | Refusal:
        found = [members.by_id(session, chain.id, member) for member in (one, other)]
        ids = {UUID(known.id) for known in found if known is not None}
        if len(ids) < len(found) or any(members.has_left(session, chain.id, member) for member in ids):
            return Refusal("pair_unfit")
        first, second = sorted(ids)
        pair, new = duplicates.name(session, chain.id, first, second)
        if new:
            audit.note(session, chain.id, now, "pair_named", str(first), staff, after={"member": str(second)})
        return pair

    return transact(work, chain.id)
