"""Opens a tablet for one of its people by PIN, and locks it again.

A PIN is short, so it is worth something on an enrolled tablet alone, and guessing is limited for the person and for the
tablet (R44). What was typed when the tablet was locked is there again for the same person, and for nobody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import staff, tablets
from webapp.store.tables import Staff
from webapp.usecases import attempts, passwords
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal
from webapp.usecases.tokens import new_token, token_hash
from webapp.usecases.who_is import LOCK, may_stand, who_was


class Tile(NamedTuple):
    """Someone who may open the tablet."""

    id: UUID
    name: str
    role: str


class Counter(NamedTuple):
    """An enrolled tablet, the salon where it lies, and who may open it."""

    tablet: UUID
    name: str
    salon: str | None
    people: tuple[Tile, ...]


class Opened(NamedTuple):
    """`token` belongs into the person's cookie; `form` is what they had typed, as it was kept."""

    token: str
    form: str | None


def which_tablet(chain: OpenChain, device: str) -> Counter | None:
    """The tablet whose cookie holds that token; None for a device that is none, or no longer one."""

    def work(session: Session) -> Counter | None:
        found = tablets.by_token(session, chain.id, token_hash(device))
        if found is None:
            return None
        people = [one for one in staff.everyone(session, chain.id) if _opens(one, found.salon)]
        tiles = tuple(Tile(one.id, one.name, one.role) for one in sorted(people, key=lambda one: one.name.casefold()))
        return Counter(found.id, found.name, found.salon, tiles)

    return transact(work, chain.id, readonly=True)


def unlock(chain: OpenChain, counter: Counter, person: UUID, pin: str, now: datetime) -> Opened | Refusal:
    """Opens the tablet. `person` is one of its people."""
    own = attempts.subject("pin", str(person))
    subjects = dict.fromkeys((own, attempts.subject("tablet", str(counter.tablet))), attempts.MOST_FAILURES)
    failures = transact(lambda session: attempts.begin(session, chain.id, subjects, now), chain.id)
    known = transact(lambda session: _known(session, chain.id, person, subjects, now), chain.id, readonly=True)
    right = passwords.matches(known if known and failures is not None else passwords.NOBODY, pin)
    if known is None or failures is None or not right:
        return Refusal("pin_wrong")
    token = new_token()

    def work(session: Session) -> Opened | Refusal:
        tablet = tablets.by_id_locked(session, chain.id, counter.tablet)
        found = staff.by_id_locked(session, chain.id, person)
        if tablet is None or found is None or found.pin_hash != known or not _opens(found, tablet.salon):
            return Refusal("pin_wrong")
        staff.drop_failures(session, chain.id, failures, own)
        staff.open_session(session, chain.id, person, token_hash(token), now, now + LOCK, tablet.id)
        tablets.see(session, chain.id, tablet.id, now)
        return Opened(token, staff.take_form(session, chain.id, person, tablet.id))

    return transact(work, chain.id)


def lock(chain: OpenChain, counter: Counter, token: str, device: str, form: str | None, now: datetime) -> None:
    """Ends the sign-in on the tablet, even one that has run out; `form` waits there for whoever had begun it."""
    person = who_was(chain, token, device)
    if person is None:
        return

    def work(session: Session) -> None:
        if form is not None:
            staff.keep_form(session, chain.id, person, counter.tablet, form, now)
        staff.close_session(session, chain.id, token_hash(token))

    transact(work, chain.id)


def _opens(person: Staff, salon: str | None) -> bool:
    return person.pin_hash is not None and may_stand(person.role, tuple(person.salons), salon)


def _known(session: Session, tenant: UUID, person: UUID, subjects: Mapping[str, int], now: datetime) -> str | None:
    """The hash that the PIN is compared with."""
    found = staff.by_id(session, tenant, person)
    return found.pin_hash if found is not None and not attempts.too_many(session, tenant, subjects, now) else None
