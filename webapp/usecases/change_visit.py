"""Gives a visit that was agreed another salon or time; the member's request tells the new one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import audit, requests
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor
from webapp.usecases.refusal import Refusal


def change_visit(
    chain: OpenChain, actor: Actor, request: UUID, salon: str, visit: datetime, now: datetime
) -> Refusal | None:
    """`visit` is of the tenant's local time. None once it is so, also where it was before."""
    if salon not in chain.lists.salons:
        return Refusal("salon_unknown", {"salon": salon})
    if visit < chain.local(now):
        return Refusal("visit_past")

    def work(session: Session) -> Refusal | None:
        row = requests.by_id(session, chain.id, request, lock=True)
        if row is None or row.visit is None:
            return Refusal("visit_not_agreed")
        before = {"salon": row.salon, "visit": row.visit}
        after = {"salon": salon, "visit": visit.isoformat(timespec="seconds")}
        if before != after:
            about = str(row.member_id or row.id)
            requests.move_visit(session, chain.id, request, salon, visit)
            audit.note(session, chain.id, now, "visit_changed", about, actor.staff, before, after, actor.salon)
        return None

    return transact(work, chain.id)
