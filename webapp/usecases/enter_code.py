"""Lets a member in by the code that was sent. Wrong ones are counted for the person over all codes, so that a new code
gives no new tries (R44); whatever is wrong, the answer is the same (R45).
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import member_codes, member_doors, member_sessions, staff
from webapp.store.door_tables import MemberCode
from webapp.usecases import attempts, door_codes
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


class Several(NamedTuple):
    """The code is right and may be for any of these, by id and name."""

    people: list[tuple[UUID, str]]


def look_at_code(chain: OpenChain, code: UUID, now: datetime) -> MemberCode | None:
    """None for what was never asked here, or so long ago that it is forgotten."""
    return transact(lambda session: member_codes.by_id(session, chain.id, code), chain.id, readonly=True)


def enter_code(chain: OpenChain, asked: MemberCode, tried: Tried, now: datetime) -> Let | Several | Refusal:
    subjects = subjects_of(asked.address_hash, asked.details["members"], tried.network)
    failures = transact(lambda session: attempts.begin(session, chain.id, subjects, now), chain.id)
    digits = door_codes.read(tried.code)
    hashed = door_codes.hashed(tried.secret, chain.id, asked.address_hash, digits or "")
    token = new_token()

    def work(session: Session) -> Let | Several | Refusal:
        if attempts.too_many(session, chain.id, subjects, now) or failures is None:
            return Refusal("door_code")
        row = member_codes.good(session, asked, hashed, now)
        people = member_doors.reached(session, chain.id, [UUID(one) for one in row.details["members"]] if row else [])
        if row is None or not people:
            return Refusal("door_code")
        chosen = people[0] if len(people) == 1 else next((one for one in people if one.id == tried.chosen), None)
        for subject in subjects:
            if subject != _network(tried.network):
                staff.drop_failures(session, chain.id, failures, subject)
        if chosen is None:
            return Several([(one.id, one.full_name or "") for one in people])
        if not member_codes.use(session, row, now):
            return Refusal("door_code")
        admit(session, chain.id, chosen.id, token, now)
        return Let(token, chosen.id)

    return transact(work, chain.id)


def admit(session: Session, tenant: UUID, member: UUID, token: str, now: datetime) -> None:
    member_sessions.sweep(session, tenant, now)
    member_sessions.open_(session, tenant, member, token_hash(token), now, now + IDLE)


def subjects_of(address_hash: str, members: list[str], network: str) -> dict[str, int]:
    """What failures are counted for: what was typed, everyone who may be meant, and where it comes from."""
    people = [attempts.subject("door of", member) for member in members or [address_hash]]
    typed = attempts.subject("door at", address_hash)
    return dict.fromkeys([typed, *people], attempts.MOST_FAILURES) | {_network(network): attempts.MOST_FROM_ADDRESS}


def _network(network: str) -> str:
    return attempts.subject("door from", network)
