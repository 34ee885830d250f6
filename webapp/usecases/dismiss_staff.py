"""Takes a person's access away, at once (R46)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import audit, staff
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal


def dismiss_staff(chain: OpenChain, person: UUID, now: datetime, by: UUID | None = None) -> Refusal | None:
    """None once it is done. The last owner stays, or nobody could appoint another."""

    def work(session: Session) -> Refusal | None:
        everyone = {one.id: one for one in staff.everyone_locked(session, chain.id)}
        if person not in everyone:
            return Refusal("staff_unknown")
        owners = [one.id for one in everyone.values() if one.role == "owner"]
        if owners == [person]:
            return Refusal("last_owner")
        staff.dismiss(session, chain.id, person, now)
        was = {"role": everyone[person].role, "salon": everyone[person].salon}
        audit.note(session, chain.id, now, "staff_dismissed", str(person), by, before=was)
        return None

    return transact(work, chain.id)
