"""A member's code, by which a friend who joins is known to be brought by them (ES-2.3b).

The code is drawn by chance and says nothing of anybody. It is made when the member first looks for it and stays theirs;
that of a member who turned out to be another brings friends to whoever answers for them now.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.compiled import RuleCode
from webapp.engine.programme import Programme
from webapp.store import members, merges, referrals
from webapp.usecases.codes import ALPHABET
from webapp.usecases.open_chain import OpenChain

LENGTH = 8


class Referral(NamedTuple):
    """`rules` are what bringing a friend may give; `friends` how many have joined."""

    code: str
    rules: tuple[RuleCode, ...]
    programme: Programme
    friends: int


def refer_friend(chain: OpenChain, member: UUID, now: datetime) -> Referral | None:
    """None where the programme gives nothing for friends, for nobody of this chain, and for who has left it."""
    programme = chain.timeline.at(chain.local(now))
    if not programme.friends:
        return None

    def work(session: Session) -> Referral | None:
        if members.by_id(session, chain.id, member) is None or members.has_left(session, chain.id, member):
            return None
        code = referrals.code_of(session, chain.id, member)
        if code is None:
            code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
            referrals.put(session, chain.id, member, code)
        return Referral(code, tuple(programme.friends), programme, referrals.counted(session, chain.id, member))

    return transact(work, chain.id)


def referrer_of(chain: OpenChain, code: str) -> UUID | None:
    """Whose code it is, however it was typed; None for nobody's and for that of a member who has left."""
    typed = "".join(code.split()).replace("-", "").upper()
    if len(typed) != LENGTH:
        return None

    def work(session: Session) -> UUID | None:
        found = referrals.by_code(session, chain.id, typed)
        who = merges.who_is(session, chain.id, found) if found is not None else None
        return who if who is not None and not members.has_left(session, chain.id, who) else None

    return transact(work, chain.id, readonly=True)
