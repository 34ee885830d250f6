"""Asks whoever is signed in for their secret once more, before what nobody else may do at a place left open (R49)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import staff
from webapp.usecases import attempts, passwords
from webapp.usecases.attempts import MOST_FAILURES
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal
from webapp.usecases.rights import has_password
from webapp.usecases.who_is import Person


def confirm_secret(chain: OpenChain, person: Person, secret: str, now: datetime) -> Refusal | None:
    """The PIN of who works on a tablet and has one, else the password; None where it is right. Tries are counted with
    those of changing it.
    """
    subject = attempts.subject("own", str(person.id))
    failures = transact(lambda session: attempts.begin(session, chain.id, {subject: MOST_FAILURES}, now), chain.id)
    known = transact(lambda session: _known(session, chain.id, person, subject, now), chain.id, readonly=True)
    right = passwords.matches(known if known and failures is not None else passwords.NOBODY, secret)
    if known is None or failures is None or not right:
        return Refusal("secret_wrong")
    transact(lambda session: staff.drop_failures(session, chain.id, failures, subject), chain.id)
    return None


def asks_for_pin(person: Person) -> bool:
    """Whether it is the PIN that is asked for."""
    return person.place is not None or not has_password(person.role)


def _known(session: Session, tenant: UUID, person: Person, subject: str, now: datetime) -> str | None:
    found = staff.by_id(session, tenant, person.id)
    if found is None or attempts.too_many(session, tenant, {subject: MOST_FAILURES}, now):
        return None
    return found.pin_hash if asks_for_pin(person) else found.password_hash
