"""Tells who stands behind a sign-in's token. One statement, and a write every so often while they work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import staff, tablets
from webapp.store.staff import SignedIn
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.rights import COUNTER
from webapp.usecases.sign_in import ABSOLUTE, IDLE, token_hash

STEP = timedelta(minutes=10)
"""The end of an idle sign-in is moved on by at least so much, so that reading pages does not mean writing."""
LOCK = timedelta(minutes=5)
"""So long may a tablet lie idle before it asks for the PIN again."""
LOCK_STEP = timedelta(seconds=30)


class Place(NamedTuple):
    """The tablet that someone works on, and the salon where it lies."""

    tablet: UUID
    name: str
    salon: str | None


@dataclass(frozen=True, slots=True)
class Person:
    """Someone of the staff who is signed in. `salons` are where they may stand, none for anywhere."""

    id: UUID
    email: str | None
    name: str
    role: str
    salons: tuple[str, ...]
    place: Place | None = None

    @property
    def salon(self) -> str | None:
        """Where they stand; None for one who may stand in several places."""
        if self.place is not None:
            return self.place.salon
        return self.salons[0] if len(self.salons) == 1 else None


def who_is(chain: OpenChain, token: str, now: datetime, device: str = "") -> Person | None:
    """None for a token that is unknown here, has run out, or belongs to someone who was dismissed. What was begun on a
    tablet is good with that tablet's own token alone, `device`.
    """
    found = _found(chain, token, device)
    if found is None or now >= found.expires_at:
        return None
    on_tablet = found.tablet is not None
    idle, step, most = (LOCK, LOCK_STEP, IDLE) if on_tablet else (IDLE, STEP, ABSOLUTE)
    expires = min(now + idle, found.created_at + most)
    if expires - found.expires_at >= step:
        transact(lambda session: _prolong(session, chain.id, found, expires, now), chain.id)
    person, tablet = found.staff, found.tablet
    place = Place(tablet.id, tablet.name, tablet.salon) if tablet is not None else None
    return Person(person.id, person.email, person.name, person.role, tuple(person.salons), place)


def who_was(chain: OpenChain, token: str, device: str) -> UUID | None:
    """Whose sign-in on this tablet it is, whether or not the tablet has locked itself since."""
    found = _found(chain, token, device)
    return found.staff.id if found is not None and found.tablet is not None else None


def may_stand(role: str, salons: tuple[str, ...], salon: str | None) -> bool:
    """Whether someone may work at a counter of that salon."""
    return role in COUNTER and (role != "desk" or not salons or salon in salons)


def _found(chain: OpenChain, token: str, device: str) -> SignedIn | None:
    hashed = token_hash(token)
    found = transact(lambda session: staff.by_token(session, chain.id, hashed), chain.id, readonly=True)
    if found is None or found.tablet is None:
        return found
    same = found.tablet.revoked_at is None and found.tablet.token_hash == token_hash(device)
    here = may_stand(found.staff.role, tuple(found.staff.salons), found.tablet.salon)
    return found if same and here else None


def _prolong(session: Session, tenant: UUID, found: SignedIn, expires: datetime, now: datetime) -> None:
    staff.prolong(session, tenant, found.id, expires)
    staff.see(session, tenant, found.staff.id, now)
    if found.tablet is not None:
        tablets.see(session, tenant, found.tablet.id, now)
