"""What a chain sells and where: salons, groups and items, each in the order in which its folder lists them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.store.tables import Item, ItemGroup, Salon


def salons(session: Session, tenant: UUID) -> Sequence[Salon]:
    return session.scalars(select(Salon).where(Salon.tenant_id == tenant).order_by(Salon.position)).all()


def groups(session: Session, tenant: UUID) -> Sequence[ItemGroup]:
    return session.scalars(select(ItemGroup).where(ItemGroup.tenant_id == tenant).order_by(ItemGroup.position)).all()


def items(session: Session, tenant: UUID) -> Sequence[Item]:
    return session.scalars(select(Item).where(Item.tenant_id == tenant).order_by(Item.position)).all()


def item(session: Session, tenant: UUID, code: str) -> Item | None:
    return session.scalars(select(Item).where(Item.tenant_id == tenant, Item.code == code)).one_or_none()


def add(session: Session, rows: Iterable[Salon | ItemGroup | Item]) -> None:
    session.add_all(rows)
    session.flush()
