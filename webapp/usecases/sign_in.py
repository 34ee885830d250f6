"""Lets staff in by e-mail and password.

The password is compared outside of any transaction, because that takes long on purpose. Whatever is wrong, the answer
is the same and takes as long (R45).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import staff
from webapp.store.tables import Staff
from webapp.usecases import attempts, passwords
from webapp.usecases.add_staff import folded
from webapp.usecases.attempts import MOST_FAILURES, MOST_FROM_ADDRESS
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal
from webapp.usecases.tokens import new_token, token_hash

IDLE = timedelta(hours=12)
"""A sign-in that nobody uses ends after so long: longer than any break of a working day, shorter than a day off."""
ABSOLUTE = timedelta(days=7)
"""And each one ends after so long."""


class Admitted(NamedTuple):
    """The token belongs into the person's cookie and nowhere else: the database knows its hash alone."""

    token: str
    staff: UUID


def sign_in(chain: OpenChain, email: str, password: str, address: str, now: datetime) -> Admitted | Refusal:
    """`address` is the network address that the attempt comes from."""
    email = folded(email)
    subjects = {
        attempts.subject("account", email): MOST_FAILURES,
        attempts.subject("address", address): MOST_FROM_ADDRESS,
    }
    failures = transact(lambda session: attempts.begin(session, chain.id, subjects, now), chain.id)
    person = transact(lambda session: _candidate(session, chain.id, email, subjects, now), chain.id, readonly=True)
    allowed = failures is not None and person is not None
    known = person.password_hash if allowed and person else None
    right = passwords.matches(known or passwords.NOBODY, password)
    if person is None or failures is None or known is None or not right:
        return Refusal("sign_in")
    renewed = passwords.hashed(password) if passwords.outdated(known) else None
    token = new_token()

    def admit(session: Session) -> bool:
        still = staff.by_id_locked(session, chain.id, person.id)
        if still is None or still.password_hash != known:
            return False
        staff.drop_failures(session, chain.id, failures, attempts.subject("account", email))
        staff.open_session(session, chain.id, person.id, token_hash(token), now, now + IDLE)
        if renewed is not None:
            staff.set_hash(session, chain.id, person.id, renewed)
        return True

    return Admitted(token, person.id) if transact(admit, chain.id) else Refusal("sign_in")


def _candidate(session: Session, tenant: UUID, email: str, subjects: Mapping[str, int], now: datetime) -> Staff | None:
    """Whose password is to be compared."""
    person = staff.by_email(session, tenant, email)
    if person is None or person.dismissed_at is not None or attempts.too_many(session, tenant, subjects, now):
        return None
    return person
