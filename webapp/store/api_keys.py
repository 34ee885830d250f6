"""Keys of machines, how often each called within a minute, and what writes that are no operations were answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from webapp.database import locks_rows
from webapp.store.arrivals import Mark
from webapp.store.door_tables import ApiAnswer, ApiKey
from webapp.store.tables import Revision, Tenant


class Standing(NamedTuple):
    """What a chain has come to, and what its address is."""

    mark: Mark
    slug: str


class Called(NamedTuple):
    """A key that is known, and the chain whose it is."""

    standing: Standing
    key: ApiKey


_here = bindparam("tenant", type_=Uuid())
_newest = select(func.max(Revision.number)).where(Revision.tenant_id == _here).scalar_subquery()
_STANDING = select(Tenant.lists, _newest, Tenant.slug).where(Tenant.id == _here)
_CALLED = (
    select(Tenant.lists, _newest, Tenant.slug, ApiKey)
    .select_from(Tenant)
    .join(ApiKey, (ApiKey.tenant_id == _here) & (ApiKey.token_hash == bindparam("token")))
    .where(Tenant.id == _here)
)


def called(session: Session, tenant: UUID, token_hash: str) -> Called | None:
    row: Any = session.execute(_CALLED, {"tenant": tenant, "token": token_hash}).one_or_none()
    return Called(Standing(Mark(row[0], row[1]), row[2]), row[3]) if row is not None else None


def standing(session: Session, tenant: UUID) -> Standing:
    row: Any = session.execute(_STANDING, {"tenant": tenant}).one()
    return Standing(Mark(row[0], row[1]), row[2])


def add(session: Session, key: ApiKey) -> None:
    session.add(key)
    session.flush()


def is_made(session: Session, tenant: UUID, key: UUID) -> bool:
    return session.get(ApiKey, (tenant, key)) is not None


def everyone(session: Session, tenant: UUID) -> Sequence[ApiKey]:
    """Those that were not revoked, in the order in which they were made."""
    here = (ApiKey.tenant_id == tenant) & ApiKey.revoked_at.is_(None)
    return session.scalars(select(ApiKey).where(here).order_by(ApiKey.made_at, ApiKey.id)).all()


def names(session: Session, tenant: UUID) -> dict[UUID, str]:
    """Of all that there ever were."""
    rows = session.execute(select(ApiKey.id, ApiKey.name).where(ApiKey.tenant_id == tenant))
    return {row.id: row.name for row in rows}


def locked(session: Session, tenant: UUID, key: UUID) -> ApiKey | None:
    """One that was not revoked; nobody else counts its calls until the transaction ends."""
    here = select(ApiKey).where(ApiKey.tenant_id == tenant, ApiKey.id == key, ApiKey.revoked_at.is_(None))
    return session.scalars(here.with_for_update() if locks_rows(session) else here).one_or_none()


def move_clock(session: Session, tenant: UUID, key: UUID, clock: datetime) -> bool:
    """False where it stands later already."""
    here = (ApiKey.tenant_id == tenant) & (ApiKey.id == key)
    behind = or_(ApiKey.clock.is_(None), ApiKey.clock <= clock)
    moved = session.execute(update(ApiKey).where(here, behind).values(clock=clock))
    return bool(moved.rowcount)  # type: ignore[attr-defined]


def answer(session: Session, tenant: UUID, key: str) -> ApiAnswer | None:
    return session.get(ApiAnswer, (tenant, key))


def keep_answer(session: Session, answer: ApiAnswer) -> None:
    session.add(answer)
    session.flush()
