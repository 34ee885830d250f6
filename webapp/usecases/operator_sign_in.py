"""Lets an operator in and out of the platform's console, and tells who stands behind a token.

As with staff, an attempt is counted before the password is looked at, and whatever is wrong the answer is the same and
takes as long (R45).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from webapp.database import transact
from webapp.store import attempts, operators
from webapp.usecases import limits, passwords
from webapp.usecases.add_staff import folded
from webapp.usecases.attempts import MOST_FAILURES, WITHIN
from webapp.usecases.refusal import Refusal
from webapp.usecases.tokens import new_token, token_hash

GOOD_FOR = timedelta(hours=8)


class Operating(NamedTuple):
    id: UUID
    email: str


def operator_sign_in(email: str, password: str, address: str, now: datetime) -> str | Refusal:
    """The token for the operator's cookie. `address` is the network address that the attempt comes from."""
    email = folded(email)
    account = limits.subject("operator", email)
    allowed = {account: MOST_FAILURES, limits.subject("operator from", limits.network(address)): MOST_FAILURES * 2}
    counted = transact(lambda session: limits.admits(session, allowed, now, WITHIN), None)
    over = transact(lambda session: limits.exceeded(session, allowed, now, WITHIN), None, readonly=True)
    admitted = counted and not over
    person = transact(lambda session: operators.by_email(session, email), None, readonly=True)
    known = person.password_hash if person is not None and admitted else passwords.NOBODY
    if not passwords.matches(known, password) or person is None or not admitted:
        return Refusal("sign_in")
    token, operator = new_token(), person.id
    transact(lambda session: operators.open_session(session, operator, token_hash(token), now, now + GOOD_FOR), None)
    transact(lambda session: attempts.drop(session, account), None)
    return token


def who_operates(token: str, now: datetime) -> Operating | None:
    """None for a token that is unknown or has run out, and for someone whose console was taken away."""
    person = transact(lambda session: operators.by_token(session, token_hash(token), now), None, readonly=True)
    return Operating(person.id, person.email) if person is not None else None


def operator_sign_out(token: str) -> None:
    transact(lambda session: operators.close_session(session, token_hash(token)), None)
