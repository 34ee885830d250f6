"""A member changes their phone: a code to the new one and a code to where they have been reached so far, so that
neither a lost phone nor an open browser is enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import audit, member_codes, member_doors, member_sessions, members
from webapp.store.door_tables import MemberCode
from webapp.usecases import attempts, door_codes
from webapp.usecases.ask_code import EMAIL, Asking, Channel, Outgoing, Sent, begin, reach, write
from webapp.usecases.enter_code import forgive
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal
from webapp.usecases.tokens import token_hash
from webapp.usecases.warn_member import warn_member

NEW, OLD = "new_phone", "old_phone"


class Codes(NamedTuple):
    """As they were typed, the service's secret, and the ways to a phone, by which the old one is told of it."""

    new: str
    old: str
    secret: str
    texts: Sequence[str] = ()


def ask_to_change_phone(
    chain: OpenChain, member: UUID, phone: str, channel: Channel, asking: Asking, now: datetime
) -> UUID | Refusal:
    """Sends both codes; `phone` is the new one in its + form, `channel` how a phone is reached. Whether the number is
    somebody's already is not told to whoever has not shown that it is theirs (R45).
    """
    hashed = door_codes.address_hash(asking.secret, chain.id, "phone", phone)

    def work(session: Session) -> UUID | Refusal:
        people = member_doors.reached(session, chain.id, [member])
        if phone in (number for person in people for number in person.phones):
            return Refusal("phone_own")
        by: Channel = channel if people and people[0].phones else EMAIL
        to = reach(people, by)
        kind = "email" if by == EMAIL else "phone"
        reached = door_codes.address_hash(asking.secret, chain.id, kind, to or "")
        first = begin(session, chain, Outgoing((hashed, reached), (channel, by)), asking, now)
        if first is not None:
            return first
        own = door_codes.address_hash(asking.secret, chain.id, "member", str(member))
        write(session, chain, Sent(OLD, own, by, {}, to, member), asking, now, OLD)
        return write(session, chain, Sent(NEW, hashed, channel, {"phone": phone}, phone, member), asking, now)

    return transact(work, chain.id)


def look_at_change(chain: OpenChain, member: UUID, code: UUID, now: datetime) -> MemberCode | None:
    """None where it is another's, was never asked for, or is done."""
    found = transact(lambda session: member_codes.by_id(session, chain.id, code), chain.id, readonly=True)
    mine = found is not None and found.member_id == member and found.purpose == NEW
    return found if found is not None and mine and found.used_at is None and found.expires_at > now else None


def change_phone(chain: OpenChain, asked: MemberCode, codes: Codes, token: str, now: datetime) -> Refusal | None:
    """None once it is done. `token` is that of the sign-in that goes on; all others end (R46)."""
    member, phone = asked.member_id, str(asked.details["phone"])
    assert member is not None
    subjects = {attempts.subject("door of", str(member)): attempts.MOST_FAILURES}
    failures = transact(lambda session: attempts.begin(session, chain.id, subjects, now), chain.id)

    def work(session: Session) -> Refusal | None:
        if failures is None or attempts.too_many(session, chain.id, subjects, now):
            return Refusal("door_code")
        own = door_codes.address_hash(codes.secret, chain.id, "member", str(member))
        new = _good(session, asked.address_hash, NEW, codes.new)
        old = _good(session, own, OLD, codes.old)
        if new is None or old is None or new.member_id != member:
            return Refusal("door_code")
        forgive(session, chain.id, failures, subjects)
        taken = member_doors.by_phone(session, chain.id, phone)
        if taken - {member}:
            return Refusal("phone_held")
        if not (member_codes.use(session, new, now) and member_codes.use(session, old, now)):
            return Refusal("door_code")
        warn_member(session, chain, "phone_changed", member, codes.texts, now)
        members.rewrite(session, chain.id, str(member), None, phone, None, {})
        member_sessions.close_all(session, chain.id, member, but=token_hash(token))
        audit.note(session, chain.id, now, "member_phone_changed", str(member))
        return None

    def _good(session: Session, address_hash: str, purpose: str, typed: str) -> MemberCode | None:
        hashed = door_codes.hashed(codes.secret, chain.id, address_hash, door_codes.read(typed) or "")
        return member_codes.good(session, chain.id, address_hash, purpose, hashed, now)

    return transact(work, chain.id)
