"""Gives someone another role or other salons. It holds from their next request on (R47)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import audit, links, staff
from webapp.store.tables import Staff
from webapp.usecases.add_staff import unknown_salon
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal
from webapp.usecases.rights import ROLES, has_password, manages


class Chosen(NamedTuple):
    """Someone whom the asker may manage; `last_owner` where there is no other."""

    person: Staff
    last_owner: bool


def change_staff(
    chain: OpenChain, person: UUID, role: str, salons: tuple[str, ...], now: datetime, by: UUID | None = None
) -> Refusal | None:
    """None once it is done. Who changes between a password and a PIN is signed out, and needs a link to choose one."""
    if role not in ROLES:
        return Refusal("role_unknown", {"role": role, "accepted": ", ".join(ROLES)})
    if role == "desk" and chain.lists.salons and not salons:
        return Refusal("salons_missing")
    strange = unknown_salon(chain, salons)
    if strange is not None:
        return strange

    def work(session: Session) -> Refusal | None:
        found = chosen(session, chain.id, person, by, role)
        if isinstance(found, Refusal):
            return found
        if found.last_owner and role != "owner":
            return Refusal("last_owner")
        _change(session, chain.id, found.person, role, salons, now, by)
        return None

    return transact(work, chain.id)


def chosen(session: Session, tenant: UUID, person: UUID, by: UUID | None, role: str | None = None) -> Chosen | Refusal:
    """The person, locked with all others, where `by` may manage them as they are and as `role`. None is the command
    line, which may manage anyone.
    """
    everyone = {one.id: one for one in staff.everyone_locked(session, tenant)}
    found = everyone.get(person)
    if found is None:
        return Refusal("staff_unknown")
    if by is not None:
        who = everyone.get(by)
        if who is None or not all(manages(who.role, other) for other in (found.role, role or found.role)):
            return Refusal("staff_rank")
        if by == person:
            return Refusal("own_access")
    owners = [one.id for one in everyone.values() if one.role == "owner"]
    return Chosen(found, owners == [person])


def _change(
    session: Session,
    tenant: UUID,
    person: Staff,
    role: str,
    salons: tuple[str, ...],
    now: datetime,
    by: UUID | None,
) -> None:
    was, given = {"role": person.role, "salons": person.salons}, {"role": role, "salons": [*salons]}
    if was == given:
        return
    if has_password(person.role) != has_password(role):
        person.password_hash = None
        staff.close_sessions(session, tenant, person.id)
    links.withdraw_of(session, tenant, person.id)
    person.role, person.salons = role, [*salons]
    staff.add(session, person)
    audit.note(session, tenant, now, "staff_changed", str(person.id), by, before=was, after=given)
