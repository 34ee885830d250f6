"""Counts of what is limited before any chain is known. A subject is a hash that names nobody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from webapp.database import locks_rows, new_id
from webapp.store.tables import Attempt

_HOLD = text("SELECT pg_advisory_xact_lock(:place)")


def hold(session: Session, subjects: Iterable[str]) -> None:
    """Until the transaction ends nobody else counts any of these: or all who ask at one moment would find a place."""
    if locks_rows(session):
        for place in sorted({int.from_bytes(bytes.fromhex(one)[:8], signed=True) for one in subjects}):
            session.execute(_HOLD, {"place": place})


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
