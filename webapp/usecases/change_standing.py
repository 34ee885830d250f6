"""Suspends a chain, lets it go on, opens a closed one again, limits its size: the operator's side of a chain's life."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import audit, chains
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal

Change = Literal["suspend", "resume", "reopen"]
STEPS: dict[Change, tuple[str, str]] = {
    "suspend": ("open", "suspended"),
    "resume": ("suspended", "open"),
    "reopen": ("closed", "open"),
}
"""From which state to which."""


def change_standing(chain: OpenChain, change: Change, reason: str, operator: UUID, now: datetime) -> Refusal | None:
    """None once it is done. The reason is shown to the chain's staff and stands in its audit log."""
    before, after = STEPS[change]
    if not reason.strip():
        return Refusal("reason_missing")

    def work(session: Session) -> Refusal | None:
        chains.lock(session, chain.id)
        state = chains.read(session, chain.id).state
        if state != before:
            return Refusal("standing_changed")
        chains.set_state(session, chain.id, after, reason if after != "open" else None)
        told = {"state": after, "reason": reason, "operator": str(operator)}
        audit.note(session, chain.id, now, "standing_changed", chain.slug, before={"state": state}, after=told)
        return None

    return transact(work, chain.id)


def limit_members(chain: OpenChain, most: int | None, operator: UUID, now: datetime) -> None:
    """So many members the chain may have; None for as many as come. Nobody is put out."""

    def work(session: Session) -> None:
        chains.set_most_members(session, chain.id, most)
        before, after = {"most_members": chain.most_members}, {"most_members": most, "operator": str(operator)}
        audit.note(session, chain.id, now, "chain_limited", chain.slug, before=before, after=after)

    transact(work, chain.id)
