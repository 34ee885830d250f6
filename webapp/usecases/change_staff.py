"""Gives someone another role or other salons, and notes the phone by which they are a guest themselves. It holds from
their next request on (R47).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import audit, links, staff
from webapp.store.tables import Staff
from webapp.usecases.add_staff import unknown_salon
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal
from webapp.usecases.rights import ROLES, has_password, manages


class Place(NamedTuple):
    """`phone` in E.164: nobody gives bonuses to the account that it belongs to, if it is their own (R48)."""

    role: str
    salons: tuple[str, ...]
    phone: str | None = None


class Chosen(NamedTuple):
    """Someone whom the asker may manage; `last_owner` where there is no other."""

    person: Staff
    last_owner: bool


def change_staff(chain: OpenChain, person: UUID, place: Place, now: datetime, by: UUID | None = None) -> Refusal | None:
    """None once it is done. Who changes between a password and a PIN is signed out, and needs a link to choose one."""
    role, salons, _ = place
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
        _change(session, chain.id, found.person, place, now, by)
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
    place: Place,
    now: datetime,
    by: UUID | None,
) -> None:
    before, after = Place(person.role, tuple(person.salons), person.phone), place
    if before == after:
        return
    if has_password(person.role) != has_password(place.role):
        person.password_hash = None
        staff.close_sessions(session, tenant, person.id)
    if before[:2] != after[:2]:
        links.withdraw_of(session, tenant, person.id)
    person.role, person.salons, person.phone = place.role, [*place.salons], place.phone
    staff.add(session, person)
    audit.note(session, tenant, now, "staff_changed", str(person.id), by, _told(before), _told(after))


def _told(place: Place) -> dict[str, Any]:
    """Of the phone only that there is one."""
    own = "own_phone_given" if place.phone else "no_own_phone"
    return {"role": place.role, "salons": [*place.salons], "own_phone": own}
