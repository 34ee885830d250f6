"""Reads posted receipts for people: a member's latest, and one whole. Nothing is locked and nothing decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Integer, Select, Uuid, bindparam, func, select
from sqlalchemy.orm import Session

from webapp.engine.facts import folded_number
from webapp.ledger.tables import Line, Lot, Operation, Receipt


class Listed(NamedTuple):
    """A receipt as lists show one. Amounts are hundredths; `units` were sold, `returned` of them have come back."""

    id: UUID
    number: str
    day: date
    payable: int
    redeemed: int
    earned: int
    member: UUID | None
    units: int
    returned: int


class Posted(NamedTuple):
    """A receipt with its lines, its lot where it earned one, who sold it and at what local time; what was asked for
    then, and the answer.
    """

    receipt: Receipt
    lines: Sequence[Line]
    lot: Lot | None
    sold_by: UUID | None
    local: str
    request: dict[str, Any]
    result: dict[str, Any]


def _newest() -> Select[Any]:
    own = (Receipt.tenant_id == _tenant) & Receipt.account_id.in_(bindparam("accounts", type_=Uuid(), expanding=True))
    ordered = select(Receipt).where(own).order_by(Receipt.day.desc(), Receipt.id.desc())
    newest = ordered.limit(bindparam("most", type_=Integer())).subquery()
    same = (Line.tenant_id == _tenant) & (Line.receipt_id == newest.c.id)
    columns = [newest.c[name] for name in ("id", "number", "day", "payable", "redeemed", "earned", "member_id")]
    return (
        select(*columns, func.sum(Line.quantity), func.sum(Line.returned))
        .join(Line, same)
        .group_by(*columns)
        .order_by(newest.c.day.desc(), newest.c.id.desc())
    )


_tenant = bindparam("tenant", type_=Uuid())
# Made once: making it takes longer than asking it.
_NEWEST = _newest()


def latest(session: Session, tenant: UUID, accounts: Collection[UUID], most: int) -> list[Listed]:
    """The newest receipts of an account and of those that were merged into it, all of its people together."""
    rows = session.execute(_NEWEST, {"tenant": tenant, "accounts": list(accounts), "most": most})
    return [Listed._make((*row[:7], int(row[7]), int(row[8]))) for row in rows]


def id_of(session: Session, tenant: UUID, number: str) -> UUID | None:
    here = (Receipt.tenant_id == tenant) & (Receipt.folded == folded_number(number))
    return session.execute(select(Receipt.id).where(here)).scalar()


def numbers_of(session: Session, tenant: UUID, receipts: Iterable[UUID]) -> dict[UUID, str]:
    query = select(Receipt.id, Receipt.number).where(Receipt.tenant_id == tenant, Receipt.id.in_(set(receipts)))
    return {row.id: row.number for row in session.execute(query)}


def posted(session: Session, tenant: UUID, receipt: UUID) -> Posted | None:
    same = (Operation.tenant_id == Receipt.tenant_id) & (Operation.id == Receipt.operation_id)
    query = (
        select(Receipt, Operation.staff_id, Operation.local, Operation.request, Operation.result)
        .join(Operation, same)
        .where(Receipt.tenant_id == tenant, Receipt.id == receipt)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    here = (Line.tenant_id == tenant) & (Line.receipt_id == receipt)
    lines = session.scalars(select(Line).where(here).order_by(Line.number)).all()
    head: Any = row[0]
    return Posted(head, lines, _lot(session, tenant, head), *row[1:])


def ids_of(session: Session, tenant: UUID, numbers: Iterable[str]) -> dict[str, UUID]:
    """By the numbers as they are given; one that is nobody's is left out."""
    folded = {number: folded_number(number) for number in numbers}
    here = (Receipt.tenant_id == tenant) & Receipt.folded.in_(set(folded.values()))
    known = {row.folded: row.id for row in session.execute(select(Receipt.folded, Receipt.id).where(here))}
    return {number: known[plain] for number, plain in folded.items() if plain in known}


def _lot(session: Session, tenant: UUID, receipt: Receipt) -> Lot | None:
    if receipt.account_id is None or receipt.lot is None:
        return None
    return session.get(Lot, (tenant, receipt.account_id, receipt.lot))
