"""Chains: found by their part of the address, and the mark that tells whether what is known of one is still so."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from webapp.store.tables import Revision, Slug, Tenant


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


def add(session: Session, chain: Tenant) -> None:
    """A new chain under its slug. The slug's key refuses one that another chain has."""
    session.add(Slug(slug=chain.slug, tenant_id=chain.id))
    session.flush()
    session.add(chain)
    session.flush()


def touch(session: Session, tenant: UUID) -> None:
    """To be called by whatever changes the chain's words, salons or catalogue."""
    session.execute(update(Tenant).where(Tenant.id == tenant).values(lists=Tenant.lists + 1))
