"""What the other end of a link does: someone joins the staff, or chooses a new password or PIN."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import LostRace, transact
from webapp.store import audit, links, staff
from webapp.store.tables import Staff, StaffLink
from webapp.usecases.add_staff import Hashes, Newcomer, hashed, hire, unfit
from webapp.usecases.offer_link import INVITATION, SECRET
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal
from webapp.usecases.rights import has_password, manages


class Invited(NamedTuple):
    """What the link asks of whoever holds it. `name` and `email` are those of someone who works here already."""

    role: str
    name: str
    email: str
    known: bool

    @property
    def with_password(self) -> bool:
        return has_password(self.role)


class Answer(NamedTuple):
    """What they chose; `secret` is a password or a PIN, as their role has it."""

    name: str
    email: str
    secret: str


def look_at_invitation(chain: OpenChain, link: UUID, now: datetime) -> Invited | None:
    """None where the link is no longer good."""

    def work(session: Session) -> Invited | None:
        found = _good(session, chain.id, link, now)
        if found is None:
            return None
        _, person, role = found
        return Invited(role, person.name if person else "", (person.email or "") if person else "", person is not None)

    return transact(work, chain.id, readonly=True)


def join_staff(chain: OpenChain, link: UUID, answer: Answer, now: datetime) -> UUID | Refusal:
    """The person's id, or why not. Every sign-in that they had is over (R46)."""
    invited = look_at_invitation(chain, link, now)
    if invited is None:
        return Refusal("link_gone")
    newcomer = _newcomer(invited, answer)
    refused = unfit(newcomer)
    if refused is not None:
        return refused
    # Before the transaction, because it takes long on purpose.
    hashes = hashed(newcomer)

    def work(session: Session) -> UUID | Refusal:
        found = _good(session, chain.id, link, now)
        if found is None or found[2] != invited.role:
            return Refusal("link_gone")
        offered, person, _ = found
        if person is not None:
            done: UUID | Refusal = _renew(session, chain.id, person, hashes, now)
        else:
            full = newcomer._replace(salons=tuple(offered.details["salons"]))
            done = hire(session, chain.id, full, hashes, now, offered.made_by)
        if isinstance(done, UUID) and not links.use(session, chain.id, link):
            raise LostRace("the link was used by somebody faster")
        return done

    return transact(work, chain.id)


def _newcomer(invited: Invited, answer: Answer) -> Newcomer:
    name = invited.name if invited.known else answer.name
    email = invited.email if invited.known else answer.email
    password, pin = (answer.secret, "") if invited.with_password else ("", answer.secret)
    return Newcomer(email if invited.with_password or invited.known else "", name, invited.role, password, (), pin)


def _good(session: Session, tenant: UUID, link: UUID, now: datetime) -> tuple[StaffLink, Staff | None, str] | None:
    """The link, whom it is about and their role. It is worth no more than whoever made it may still do (R47)."""
    found = links.by_id(session, tenant, link, now)
    if found is None or found.purpose not in (INVITATION, SECRET):
        return None
    person = staff.by_id(session, tenant, found.staff_id) if found.staff_id else None
    if found.purpose == SECRET and person is None:
        return None
    role: str = person.role if person else found.details["role"]
    maker = staff.by_id(session, tenant, found.made_by) if found.made_by else None
    if found.made_by and found.made_by != found.staff_id and (maker is None or not manages(maker.role, role)):
        return None
    return found, person, role


def _renew(session: Session, tenant: UUID, person: Staff, hashes: Hashes, now: datetime) -> UUID:
    staff.by_id_locked(session, tenant, person.id)
    if hashes.password is not None:
        staff.set_hash(session, tenant, person.id, hashes.password)
    if hashes.pin is not None:
        staff.set_pin_hash(session, tenant, person.id, hashes.pin)
    staff.close_sessions(session, tenant, person.id)
    audit.note(session, tenant, now, "secret_renewed", str(person.id), person.id)
    return person.id
