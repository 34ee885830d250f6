"""Those who run the platform, and their sign-ins."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webapp.database import new_id
from webapp.store.tables import Operator, OperatorSession


def add(session: Session, email: str, password_hash: str, now: datetime) -> UUID:
    person = Operator(id=new_id(), email=email, password_hash=password_hash, created_at=now)
    session.add(person)
    session.flush()
    return person.id


def by_email(session: Session, email: str) -> Operator | None:
    return session.scalars(select(Operator).where(Operator.email == email)).one_or_none()


def remove(session: Session, operator: UUID) -> None:
    """With every sign-in of theirs."""
    session.execute(delete(OperatorSession).where(OperatorSession.operator_id == operator))
    session.execute(delete(Operator).where(Operator.id == operator))


def open_session(session: Session, operator: UUID, token_hash: str, now: datetime, expires: datetime) -> None:
    session.execute(delete(OperatorSession).where(OperatorSession.expires_at <= now))
    row = OperatorSession(id=new_id(), operator_id=operator, token_hash=token_hash)
    row.created_at, row.expires_at = now, expires
    session.add(row)
    session.flush()


def by_token(session: Session, token_hash: str, now: datetime) -> Operator | None:
    same = Operator.id == OperatorSession.operator_id
    good = (OperatorSession.token_hash == token_hash) & (OperatorSession.expires_at > now)
    return session.scalars(select(Operator).join(OperatorSession, same).where(good)).one_or_none()


def close_session(session: Session, token_hash: str) -> None:
    session.execute(delete(OperatorSession).where(OperatorSession.token_hash == token_hash))
