"""Chains: found by their part of the address, and the mark that tells whether what is known of one is still so."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, select, text, update
from sqlalchemy.orm import Session

from webapp.store.tables import Member, Revision, Slug, Tenant

_CLAIM = text("INSERT INTO slugs (slug, tenant_id) VALUES (:slug, :tenant) ON CONFLICT DO NOTHING").bindparams(
    bindparam("tenant", type_=Uuid())
)


class Mark(NamedTuple):
    """Changes whenever a chain's lists, words or revisions do."""

    lists: int
    newest: int | None


def by_slug(session: Session, slug: str) -> UUID | None:
    return session.execute(select(Slug.tenant_id).where(Slug.slug == slug)).scalar()


def mark(session: Session, tenant: UUID, slug: str) -> Mark | None:
    """None where the chain is gone or answers to another slug."""
    newest = select(func.max(Revision.number)).where(Revision.tenant_id == tenant).scalar_subquery()
    row = session.execute(select(Tenant.lists, newest).where(Tenant.id == tenant, Tenant.slug == slug)).one_or_none()
    return Mark(*row) if row else None


def read(session: Session, tenant: UUID) -> Tenant:
    return session.scalars(select(Tenant).where(Tenant.id == tenant)).one()


def slugs(session: Session) -> list[str]:
    return list(session.scalars(select(Slug.slug).order_by(Slug.slug)))


def add(session: Session, chain: Tenant) -> bool:
    """A new chain under its slug; False where another chain has that slug."""
    claimed = session.connection().execute(_CLAIM, {"slug": chain.slug, "tenant": chain.id})
    if not claimed.rowcount:
        return False
    session.add(chain)
    session.flush()
    return True


def lock(session: Session, tenant: UUID) -> None:
    """Lets one transaction at a time number the chain's revisions; postings go on."""
    session.execute(select(Tenant.id).where(Tenant.id == tenant).with_for_update(key_share=True))


def has_members(session: Session, tenant: UUID) -> bool:
    return session.execute(select(Member.id).where(Member.tenant_id == tenant).limit(1)).first() is not None


def touch(session: Session, tenant: UUID) -> None:
    """To be called by whatever changes the chain's words, salons or catalogue."""
    session.execute(update(Tenant).where(Tenant.id == tenant).values(lists=Tenant.lists + 1))
