"""Takes the platform's console from a person, at once."""

from __future__ import annotations

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import operators
from webapp.usecases.add_staff import folded
from webapp.usecases.refusal import Refusal


def remove_operator(email: str) -> Refusal | None:
    """None once it is done."""

    def work(session: Session) -> Refusal | None:
        person = operators.by_email(session, folded(email))
        if person is None:
            return Refusal("staff_unknown")
        operators.remove(session, person.id)
        return None

    return transact(work, None)
