"""Codes and links for members that are good once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from webapp.store.door_tables import MemberCode


def add(session: Session, row: MemberCode) -> None:
    session.add(row)
    session.flush()


def by_id(session: Session, tenant: UUID, code: UUID) -> MemberCode | None:
    """Whether or not it is still good."""
    here = (MemberCode.tenant_id == tenant) & (MemberCode.id == code)
    return session.scalars(select(MemberCode).where(here)).one_or_none()


def good(
    session: Session, tenant: UUID, address_hash: str, purpose: str, code_hash: str, now: datetime
) -> MemberCode | None:
    """The row of that code among all that were asked for at that address for that purpose and are still good: a letter
    may come late, when another was asked for.
    """
    here = (MemberCode.tenant_id == tenant) & (MemberCode.address_hash == address_hash)
    same = (MemberCode.purpose == purpose) & (MemberCode.code_hash == code_hash)
    alive = MemberCode.used_at.is_(None) & (MemberCode.expires_at > now)
    query = select(MemberCode).where(here, same, alive).order_by(MemberCode.made_at.desc()).limit(1)
    return session.scalars(query).one_or_none()


def use(session: Session, row: MemberCode, now: datetime) -> bool:
    """Uses it up, and with it all others of its address and purpose; False where somebody was faster."""
    here = (MemberCode.tenant_id == row.tenant_id) & (MemberCode.address_hash == row.address_hash)
    alive = (MemberCode.purpose == row.purpose) & MemberCode.used_at.is_(None)
    done = session.execute(update(MemberCode).where(here, alive).values(used_at=now).returning(MemberCode.id))
    return row.id in set(done.scalars())


def take_out(session: Session, tenant: UUID, code: UUID, name: str) -> str | None:
    """A part of the row's details, which is there no more from then on."""
    row = by_id(session, tenant, code)
    if row is None or name not in row.details:
        return None
    taken: str = row.details[name]
    row.details = {other: value for other, value in row.details.items() if other != name}
    session.flush()
    return taken


def spent(session: Session, tenant: UUID, since: datetime) -> int:
    """The money of all that went out since a moment, in hundredths."""
    here = (MemberCode.tenant_id == tenant) & (MemberCode.made_at >= since)
    return int(session.execute(select(func.coalesce(func.sum(MemberCode.cost), 0)).where(here)).scalar_one())


def sweep(session: Session, tenant: UUID, before: datetime) -> None:
    session.execute(delete(MemberCode).where(MemberCode.tenant_id == tenant, MemberCode.made_at <= before))
