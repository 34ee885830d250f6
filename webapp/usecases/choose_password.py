"""A member's own password: chosen, changed, or chosen anew by a link. With the old one every sign-in ends (R46).

Whoever types the old one or has the link proves once more that it is they. A first password proves nothing: the sign-in
under which it is chosen is as old as it was, or whoever finds a phone could carry all away (R64).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import audit, member_codes, member_doors, member_passwords, member_sessions
from webapp.store.door_tables import MemberCode
from webapp.store.member_doors import Reached
from webapp.usecases import attempts, door_codes, passwords
from webapp.usecases.ask_code import PASSWORD, holders
from webapp.usecases.enter_code import Let, admit, forgive
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal
from webapp.usecases.tokens import new_token
from webapp.usecases.warn_member import warn_member

HEX = 32
"""A link's word begins with so many signs of its row's id."""


class Change(NamedTuple):
    """`old` is empty where there is none; `began` is when the member proved last that it is they."""

    old: str
    new: str
    began: datetime
    texts: Sequence[str] = ()
    """The ways to a phone, by which the member is told of it."""


class Link(NamedTuple):
    """The word that stood in it, the service's secret, and the ways to a phone."""

    word: str
    secret: str
    texts: Sequence[str] = ()


class Opened(NamedTuple):
    """A link that is good, and whom it may be for."""

    row: MemberCode
    people: list[Reached]


def has_password(chain: OpenChain, member: UUID) -> bool:
    return _known(chain, member) is not None


def unfit(chain: OpenChain, member: UUID, password: str) -> Refusal | None:
    """Why the member may not choose it, whatever else is wrong."""
    return transact(lambda session: _weak(session, chain.id, member, password), chain.id, readonly=True)


def change_password(chain: OpenChain, member: UUID, change: Change, now: datetime) -> Let | Refusal:
    """A new sign-in in the place of all there were, or why not."""
    refused = unfit(chain, member, change.new)
    if refused is not None:
        return refused
    subjects = {attempts.subject("door of", str(member)): attempts.MOST_FAILURES}
    failures = transact(lambda session: attempts.begin(session, chain.id, subjects, now), chain.id)
    over = transact(lambda session: attempts.too_many(session, chain.id, subjects, now), chain.id, readonly=True)
    known = _known(chain, member)
    if failures is None or over or (known is not None and not passwords.matches(known, change.old)):
        return Refusal("password_wrong")
    hashed, token = passwords.hashed(change.new), new_token()

    def work(session: Session) -> bool:
        if member_passwords.of(session, chain.id, member) != known:
            return False
        forgive(session, chain.id, failures, subjects)
        _put(session, chain.id, member, hashed, token, now, change.began if known is None else now)
        warn_member(session, chain, "password_changed", member, change.texts, now)
        return True

    return Let(token, member) if transact(work, chain.id) else Refusal("password_wrong")


def look_at_link(chain: OpenChain, word: str, secret: str, now: datetime) -> Opened | None:
    """None for a link that is unknown, used or too old. Looking uses nothing up, for mail filters open links too."""
    return transact(lambda session: _opened(session, chain, word, secret, now), chain.id, readonly=True)


def choose_by_link(chain: OpenChain, link: Link, chosen: UUID | None, new: str, now: datetime) -> Let | Refusal:
    opened = look_at_link(chain, link.word, link.secret, now)
    ids = [one.id for one in opened.people] if opened is not None else []
    member = ids[0] if len(ids) == 1 else chosen
    if member is None or member not in ids:
        return Refusal("link_dead")
    refused = unfit(chain, member, new)
    if refused is not None:
        return refused
    hashed, token = passwords.hashed(new), new_token()

    def work(session: Session) -> bool:
        again = _opened(session, chain, link.word, link.secret, now)
        if again is None or not member_codes.use(session, again.row, now):
            return False
        _put(session, chain.id, member, hashed, token, now, now)
        warn_member(session, chain, "password_changed", member, link.texts, now)
        return True

    return Let(token, member) if transact(work, chain.id) else Refusal("link_dead")


def _put(session: Session, tenant: UUID, member: UUID, hashed: str, token: str, now: datetime, began: datetime) -> None:
    member_passwords.put(session, tenant, member, hashed, now)
    member_sessions.close_all(session, tenant, member)
    admit(session, tenant, member, token, now, began)
    audit.note(session, tenant, now, "member_password_set", str(member))


def _opened(session: Session, chain: OpenChain, word: str, secret: str, now: datetime) -> Opened | None:
    try:
        row = member_codes.by_id(session, chain.id, UUID(hex=word[:HEX]))
    except ValueError:
        return None
    if row is None or row.purpose != PASSWORD or row.used_at is not None or row.expires_at <= now:
        return None
    if row.code_hash != door_codes.hashed(secret, chain.id, row.address_hash, word[HEX : 3 * HEX]):
        return None
    people = member_doors.reached(session, chain.id, holders(row))
    return Opened(row, people) if people else None


def _known(chain: OpenChain, member: UUID) -> str | None:
    return transact(lambda session: member_passwords.of(session, chain.id, member), chain.id, readonly=True)


def _weak(session: Session, tenant: UUID, member: UUID, password: str) -> Refusal | None:
    known = next(iter(member_doors.reached(session, tenant, [member])), None)
    email, name = (known.email or "", known.full_name or "") if known else ("", "")
    return passwords.weak(password, email, email.partition("@")[0], name.casefold())
