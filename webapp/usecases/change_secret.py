"""Changes one's own password or PIN. The old one is asked for, and every other sign-in ends (R46)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import audit, staff
from webapp.usecases import attempts, passwords
from webapp.usecases.attempts import MOST_FAILURES
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal
from webapp.usecases.rights import has_password
from webapp.usecases.sign_in import IDLE, Admitted
from webapp.usecases.tokens import new_token, token_hash
from webapp.usecases.who_is import LOCK, Person

Kind = Literal["password", "pin"]


class Change(NamedTuple):
    """`old` is the password of whoever has one, else the PIN."""

    kind: Kind
    old: str
    new: str


def change_secret(chain: OpenChain, person: Person, change: Change, now: datetime) -> Admitted | Refusal:
    """A new sign-in in the place of all there were, or why not."""
    refused = _unfit(person, change)
    if refused is not None:
        return refused
    subject = attempts.subject("own", str(person.id))
    failures = transact(lambda session: attempts.begin(session, chain.id, {subject: MOST_FAILURES}, now), chain.id)
    known = transact(lambda session: _known(session, chain.id, person, subject, now), chain.id, readonly=True)
    right = passwords.matches(known if known and failures is not None else passwords.NOBODY, change.old)
    if known is None or failures is None or not right:
        return Refusal("secret_wrong")
    hashed, token = passwords.hashed(change.new), new_token()

    def work(session: Session) -> bool:
        found = staff.by_id_locked(session, chain.id, person.id)
        if found is None or known not in (found.password_hash, found.pin_hash):
            return False
        (staff.set_hash if change.kind == "password" else staff.set_pin_hash)(session, chain.id, person.id, hashed)
        staff.drop_failures(session, chain.id, failures, subject)
        staff.close_sessions(session, chain.id, person.id)
        tablet, idle = (person.place.tablet, LOCK) if person.place else (None, IDLE)
        staff.open_session(session, chain.id, person.id, token_hash(token), now, now + idle, tablet)
        audit.note(session, chain.id, now, f"{change.kind}_changed", str(person.id), person.id)
        return True

    return Admitted(token, person.id) if transact(work, chain.id) else Refusal("secret_wrong")


def _unfit(person: Person, change: Change) -> Refusal | None:
    if change.kind == "pin":
        return passwords.weak_pin(change.new)
    if not has_password(person.role):
        return Refusal("staff_rank")
    email = person.email or ""
    return passwords.weak(change.new, email, email.partition("@")[0], person.name.casefold())


def _known(session: Session, tenant: UUID, person: Person, subject: str, now: datetime) -> str | None:
    """The hash that the old secret is compared with."""
    found = staff.by_id(session, tenant, person.id)
    if found is None or attempts.too_many(session, tenant, {subject: MOST_FAILURES}, now):
        return None
    return found.password_hash if has_password(found.role) else found.pin_hash
