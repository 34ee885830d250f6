"""Rows are written as they are given, however many there are."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.usecases.till import till
from webapp.database import transact
from webapp.ledger import tables
from webapp.ledger.account import Named, find
from webapp.ledger.rows import Rows, write

pytestmark = pytest.mark.usefixtures("shared_store")

COLUMNS = ("tenant_id", "account_id", "counter", "epoch", "day", "amount")


def test_more_rows_than_a_statement_has_room_for_are_all_written() -> None:
    desk = till()
    tenant, member = desk.chain.id, desk.active()
    found = transact(lambda session: find(session, tenant, "", Named("member", UUID(member))), tenant, readonly=True)
    account = UUID(found.own)
    rows = [(tenant, account, "spent", 0, date(2000, 1, 1) + timedelta(days=day), day) for day in range(12_000)]
    table = tables.Measure.__table__
    transact(lambda session: write(session, Rows(table, COLUMNS, rows)), tenant)  # type: ignore[arg-type]

    def sums(session: Session) -> list[int]:
        mine = tables.Measure.tenant_id == tenant
        return [*session.execute(select(func.count(), func.sum(tables.Measure.amount)).where(mine)).one()]

    assert transact(sums, tenant, readonly=True) == [12_000, sum(range(12_000))]
