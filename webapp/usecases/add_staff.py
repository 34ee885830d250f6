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
from webapp.usecases.rights import ROLES, has_password

LONGEST_NAME = 200
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}")


class Newcomer(NamedTuple):
    """Who is to have access. `salons` are where they may stand, none for anywhere. The desk needs no e-mail."""

    email: str
    name: str
    role: str
    password: str
    salons: tuple[str, ...] = ()
    pin: str = ""


class Hashes(NamedTuple):
    """Of a newcomer's secrets: made before the transaction, because it takes long on purpose."""

    password: str | None
    pin: str | None = None


def add_staff(chain: OpenChain, newcomer: Newcomer, now: datetime, by: UUID | None = None) -> UUID | Refusal:
    """The new person's id, or why not. `by` is who appointed them, None for the command line."""
    refused = unfit(newcomer) or unknown_salon(chain, newcomer.salons)
    if refused is not None:
        return refused
    hashes = hashed(newcomer)
    return transact(lambda session: hire(session, chain.id, newcomer, hashes, now, by), chain.id)


def unfit(newcomer: Newcomer) -> Refusal | None:
    """What is wrong with the particulars, before any database is asked."""
    email = folded(newcomer.email)
    if not _EMAIL.fullmatch(email) and (email or has_password(newcomer.role)):
        return Refusal("email_form", {"email": repr(newcomer.email)})
    if newcomer.role not in ROLES:
        return Refusal("role_unknown", {"role": newcomer.role, "accepted": ", ".join(ROLES)})
    if not 0 < len(newcomer.name.strip()) <= LONGEST_NAME:
        return Refusal("name_form", {"most": LONGEST_NAME})
    if newcomer.pin or not (newcomer.password or has_password(newcomer.role)):
        return passwords.weak_pin(newcomer.pin)
    return passwords.weak(newcomer.password, email, email.partition("@")[0], newcomer.name.strip().casefold())


def unknown_salon(chain: OpenChain, salons: tuple[str, ...]) -> Refusal | None:
    strange = next((salon for salon in salons if salon not in chain.lists.salons), None)
    return Refusal("salon_unknown", {"salon": strange}) if strange is not None else None


def folded(email: str) -> str:
    """An address as it is compared."""
    return email.strip().casefold()


def hashed(newcomer: Newcomer) -> Hashes:
    password, pin = newcomer.password, newcomer.pin
    return Hashes(passwords.hashed(password) if password else None, passwords.hashed(pin) if pin else None)


def hire(
    session: Session, tenant: UUID, newcomer: Newcomer, hashes: Hashes, now: datetime, by: UUID | None
) -> UUID | Refusal:
    """Writes the person down. Who was dismissed and comes back keeps the old row, for what they did refers to it."""
    email = folded(newcomer.email) or None
    known = staff.by_email(session, tenant, email) if email else None
    if known is not None and known.dismissed_at is None:
        return Refusal("email_taken", {"email": email})
    person = known or Staff(tenant_id=tenant, id=new_id(), email=email, created_at=now)
    person.name, person.role, person.salons = newcomer.name.strip(), newcomer.role, [*newcomer.salons]
    person.password_hash, person.pin_hash = hashes
    person.dismissed_at = None
    staff.add(session, person)
    given = {"role": person.role, "salons": person.salons}
    audit.note(session, tenant, now, "staff_added", str(person.id), by, after=given)
    return person.id
