"""What a chain's books add up to: a statement for each kind of figure, whatever the number of members."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, Uuid, bindparam, case, extract, func, select, text
from sqlalchemy.orm import Session

from webapp.engine import facts
from webapp.engine.decisions import Change
from webapp.engine.programme import Timeline
from webapp.engine.settle import settle
from webapp.ledger.account import SNAPSHOT
from webapp.ledger.tables import Account, Entry, Line, Lot, Operation, Receipt

AT_ONCE = 500


class Moved(NamedTuple):
    """All movements of a kind in a month whose operations were done in one salon; `amount` is hundredths."""

    salon: str | None
    month: date
    kind: str
    amount: int


class Sold(NamedTuple):
    """Receipts of a salon and month, less what came back of them. `discount` is of the units that stayed sold, each
    with its equal share of its line's.
    """

    salon: str
    month: date
    receipts: int
    payable: int
    discount: int


class Visited(NamedTuple):
    """Days on which accounts bought something, and how many of them were not an account's first."""

    salon: str
    month: date
    visits: int
    repeated: int


class Unwritten(NamedTuple):
    """What time has brought to an account since its last operation and nobody has written down: the account as the
    books have it, as it stands, and the movements between.
    """

    before: facts.Account
    change: Change


def movements(session: Session, tenant: UUID, wallet: str, until: date) -> list[Moved]:
    """From the chain's first day on; `until` is the first day after."""
    year, month = extract("year", Entry.day), extract("month", Entry.day)
    same = (Operation.tenant_id == tenant) & (Operation.id == Entry.operation_id)
    query = (
        select(Operation.salon, year, month, Entry.kind, func.sum(Entry.amount))
        .join(Operation, same)
        .where(Entry.tenant_id == tenant, Entry.wallet == wallet, Entry.day < until)
        .group_by(Operation.salon, year, month, Entry.kind)
    )
    return [Moved(row[0], date(int(row[1]), int(row[2]), 1), row[3], int(row[4])) for row in session.execute(query)]


def sales(session: Session, tenant: UUID, since: date, until: date) -> list[Sold]:
    year, month = extract("year", Receipt.day), extract("month", Receipt.day)
    stayed = Line.quantity - Line.returned
    sums = (func.sum(Line.payable * stayed // Line.quantity), func.sum(Line.discount * stayed // Line.quantity))
    same = (Line.tenant_id == tenant) & (Line.receipt_id == Receipt.id)
    query = (
        select(Receipt.salon, year, month, func.count(Receipt.id.distinct()), *sums)
        .join(Line, same)
        .where(Receipt.tenant_id == tenant, Receipt.day >= since, Receipt.day < until)
        .group_by(Receipt.salon, year, month)
    )
    return [
        Sold(row[0], date(int(row[1]), int(row[2]), 1), int(row[3]), int(row[4]), int(row[5]))
        for row in session.execute(query)
    ]


def visits(session: Session, tenant: UUID, since: date, until: date) -> list[Visited]:
    """Two receipts on one day are one visit; one in two salons is the first's by its code."""
    days = _days(tenant).subquery()
    ever = select(Receipt.account_id, func.min(Receipt.day).label("first"))
    first = ever.where(Receipt.tenant_id == tenant).group_by(Receipt.account_id).subquery()
    year, month = extract("year", days.c.day), extract("month", days.c.day)
    repeated = func.sum(case((days.c.day > first.c.first, 1), else_=0))
    query = (
        select(days.c.salon, year, month, func.count(), repeated)
        .join(first, first.c.account_id == days.c.account_id)
        .where(days.c.day >= since, days.c.day < until)
        .group_by(days.c.salon, year, month)
    )
    return [
        Visited(row[0], date(int(row[1]), int(row[2]), 1), int(row[3]), int(row[4])) for row in session.execute(query)
    ]


def _days(tenant: UUID) -> Select[UUID | None, date, str]:
    return (
        select(Receipt.account_id, Receipt.day, func.min(Receipt.salon).label("salon"))
        .where(Receipt.tenant_id == tenant, Receipt.account_id.is_not(None))
        .group_by(Receipt.account_id, Receipt.day)
    )


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
