"""By what a member may come in, and how often they are signed in now."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import member_doors, member_passwords, member_sessions
from webapp.store.member_doors import Reached
from webapp.usecases.open_chain import OpenChain


class Doors(NamedTuple):
    who: Reached | None
    has_password: bool
    sign_ins: int


def list_visits(chain: OpenChain, member: UUID, now: datetime) -> Doors:
    def work(session: Session) -> Doors:
        who = next(iter(member_doors.reached(session, chain.id, [member])), None)
        known = member_passwords.of(session, chain.id, member) is not None
        return Doors(who, known, member_sessions.count(session, chain.id, member, now))

    return transact(work, chain.id, readonly=True)
