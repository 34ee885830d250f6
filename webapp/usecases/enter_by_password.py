"""Lets a member in by a password of their own. Whatever is wrong, the answer is the same and takes as long (R45); wrong
ones count together with wrong codes (R44). Of several who share an e-mail, whoever comes in by it takes back nothing
that was counted for the others: anybody may have written the e-mail of another into a questionnaire.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import member_doors, member_passwords
from webapp.usecases import attempts, door_codes, passwords
from webapp.usecases.ask_code import Wanted, meant
from webapp.usecases.enter_code import Let, Tried, admit, forgive, subjects_of
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal
from webapp.usecases.tokens import new_token


def enter_by_password(chain: OpenChain, want: Wanted, tried: Tried, now: datetime) -> Let | Refusal:
    """`tried.code` is the password. Of several who share an e-mail it is whose password fits."""
    hashed = door_codes.address_hash(tried.secret, chain.id, want.kind, want.value)

    def begin(session: Session) -> tuple[dict[UUID, str], dict[str, int], list[UUID] | None]:
        people = [one.id for one in member_doors.reached(session, chain.id, meant(session, chain.id, want))]
        subjects = subjects_of(hashed, people, tried.network)
        known = member_passwords.of_any(session, chain.id, people)
        return known, subjects, attempts.begin(session, chain.id, subjects, now)

    known, subjects, failures = transact(begin, chain.id)
    over = transact(lambda session: attempts.too_many(session, chain.id, subjects, now), chain.id, readonly=True)
    if failures is None or over:
        known = {}
    fits = [who for who, one in known.items() if passwords.matches(one, tried.code)]
    if not known:
        passwords.matches(passwords.NOBODY, tried.code)
    if failures is None or len(fits) != 1:
        return Refusal("door_password")
    member, token = fits[0], new_token()

    def work(session: Session) -> bool:
        if member_passwords.of_any(session, chain.id, [member]).get(member) != known[member]:
            return False
        if not member_doors.reached(session, chain.id, [member]):
            return False
        forgive(session, chain.id, failures, subjects_of(hashed, [member], tried.network))
        admit(session, chain.id, member, token, now)
        return True

    return Let(token, member) if transact(work, chain.id) else Refusal("door_password")
