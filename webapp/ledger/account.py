"""Reads accounts for a decision: locked, whole, by whatever names the member. One statement each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import TextClause, select, text
from sqlalchemy.orm import Session

from webapp.engine import facts
from webapp.engine.facts import Draw, Lot, SoldLine
from webapp.ledger.tables import Line, Receipt
from webapp.ledger.tables import Lot as LotRow

SNAPSHOT = TypeAdapter(facts.Account)


class Held(NamedTuple):
    """An account as it was read under its lock, with the number and the hash of its last entry."""

    account: facts.Account
    entries: int
    chain: str


class Found(NamedTuple):
    """The accounts a decision needs, by id, and whether the operation's key or the receipt's number are
    already known.
    """

    accounts: dict[str, Held]
    earlier: bool = False
    receipt_taken: bool = False


_KNOWN = """
    (SELECT count(*) FROM operations o WHERE o.tenant_id = :tenant AND o.key = :key) AS earlier,
    (SELECT count(*) FROM receipts r WHERE r.tenant_id = :tenant AND r.number = :receipt) AS taken
"""

_OF_MEMBERS = """
SELECT a.id, a.snapshot, a.entries, a.chain, {known}
FROM accounts a
WHERE a.tenant_id = :tenant AND a.id IN (
    SELECT m.account_id FROM members m WHERE m.tenant_id = :tenant AND m.id IN (:member, :other)
    UNION
    SELECT b.account_id FROM members m
    JOIN members b ON b.tenant_id = m.tenant_id AND b.id = m.brought_by
    WHERE m.tenant_id = :tenant AND m.id = :member)
ORDER BY a.id
"""


def _locking(statement: str, dialect: str) -> TextClause:
    """SQLite locks the whole file at the transaction's beginning and knows no row locks."""
    return text(statement + ("FOR UPDATE OF a" if dialect == "postgresql" else ""))


_STATEMENTS = {name: _locking(_OF_MEMBERS.format(known=_KNOWN), name) for name in ("sqlite", "postgresql")}
_STRANGER = text(f"SELECT {_KNOWN}")


def find(
    session: Session, tenant: UUID, member: UUID | None, key: str, receipt: str = "", other: UUID | None = None
) -> Found:
    """The member's account, that of whoever referred them and that of `other`, all locked in one order (R12)."""
    dialect = session.get_bind().dialect.name
    values: dict[str, Any] = {"tenant": _key(tenant, dialect), "key": key, "receipt": receipt}
    if member is None and other is None:
        earlier, taken = session.execute(_STRANGER, values).one()
        return Found({}, bool(earlier), bool(taken))
    values |= {"member": _key(member, dialect), "other": _key(other, dialect)}
    rows = session.execute(_STATEMENTS[dialect], values).all()
    if not rows:
        earlier, taken = session.execute(_STRANGER, values).one()
        return Found({}, bool(earlier), bool(taken))
    held = {}
    for row in rows:
        account = SNAPSHOT.validate_json(row.snapshot)
        held[account.id] = Held(account, row.entries, row.chain)
    return Found(held, bool(rows[0].earlier), bool(rows[0].taken))


def _key(value: UUID | None, dialect: str) -> str | UUID | None:
    return value.hex if value is not None and dialect == "sqlite" else value


def lots(
    session: Session, tenant: UUID, account: str, numbers: Iterable[int], origin: str | None = None
) -> dict[int, Lot]:
    """Lots of an account by number, open or closed, and those that a friend's receipt brought."""
    wanted = set(numbers)
    named = LotRow.number.in_(wanted) if origin is None else LotRow.number.in_(wanted) | (LotRow.origin == origin)
    rows = session.scalars(select(LotRow).where(LotRow.tenant_id == tenant, LotRow.account_id == UUID(account), named))
    return {row.number: _lot(row) for row in rows}


def _lot(row: Any) -> Lot:
    return Lot(
        row.number,
        row.wallet,
        row.issued,
        row.left_over,
        row.lapsed,
        row.born,
        row.available_from,
        row.expires,
        row.source,
        row.campaign,
        row.rule,
        row.origin,
    )


def buyer(session: Session, tenant: UUID, number: str) -> UUID | None:
    """The member on a receipt, so that the account can be locked before the receipt is read."""
    return session.execute(
        select(Receipt.member_id).where(Receipt.tenant_id == tenant, Receipt.number == number)
    ).scalar()


def receipt(session: Session, tenant: UUID, number: str) -> facts.Receipt | None:
    """A posted receipt with its lines, as a return needs it."""
    head = session.scalars(select(Receipt).where(Receipt.tenant_id == tenant, Receipt.number == number)).one_or_none()
    if head is None:
        return None
    rows = session.scalars(
        select(Line).where(Line.tenant_id == tenant, Line.receipt_id == head.id).order_by(Line.number)
    )
    account = str(head.account_id) if head.account_id else None
    person = str(head.member_id) if head.member_id else None
    sold = tuple(_sold(row) for row in rows)
    return facts.Receipt(
        number, account, person, head.day, head.lot, sold, dict(head.epochs), dict(head.once), head.wallet
    )


UNITS = ("prepaid", "redeemed", "draws", "earned_units", "paid_into", "each")
"""What a line keeps for its return beside its columns."""


def _sold(row: Any) -> SoldLine:
    units: Mapping[str, Any] = row.units
    return SoldLine(
        row.price,
        row.quantity,
        row.discount,
        units.get("prepaid", 0),
        tuple(units.get("redeemed", ())),
        tuple(tuple(Draw(*draw) for draw in unit) for unit in units.get("draws", ())),
        row.earned,
        tuple(units.get("earned_units", ())),
        tuple(units.get("paid_into", ())),
        dict(units.get("each", {})),
        row.returned,
    )
