"""Lets staff in by e-mail and password.

Every attempt is written down as failed before the password is looked at, and taken back if it was right: so attempts at
the same moment count too. The password is compared outside of any transaction, because that takes long on purpose.
Whatever is wrong, the answer is the same and takes as long (R45).
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import staff
from webapp.store.tables import Staff
from webapp.usecases import passwords
from webapp.usecases.add_staff import folded
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal

MOST_FAILURES = 5
"""Of one account within `WITHIN`."""
MOST_FROM_ADDRESS = 50
"""From one address: a whole salon stands behind it, and a guest in its network must not close the counter."""
WITHIN = timedelta(minutes=15)

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
    account, origin = _subject("account", email), _subject("address", address)
    failures = transact(lambda session: _begin(session, chain.id, (account, origin), now), chain.id)
    person = transact(
        lambda session: _candidate(session, chain.id, email, (account, origin), now), chain.id, readonly=True
    )
    allowed = failures is not None and person is not None
    right = passwords.matches(person.password_hash if allowed and person else passwords.NOBODY, password)
    if person is None or failures is None or not right:
        return Refusal("sign_in")
    renewed = passwords.hashed(password) if passwords.outdated(person.password_hash) else None
    token = secrets.token_urlsafe(32)

    def admit(session: Session) -> bool:
        still = staff.by_email(session, chain.id, email)
        if still is None or still.dismissed_at is not None or still.password_hash != person.password_hash:
            return False
        staff.drop_failures(session, chain.id, failures, account)
        staff.open_session(session, chain.id, person.id, token_hash(token), now, now + IDLE)
        if renewed is not None:
            staff.set_hash(session, chain.id, person.id, renewed)
        return True

    return Admitted(token, person.id) if transact(admit, chain.id) else Refusal("sign_in")


def token_hash(token: str) -> str:
    """A token has 256 bits of chance, so a quick hash will do."""
    return hashlib.sha256(token.encode()).hexdigest()


def _subject(kind: str, value: str) -> str:
    """What failures are counted for, in a form that names nobody."""
    return hashlib.sha256(f"{kind} {value}".encode()).hexdigest()


def _begin(session: Session, tenant: UUID, subjects: tuple[str, str], now: datetime) -> list[UUID] | None:
    """Counts the attempt as failed beforehand; None where there were too many before. Those that are turned away count
    no further, or nobody who keeps trying would ever come in again.
    """
    staff.sweep(session, tenant, now, now - WITHIN)
    if _spare(session, tenant, subjects, now) <= 0:
        return None
    return staff.add_failures(session, tenant, subjects, now)


def _candidate(session: Session, tenant: UUID, email: str, subjects: tuple[str, str], now: datetime) -> Staff | None:
    """Whose password is to be compared. The second count sees the attempts of the same moment."""
    person = staff.by_email(session, tenant, email)
    if person is None or person.dismissed_at is not None or _spare(session, tenant, subjects, now) < 0:
        return None
    return person


def _spare(session: Session, tenant: UUID, subjects: tuple[str, str], now: datetime) -> int:
    """How many failures more the account and the address may have."""
    account, address = (staff.failures(session, tenant, subjects, now - WITHIN)[subject] for subject in subjects)
    return min(MOST_FAILURES - account, MOST_FROM_ADDRESS - address)
