"""Accounts in the order of what a counter counted in a span of days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from webapp.engine import facts
from webapp.ledger.account import SNAPSHOT
from webapp.ledger.tables import Account, Measure

AT_ONCE = 50
"""Accounts that are read at once: mostly so many are enough for all places."""


def leading(
    session: Session, tenant: UUID, counter: str, first: date, end: date
) -> Iterator[tuple[facts.Account, str, int]]:
    """Those with something counted from `first` on and before `end`, the most first: the account, the name under which
    it is counted there, and how much it was. Of equal ones first who came to it earlier, then whose account is older.
    """
    here = (Measure.tenant_id == tenant) & (Measure.day >= first) & (Measure.day < end)
    named = (Measure.counter == counter) | Measure.counter.startswith(f"{counter}@", autoescape=True)
    anew = aliased(Measure)
    latest = select(func.max(anew.epoch)).where(
        anew.tenant_id == tenant, anew.account_id == Measure.account_id, anew.counter == Measure.counter
    )
    value = func.sum(Measure.amount)
    reached = func.max(case((Measure.amount > 0, Measure.day)))
    query = (
        select(Measure.account_id, Measure.counter, value.label("value"))
        .join(Account, (Account.tenant_id == tenant) & (Account.id == Measure.account_id))
        .where(here & named, Measure.epoch == latest.correlate(Measure).scalar_subquery())
        .group_by(Measure.account_id, Measure.counter, Account.opened_at)
        .having(value > 0)
        .order_by(value.desc(), reached, Account.opened_at, Measure.account_id)
    )
    rows = session.execute(query).all()
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        wanted = select(Account.id, Account.snapshot).where(
            Account.tenant_id == tenant, Account.id.in_({row.account_id for row in some})
        )
        known = {row.id: SNAPSHOT.validate_json(row.snapshot) for row in session.execute(wanted)}
        for row in some:
            yield known[row.account_id], row.counter, int(row.value)
