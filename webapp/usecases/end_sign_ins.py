"""Ends sign-ins: all of a person's by whoever manages them, or one's own others (R46)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import audit, staff
from webapp.usecases.change_staff import chosen
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal
from webapp.usecases.tokens import token_hash


def end_sign_ins(chain: OpenChain, person: UUID, now: datetime, by: UUID) -> Refusal | None:
    def work(session: Session) -> Refusal | None:
        found = chosen(session, chain.id, person, by)
        if isinstance(found, Refusal):
            return found
        staff.close_sessions(session, chain.id, person)
        audit.note(session, chain.id, now, "sign_ins_ended", str(person), by)
        return None

    return transact(work, chain.id)


def end_own_others(chain: OpenChain, person: UUID, token: str, now: datetime) -> None:
    """All but the one with that token."""

    def work(session: Session) -> None:
        staff.close_sessions(session, chain.id, person, but=token_hash(token))
        audit.note(session, chain.id, now, "sign_ins_ended", str(person), person)

    transact(work, chain.id)
