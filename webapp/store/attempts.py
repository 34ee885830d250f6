"""Counts of what is limited before any chain is known. A subject is a hash that names nobody."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from webapp.database import new_id
from webapp.store.tables import Attempt


def count(session: Session, subject: str, since: datetime) -> int:
    query = select(func.count()).select_from(Attempt).where(Attempt.subject == subject, Attempt.at > since)
    return session.scalar(query) or 0


def add(session: Session, subject: str, now: datetime) -> None:
    session.add(Attempt(id=new_id(), subject=subject, at=now))
    session.flush()


def drop(session: Session, subject: str) -> None:
    session.execute(delete(Attempt).where(Attempt.subject == subject))


def sweep(session: Session, before: datetime) -> None:
    session.execute(delete(Attempt).where(Attempt.at <= before))
