"""Tells who stands behind a sign-in's token: by the statement that opens their chain, and a write every so often while
they work.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import staff, tablets
from webapp.store.arrivals import SignedIn, arrived
from webapp.usecases import open_chain
from webapp.usecases.open_chain import Arrival, OpenChain
from webapp.usecases.rights import COUNTER
from webapp.usecases.sign_in import ABSOLUTE, IDLE
from webapp.usecases.tokens import token_hash

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


def arrive(slug: str, token: str) -> Arrival | None:
    """The chain that answers to `slug`, and the sign-in there that the token belongs to; None where no chain does."""
    return open_chain.arrive(slug, token_hash(token))


def who_is(chain: OpenChain, token: str, now: datetime, device: str = "") -> Person | None:
    """None for a token that is unknown here, has run out, or belongs to someone who was dismissed. What was begun on a
    tablet is good with that tablet's own token alone, `device`.
    """
    return who_stands(chain, _found(chain, token), now, device)


def who_stands(chain: OpenChain, found: SignedIn | None, now: datetime, device: str) -> Person | None:
    """The same of a sign-in that has been read in this request."""
    if found is None or not _good_on(found, device) or now >= found.expires_at:
        return None
    tablet = found.tablet
    idle, step, most = (LOCK, LOCK_STEP, IDLE) if tablet is not None else (IDLE, STEP, ABSOLUTE)
    expires = min(now + idle, found.created_at + most)
    if expires - found.expires_at >= step:
        transact(lambda session: _prolong(session, chain.id, found, expires, now), chain.id)
    place = Place(tablet.id, tablet.name, tablet.salon) if tablet is not None else None
    return Person(found.staff, found.email, found.name, found.role, tuple(found.salons), place)


def who_was(chain: OpenChain, token: str, device: str) -> UUID | None:
    """Whose sign-in on this tablet it is, whether or not the tablet has locked itself since."""
    found = _found(chain, token)
    return found.staff if found is not None and found.tablet is not None and _good_on(found, device) else None


def may_stand(role: str, salons: tuple[str, ...], salon: str | None) -> bool:
    """Whether someone may work at a counter of that salon."""
    return role in COUNTER and (role != "desk" or not salons or salon in salons)


def _found(chain: OpenChain, token: str) -> SignedIn | None:
    hashed = token_hash(token)
    came = transact(lambda session: arrived(session, chain.id, chain.slug, hashed), chain.id, readonly=True)
    return came.signed_in if came is not None else None


def _good_on(found: SignedIn, device: str) -> bool:
    """What was begun on a tablet: there alone, while it is in use, and while the person may stand at its counter."""
    tablet = found.tablet
    if tablet is None:
        return True
    same = tablet.revoked_at is None and tablet.token_hash == token_hash(device)
    return same and may_stand(found.role, tuple(found.salons), tablet.salon)


def _prolong(session: Session, tenant: UUID, found: SignedIn, expires: datetime, now: datetime) -> None:
    staff.prolong(session, tenant, found.id, expires)
    staff.see(session, tenant, found.staff, now)
    if found.tablet is not None:
        tablets.see(session, tenant, found.tablet.id, now)
