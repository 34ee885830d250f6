"""Chains: found by their part of the address, their standing, and what the operator is told of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, select, text, update
from sqlalchemy.orm import Session

from webapp.store.tables import Member, Slug, Tenant

_CLAIM = text(
    "INSERT INTO slugs (slug, tenant_id, state) VALUES (:slug, :tenant, :state) ON CONFLICT DO NOTHING"
).bindparams(bindparam("tenant", type_=Uuid()))


SANDBOX = "sandbox"
"""The state of an empty copy of a chain, which only a key of the API opens."""


class Standing(NamedTuple):
    """A chain as the operator's list shows it. The figures are as old as `counted_at`."""

    slug: str
    tenant: UUID
    state: str
    members: int | None
    used_at: datetime | None
    counted_at: datetime | None


def by_slug(session: Session, slug: str) -> UUID | None:
    """Whose address it is; a sandbox has none."""
    return session.execute(select(Slug.tenant_id).where(Slug.slug == slug, Slug.state != SANDBOX)).scalar()


def read(session: Session, tenant: UUID) -> Tenant:
    return session.scalars(select(Tenant).where(Tenant.id == tenant)).one()


def slugs(session: Session) -> list[str]:
    return list(session.scalars(select(Slug.slug).where(Slug.state != SANDBOX).order_by(Slug.slug)))


def open_slugs(session: Session, after: str, most: int) -> list[str]:
    """In their order, from the one behind `after` on."""
    query = select(Slug.slug).where(Slug.state == "open", Slug.slug > after).order_by(Slug.slug).limit(most)
    return list(session.scalars(query))


def slugs_by_chain(session: Session) -> dict[UUID, str]:
    """Sandboxes too: what is kept for a time is swept in them as everywhere."""
    return {row.tenant_id: row.slug for row in session.execute(select(Slug.tenant_id, Slug.slug))}


def add(session: Session, chain: Tenant) -> bool:
    """A new chain under its slug; False where another chain has that slug."""
    claimed = session.connection().execute(
        _CLAIM, {"slug": chain.slug, "tenant": chain.id, "state": chain.state or "open"}
    )
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


def set_state(session: Session, tenant: UUID, state: str, reason: str | None) -> None:
    """In the chain's own row, which every request sees, and in the operator's list."""
    changed = {"state": state, "state_reason": reason, "lists": Tenant.lists + 1}
    session.execute(update(Tenant).where(Tenant.id == tenant).values(**changed))
    session.execute(update(Slug).where(Slug.tenant_id == tenant).values(state=state))


def set_most_members(session: Session, tenant: UUID, most: int | None) -> None:
    session.execute(update(Tenant).where(Tenant.id == tenant).values(most_members=most, lists=Tenant.lists + 1))


def set_messages(session: Session, tenant: UUID, messages: dict[str, Any]) -> None:
    session.execute(update(Tenant).where(Tenant.id == tenant).values(messages=messages, lists=Tenant.lists + 1))


def set_questionnaire(session: Session, tenant: UUID, questionnaire: dict[str, Any]) -> None:
    changed = {"questionnaire": questionnaire, "lists": Tenant.lists + 1}
    session.execute(update(Tenant).where(Tenant.id == tenant).values(changed))


def confirm(session: Session, tenant: UUID, now: datetime | None) -> None:
    session.execute(update(Tenant).where(Tenant.id == tenant).values(confirmed_at=now, lists=Tenant.lists + 1))


def standings(session: Session, after: str, most: int) -> list[Standing]:
    """In the order of their addresses, from the one behind `after` on."""
    columns = (Slug.slug, Slug.tenant_id, Slug.state, Slug.members, Slug.used_at, Slug.counted_at)
    query = select(*columns).where(Slug.slug > after, Slug.state != SANDBOX).order_by(Slug.slug).limit(most)
    return [Standing(*row) for row in session.execute(query)]


def stalest(session: Session, before: datetime) -> UUID | None:
    """A chain that was never counted, or else the one that was counted longest ago, before then."""
    chains = Slug.state != SANDBOX
    never = session.execute(select(Slug.tenant_id).where(chains, Slug.counted_at.is_(None)).limit(1)).scalar()
    if never is not None:
        return never
    query = select(Slug.tenant_id).where(chains, Slug.counted_at < before).order_by(Slug.counted_at).limit(1)
    return session.execute(query).scalar()


def members(session: Session, tenant: UUID) -> int:
    """How many the chain has."""
    query = select(func.count()).select_from(Member).where(Member.tenant_id == tenant, Member.closed.is_(False))
    return session.scalar(query) or 0


def write_usage(session: Session, tenant: UUID, count: int, used_at: datetime | None, now: datetime) -> None:
    values = {"members": count, "used_at": used_at, "counted_at": now}
    session.execute(update(Slug).where(Slug.tenant_id == tenant).values(**values))
