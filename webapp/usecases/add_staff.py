"""Gives a person access to a chain."""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import new_id, transact
from webapp.store import audit, staff
from webapp.store.tables import Staff
from webapp.usecases import passwords
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal

ROLES = ("owner", "manager", "desk", "analyst")
LONGEST_NAME = 200
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}")


class Newcomer(NamedTuple):
    """Who is to have access. `salon` is where a person of the desk stands."""

    email: str
    name: str
    role: str
    password: str
    salon: str | None = None


def add_staff(chain: OpenChain, newcomer: Newcomer, now: datetime, by: UUID | None = None) -> UUID | Refusal:
    """The new person's id, or why not. `by` is who appointed them, None for the command line."""
    refused = unfit(newcomer)
    if refused is not None:
        return refused
    if newcomer.salon is not None and newcomer.salon not in chain.lists.salons:
        return Refusal("salon_unknown", {"salon": newcomer.salon})
    password_hash = passwords.hashed(newcomer.password)
    return transact(lambda session: hire(session, chain.id, newcomer, password_hash, now, by), chain.id)


def unfit(newcomer: Newcomer) -> Refusal | None:
    """What is wrong with the particulars, before any database is asked."""
    email = folded(newcomer.email)
    if not _EMAIL.fullmatch(email):
        return Refusal("email_form", {"email": repr(newcomer.email)})
    if newcomer.role not in ROLES:
        return Refusal("role_unknown", {"role": newcomer.role, "accepted": ", ".join(ROLES)})
    if not 0 < len(newcomer.name.strip()) <= LONGEST_NAME:
        return Refusal("name_form", {"most": LONGEST_NAME})
    return passwords.weak(newcomer.password, email, email.partition("@")[0], newcomer.name.strip().casefold())


def folded(email: str) -> str:
    """An address as it is compared."""
    return email.strip().casefold()


def hire(
    session: Session, tenant: UUID, newcomer: Newcomer, password_hash: str, now: datetime, by: UUID | None
) -> UUID | Refusal:
    """Writes the person down. Who was dismissed and comes back keeps the old row, for what they did refers to it."""
    email = folded(newcomer.email)
    known = staff.by_email(session, tenant, email)
    if known is not None and known.dismissed_at is None:
        return Refusal("email_taken", {"email": email})
    person = known or Staff(tenant_id=tenant, id=new_id(), email=email, created_at=now)
    person.name, person.role, person.salon = newcomer.name.strip(), newcomer.role, newcomer.salon
    person.password_hash, person.dismissed_at = password_hash, None
    staff.add(session, person)
    given = {"role": person.role, "salon": person.salon}
    audit.note(session, tenant, now, "staff_added", str(person.id), by, after=given)
    return person.id
