"""Lets a member in by the code that was sent. Wrong ones are counted for the person over all codes, so that a new code
gives no new tries (R44); whatever is wrong, the answer is the same (R45).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import member_codes, member_doors, member_passwords, member_sessions, staff
from webapp.store.door_tables import MemberCode
from webapp.store.member_doors import Reached
from webapp.usecases import attempts, door_codes
from webapp.usecases.ask_code import KEPT, SIGN_IN, holders
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal
from webapp.usecases.tokens import new_token, token_hash
from webapp.usecases.who_visits import IDLE


class Tried(NamedTuple):
    """A code as it was typed; `chosen` is who of several it is for. `network` is where the attempt comes from."""

    code: str
    network: str
    secret: str
    chosen: UUID | None = None


class Let(NamedTuple):
    """The token belongs into the member's cookie and nowhere else: the database knows its hash alone."""

    token: str
    member: UUID
    offer: bool = False
    """Whether a password of their own is to be offered, which is done once."""
    form: str | None = None
    """What they had sent after their sign-in had ended."""


class Several(NamedTuple):
    """The code is right and may be for any of these."""

    people: list[Reached]


def look_at_code(chain: OpenChain, code: UUID, now: datetime) -> MemberCode | None:
    """None for what was never asked here, or so long ago that it is forgotten."""
    return transact(lambda session: member_codes.by_id(session, chain.id, code), chain.id, readonly=True)


def enter_code(chain: OpenChain, asked: MemberCode, tried: Tried, now: datetime) -> Let | Several | Refusal:
    subjects = subjects_of(asked.address_hash, holders(asked), tried.network)
    failures = transact(lambda session: attempts.begin(session, chain.id, subjects, now), chain.id)
    digits = door_codes.read(tried.code)
    hashed = door_codes.hashed(tried.secret, chain.id, asked.address_hash, digits or "")
    token = new_token()

    def work(session: Session) -> Let | Several | Refusal:
        if failures is None or attempts.too_many(session, chain.id, subjects, now):
            return Refusal("door_code")
        row = member_codes.good(session, chain.id, asked.address_hash, SIGN_IN, hashed, now)
        people = member_doors.reached(session, chain.id, holders(row) if row else [])
        if row is None or not people:
            return Refusal("door_code")
        forgive(session, chain.id, failures, subjects)
        chosen = people[0] if len(people) == 1 else next((one for one in people if one.id == tried.chosen), None)
        if chosen is None:
            return Several(people)
        if not member_codes.use(session, row, now):
            return Refusal("door_code")
        admit(session, chain.id, chosen.id, token, now)
        form = member_codes.take_out(session, chain.id, asked.id, KEPT)
        offer = form is None and member_passwords.offer(session, chain.id, chosen.id, now)
        return Let(token, chosen.id, offer, form)

    return transact(work, chain.id)


def forgive(session: Session, tenant: UUID, failures: list[UUID], subjects: dict[str, int]) -> None:
    """Takes back what was counted for the right one, and all before it but what came from its network."""
    for subject, most in subjects.items():
        if most == attempts.MOST_FAILURES:
            staff.drop_failures(session, tenant, failures, subject)


def admit(
    session: Session, tenant: UUID, member: UUID, token: str, now: datetime, began: datetime | None = None
) -> None:
    """`began` is when they proved that it is they, where that was not now."""
    member_sessions.sweep(session, tenant, now)
    member_sessions.open_(session, tenant, member, token_hash(token), now, now + IDLE, began or now)


def subjects_of(address_hash: str, members: Collection[UUID], network: str) -> dict[str, int]:
    """What failures are counted for: what was typed, everyone who may be meant, and where it comes from."""
    people = [attempts.subject("door of", str(member)) for member in members] or [
        attempts.subject("door of", address_hash)
    ]
    subjects = dict.fromkeys([attempts.subject("door at", address_hash), *people], attempts.MOST_FAILURES)
    return {**subjects, attempts.subject("door from", network): attempts.MOST_FROM_ADDRESS}
