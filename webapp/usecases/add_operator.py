"""Gives a person the platform's console. Only whoever has the machine can do this."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import operators
from webapp.usecases import passwords
from webapp.usecases.add_staff import Newcomer, folded, unfit
from webapp.usecases.refusal import Refusal


def add_operator(email: str, password: str, now: datetime) -> UUID | Refusal:
    """The new operator's id, or why not."""
    refused = unfit(Newcomer(email, "operator", "owner", password))
    if refused is not None:
        return refused
    password_hash = passwords.hashed(password)

    def work(session: Session) -> UUID | Refusal:
        if operators.by_email(session, folded(email)) is not None:
            return Refusal("email_taken", {"email": folded(email)})
        return operators.add(session, folded(email), password_hash, now)

    return transact(work, None)
