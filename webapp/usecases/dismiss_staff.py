"""Takes a person's access away, at once (R46)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import audit, links, staff
from webapp.usecases.change_staff import chosen
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal


def dismiss_staff(chain: OpenChain, person: UUID, now: datetime, by: UUID | None = None) -> Refusal | None:
    """None once it is done. The last owner stays, or nobody could appoint another."""

    def work(session: Session) -> Refusal | None:
        found = chosen(session, chain.id, person, by)
        if isinstance(found, Refusal):
            return found
        if found.last_owner:
            return Refusal("last_owner")
        staff.dismiss(session, chain.id, person, now)
        links.withdraw_of(session, chain.id, person)
        was = {"role": found.person.role, "salons": found.person.salons}
        audit.note(session, chain.id, now, "staff_dismissed", str(person), by, before=was)
        return None

    return transact(work, chain.id)
