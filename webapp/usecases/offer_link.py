"""Makes a link that is good once: to join, to choose a new secret, to enrol a tablet. Asked for twice under one key, it
is made once.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import new_id, transact
from webapp.store import audit, links, staff
from webapp.store.tables import StaffLink
from webapp.usecases.add_staff import unknown_salon
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal
from webapp.usecases.rights import ROLES, manages, may

INVITATION, SECRET, TABLET = "invitation", "secret", "tablet"
LIVES = {INVITATION: timedelta(days=7), SECRET: timedelta(days=1), TABLET: timedelta(minutes=15)}
LONGEST_NAME = 120


class Offer(NamedTuple):
    """What a link is to be for. `by` is who asks for it, None for the command line."""

    key: str
    by: UUID | None
    now: datetime
    life: timedelta | None = None


class Link(NamedTuple):
    id: UUID
    purpose: str
    expires_at: datetime
    details: dict[str, Any]
    staff: UUID | None


def invite_staff(chain: OpenChain, offer: Offer, role: str, salons: tuple[str, ...]) -> UUID | Refusal:
    """The link's id, or why not."""
    refused = _misplaced(chain, role, salons)
    if refused is not None:
        return refused

    def work(session: Session) -> UUID | Refusal:
        if not _manages(session, chain.id, offer.by, role):
            return Refusal("staff_rank")
        return write(session, chain.id, offer, INVITATION, {"role": role, "salons": [*salons]})

    return transact(work, chain.id)


def offer_secret(chain: OpenChain, offer: Offer, person: UUID) -> UUID | Refusal:
    """A link by which the person chooses a new password or PIN, which nobody else ever sees."""

    def work(session: Session) -> UUID | Refusal:
        found = staff.by_id(session, chain.id, person)
        if found is None:
            return Refusal("staff_unknown")
        if not _manages(session, chain.id, offer.by, found.role):
            return Refusal("staff_rank")
        return write(session, chain.id, offer, SECRET, {}, person)

    return transact(work, chain.id)


def offer_tablet(chain: OpenChain, offer: Offer, name: str, salon: str | None) -> UUID | Refusal:
    """A link that makes the device which opens it a tablet of that salon."""
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        return Refusal("name_form", {"most": LONGEST_NAME})
    refused = _no_place(chain, salon)
    if refused is not None:
        return refused

    def work(session: Session) -> UUID | Refusal:
        if not may_tablets(session, chain.id, offer.by):
            return Refusal("staff_rank")
        return write(session, chain.id, offer, TABLET, {"name": name, "salon": salon})

    return transact(work, chain.id)


def write(
    session: Session, tenant: UUID, offer: Offer, purpose: str, details: dict[str, Any], person: UUID | None = None
) -> UUID | Refusal:
    """Writes the link down, or finds that it was."""
    links.sweep(session, tenant, offer.now)
    known = links.by_key(session, tenant, offer.key)
    if known is not None:
        same = (known.purpose, known.details, known.staff_id) == (purpose, details, person)
        return known.id if same else Refusal("key_reused")
    expires = offer.now + (offer.life or LIVES[purpose])
    made = {"made_by": offer.by, "made_at": offer.now, "expires_at": expires}
    link = StaffLink(
        tenant_id=tenant, id=new_id(), key=offer.key, purpose=purpose, staff_id=person, details=details, **made
    )
    links.add(session, link)
    about = str(person or link.id)
    audit.note(session, tenant, offer.now, f"{purpose}_offered", about, offer.by, after=details)
    return link.id


def look_at_link(chain: OpenChain, link: UUID, now: datetime) -> Link | None:
    """None once it was used, withdrawn, or has run out."""
    found = transact(lambda session: links.by_id(session, chain.id, link, now), chain.id, readonly=True)
    return Link(found.id, found.purpose, found.expires_at, found.details, found.staff_id) if found else None


def withdraw_link(chain: OpenChain, link: UUID, by: UUID, now: datetime) -> Refusal | None:
    def work(session: Session) -> Refusal | None:
        found = links.by_id(session, chain.id, link, now)
        if found is None:
            return Refusal("link_gone")
        if not _may_withdraw(session, chain.id, by, found):
            return Refusal("staff_rank")
        links.use(session, chain.id, link)
        audit.note(session, chain.id, now, f"{found.purpose}_withdrawn", str(found.staff_id or link), by)
        return None

    return transact(work, chain.id)


def _may_withdraw(session: Session, tenant: UUID, by: UUID, link: StaffLink) -> bool:
    if link.purpose == TABLET:
        return may_tablets(session, tenant, by)
    whose = staff.by_id(session, tenant, link.staff_id) if link.staff_id else None
    return _manages(session, tenant, by, whose.role if whose else link.details.get("role", "owner"))


def _manages(session: Session, tenant: UUID, by: UUID | None, role: str) -> bool:
    """Whoever asks has to work here still, in this very transaction."""
    if by is None:
        return True
    who = staff.by_id(session, tenant, by)
    return who is not None and manages(who.role, role)


def may_tablets(session: Session, tenant: UUID, by: UUID | None) -> bool:
    if by is None:
        return True
    who = staff.by_id(session, tenant, by)
    return who is not None and may(who.role, "manage_tablets")


def _misplaced(chain: OpenChain, role: str, salons: tuple[str, ...]) -> Refusal | None:
    if role not in ROLES:
        return Refusal("role_unknown", {"role": role, "accepted": ", ".join(ROLES)})
    if role == "desk" and chain.lists.salons and not salons:
        return Refusal("salons_missing")
    return unknown_salon(chain, salons)


def _no_place(chain: OpenChain, salon: str | None) -> Refusal | None:
    """Where a chain has salons, a tablet lies in one of them."""
    if salon is None:
        return Refusal("salons_missing") if chain.lists.salons else None
    return unknown_salon(chain, (salon,))
