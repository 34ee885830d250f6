"""Who works for the chain, with what they are signed in on, and who is invited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import links, staff
from webapp.store.staff import OpenSignIn
from webapp.store.tables import Staff
from webapp.usecases.offer_link import INVITATION
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.rights import has_password
from webapp.usecases.tokens import token_hash


class SignIn(NamedTuple):
    """`tablet` is its name; `this` is the one that asks."""

    began: datetime
    tablet: str | None
    this: bool


class Colleague(NamedTuple):
    """`ready` once they have chosen the password or PIN of their role."""

    id: UUID
    name: str
    email: str | None
    phone: str | None
    role: str
    salons: tuple[str, ...]
    seen_at: datetime | None
    ready: bool
    has_pin: bool
    sign_ins: list[SignIn]


class Invitation(NamedTuple):
    id: UUID
    role: str
    salons: tuple[str, ...]
    expires_at: datetime


class Crew(NamedTuple):
    people: list[Colleague]
    invitations: list[Invitation]


def list_staff(chain: OpenChain, now: datetime) -> Crew:
    def work(session: Session) -> Crew:
        opened = staff.open_sessions(session, chain.id, now)
        people = [_colleague(one, opened) for one in staff.everyone(session, chain.id)]
        invited = [
            Invitation(link.id, link.details["role"], tuple(link.details["salons"]), link.expires_at)
            for link in links.open_links(session, chain.id, INVITATION, now)
        ]
        return Crew(people, invited)

    return transact(work, chain.id, readonly=True)


def look_at_colleague(chain: OpenChain, person: UUID, now: datetime, token: str = "") -> Colleague | None:
    """None for someone who does not work here. `token` is the asker's own."""

    def work(session: Session) -> Colleague | None:
        found = staff.by_id(session, chain.id, person)
        return _colleague(found, staff.open_sessions(session, chain.id, now), token) if found else None

    return transact(work, chain.id, readonly=True)


def _colleague(person: Staff, opened: Sequence[OpenSignIn], token: str = "") -> Colleague:
    own = [one for one in opened if one.staff_id == person.id]
    hashed = token_hash(token)
    return Colleague(
        person.id,
        person.name,
        person.email,
        person.phone,
        person.role,
        tuple(person.salons),
        person.seen_at,
        (person.password_hash if has_password(person.role) else person.pin_hash) is not None,
        person.pin_hash is not None,
        [SignIn(one.created_at, one.tablet, one.token_hash == hashed) for one in own],
    )
