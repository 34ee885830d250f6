"""What a chain's books add up to: a statement for each kind of figure, whatever the number of members."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import JSON, ColumnElement, Uuid, bindparam, case, extract, func, literal_column, select, text
from sqlalchemy.orm import Session, aliased

from webapp.database import first_id_at, locks_rows, made_at
from webapp.engine import facts
from webapp.engine.decisions import Change
from webapp.engine.programme import Timeline
from webapp.engine.settle import settle
from webapp.ledger.account import SNAPSHOT
from webapp.ledger.tables import Account, Entry, Line, Lot, Operation, Receipt, Summary

AT_ONCE = 500
A_DAY = timedelta(days=1)


class Sum(NamedTuple):
    """Of a salon and a month: bonuses moved (`what` is the entries' kind), or receipts, their payable and discount,
    visits and how many of these were not an account's first. Two receipts on one day are one visit, the first's.
    Amounts are hundredths; salon and wallet are empty where there is none.
    """

    salon: str
    month: date
    what: str
    wallet: str
    amount: int


class Summed(NamedTuple):
    """The sums of all operations up to one, included: what those did will never change. None before the first."""

    up_to: UUID | None
    sums: list[Sum]


class Unwritten(NamedTuple):
    """What time has brought to an account since its last operation and nobody has written down: the account as the
    books have it, as it stands, and the movements between.
    """

    before: facts.Account
    change: Change


_SUMS = TypeAdapter(list[Sum])
_KEEP = text(
    """
    INSERT INTO summaries (tenant_id, up_to, sums) VALUES (:tenant, :up_to, :sums)
        ON CONFLICT (tenant_id) DO UPDATE SET up_to = excluded.up_to, sums = excluded.sums
    """
).bindparams(*(bindparam(name, type_=Uuid()) for name in ("tenant", "up_to")), bindparam("sums", type_=JSON()))


def kept(session: Session, tenant: UUID, lock: bool = False) -> Summed:
    query = select(Summary).where(Summary.tenant_id == tenant)
    row = session.scalars(query.with_for_update() if lock and locks_rows(session) else query).one_or_none()
    return Summed(row.up_to, _SUMS.validate_python(row.sums)) if row is not None else Summed(None, [])


def up_to(session: Session, tenant: UUID) -> UUID | None:
    return session.scalars(select(Summary.up_to).where(Summary.tenant_id == tenant)).one_or_none()


def keep(session: Session, tenant: UUID, summed: Summed) -> None:
    values = {"tenant": tenant, "up_to": summed.up_to, "sums": _SUMS.dump_python(summed.sums, mode="json")}
    session.execute(_KEEP, values)


def newest(session: Session, tenant: UUID, before: UUID) -> UUID | None:
    """The last operation whose id is smaller."""
    here = (Operation.tenant_id == tenant) & (Operation.id < before)
    return session.scalars(select(Operation.id).where(here).order_by(Operation.id.desc()).limit(1)).first()


def sums(session: Session, tenant: UUID, after: UUID | None, up_to: UUID | None = None) -> list[Sum]:
    """Of the operations behind `after` up to `up_to`, included; None for all."""
    return [
        *_movements(session, tenant, after, up_to),
        *_sales(session, tenant, after, up_to),
        *_visits(session, tenant, after, up_to),
    ]


def added(one: Iterable[Sum], other: Iterable[Sum]) -> list[Sum]:
    amounts: dict[tuple[str, date, str, str], int] = {}
    for row in (*one, *other):
        amounts[row[:4]] = amounts.get(row[:4], 0) + row.amount
    return [Sum(*key, amount) for key, amount in amounts.items()]


def _movements(session: Session, tenant: UUID, after: UUID | None, up_to: UUID | None) -> Iterator[Sum]:
    year, month = extract("year", Entry.day), extract("month", Entry.day)
    same = (Operation.tenant_id == tenant) & (Operation.id == Entry.operation_id)
    query = (
        select(Operation.salon, year, month, Entry.kind, Entry.wallet, func.sum(Entry.amount))
        .join(Operation, same)
        .where(Entry.tenant_id == tenant, *_between(Entry.operation_id, after, up_to))
        .where(*_between(Operation.id, after, up_to))
        .group_by(Operation.salon, year, month, Entry.kind, Entry.wallet)
    )
    for salon, in_year, in_month, kind, wallet, amount in session.execute(query):
        yield Sum(salon or "", date(int(in_year), int(in_month), 1), kind, wallet, int(amount))


def _sales(session: Session, tenant: UUID, after: UUID | None, up_to: UUID | None) -> Iterator[Sum]:
    year, month = extract("year", Receipt.day), extract("month", Receipt.day)
    query = (
        select(Receipt.salon, year, month, func.count(), func.sum(Receipt.payable), func.sum(Receipt.discount))
        .where(Receipt.tenant_id == tenant, *_receipts(after, up_to))
        .group_by(Receipt.salon, year, month)
    )
    return _spread(session.execute(query), ("receipts", "payable", "discount"))


def _visits(session: Session, tenant: UUID, after: UUID | None, up_to: UUID | None) -> Iterator[Sum]:
    """Which receipt was first is told by the order of operations, so that no later one changes it."""
    other = aliased(Receipt)
    before = select(other.id).where(
        other.tenant_id == tenant, other.account_id == Receipt.account_id, other.operation_id < Receipt.operation_id
    )
    year, month = extract("year", Receipt.day), extract("month", Receipt.day)
    repeated = func.sum(case((before.where(other.day != Receipt.day).exists(), 1), else_=0))
    here = [Receipt.tenant_id == tenant, Receipt.account_id.is_not(None), *_receipts(after, up_to)]
    query = (
        select(Receipt.salon, year, month, func.count(), repeated)
        .where(*here, ~before.where(other.day == Receipt.day).exists())
        .group_by(Receipt.salon, year, month)
    )
    return _spread(session.execute(query), ("visits", "repeated"))


def returned(session: Session, tenant: UUID) -> list[Sum]:
    """What came back of all receipts, as less than nothing, in the month of the sale."""
    stays = Line.quantity - Line.returned
    back = [func.sum(amount * stays // Line.quantity - amount) for amount in (Line.payable, Line.discount)]
    year, month = extract("year", Receipt.day), extract("month", Receipt.day)
    same = (Receipt.tenant_id == tenant) & (Receipt.id == Line.receipt_id)
    query = (
        select(Receipt.salon, year, month, *back)
        .join(Receipt, same)
        .select_from(Line)
        .where(Line.tenant_id == tenant, Line.returned > literal_column("0"))
        .group_by(Receipt.salon, year, month)
    )
    return list(_spread(session.execute(query), ("payable", "discount")))


def _spread(rows: Iterable[Any], names: tuple[str, ...]) -> Iterator[Sum]:
    for salon, year, month, *amounts in rows:
        for what, amount in zip(names, amounts, strict=True):
            yield Sum(salon, date(int(year), int(month), 1), what, "", int(amount))


def _between(operation: Any, after: UUID | None, up_to: UUID | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [operation > after] if after is not None else []
    return conditions + ([operation <= up_to] if up_to is not None else [])


def _receipts(after: UUID | None, up_to: UUID | None) -> list[ColumnElement[bool]]:
    """A receipt's own id is made at the time of its operation's, so it finds those that may be behind `after`."""
    near = [Receipt.id >= first_id_at(made_at(after) - A_DAY)] if after is not None else []
    return near + _between(Receipt.operation_id, after, up_to)


def endings(session: Session, tenant: UUID, wallet: str) -> dict[date | None, int]:
    """What is left of the lots by the month in which they end; under None, of those that never do."""
    year, month = extract("year", Lot.expires), extract("month", Lot.expires)
    query = (
        select(year, month, func.sum(Lot.left_over))
        .where(Lot.tenant_id == tenant, Lot.wallet == wallet, Lot.left_over > 0)
        .group_by(year, month)
    )
    return {
        date(int(row[0]), int(row[1]), 1) if row[0] is not None else None: int(row[2]) for row in session.execute(query)
    }


_LEVELS = text(
    """
    SELECT s.level, count(*) FROM members m LEFT JOIN level_spans s
        ON s.tenant_id = :tenant AND s.account_id = m.account_id AND s.number = (
            SELECT max(l.number) FROM level_spans l WHERE l.tenant_id = :tenant AND l.account_id = m.account_id)
    WHERE m.tenant_id = :tenant AND NOT m.closed GROUP BY s.level
    """
).bindparams(bindparam("tenant", type_=Uuid()))


def levels(session: Session, tenant: UUID) -> dict[str | None, int]:
    """Members who have not left, by the level that was written down last; None for none."""
    return {row[0]: row[1] for row in session.execute(_LEVELS, {"tenant": tenant})}


def unwritten(session: Session, tenant: UUID, timeline: Timeline, today: date) -> Iterator[Unwritten]:
    """The accounts to which time has brought something by today, settled by the engine and kept nowhere."""
    due = select(Account.snapshot).where(Account.tenant_id == tenant, Account.due_on <= today)
    for snapshots in session.scalars(due).partitions(AT_ONCE):
        for snapshot in snapshots:
            before = SNAPSHOT.validate_json(snapshot)
            change = Change(before.copy())
            settle(change, timeline, today)
            yield Unwritten(before, change)
