"""Reconciling finds whatever was altered behind the product's back, names what it breaks, and nothing where all is well."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Table, create_engine, delete, event, select, text, update
from sqlalchemy.pool import NullPool

from tests import databases
from tests.databases import Database
from tests.usecases.till import Till, till
from webapp.database import Base, opened
from webapp.engine.facts import Account
from webapp.ledger.account import SNAPSHOT

Change = Callable[[Account], None]
TABLES = Base.metadata.tables
ACCOUNTS, CERTIFICATES, LINES, LOTS, OPERATIONS, RECEIPTS = (
    TABLES[name] for name in ("accounts", "certificates", "lines", "lots", "operations", "receipts")
)
NOTES = TABLES["return_notes"]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One for the whole file; each test breaks a chain of its own."""
    sqlite = request.param == "sqlite"
    folder = tmp_path_factory.mktemp("books")
    with databases.fresh_sqlite(folder) if sqlite else databases.fresh_postgresql() as fresh, opened(fresh.url):
        yield fresh


@pytest.fixture
def past_walls(store: Database) -> str:
    return store.past_walls


@pytest.fixture
def desk(store: Database) -> Till:
    """A chain in which a bit of everything has happened."""
    desk = till("seven_krasok")
    told(desk)
    return desk


def test_books_that_nobody_altered_are_clean(desk: Till) -> None:
    assert desk.reconciled() == []


def told(desk: Till) -> None:
    member, other = desk.active(), desk.active()
    desk.did("issue_card", member=member, card="C-1")
    desk.purchase(member, {"group": "spa_service", "price": "20000"})()
    desk.did("renew_card", member=member, card="C-2")
    line = {"group": "spa_service", "price": "90000", "hours": "5", "quantity": 2}
    desk.purchase(member, line, receipt="sold")()
    desk.did("grant", member=member, bonuses="100", reason="x", expires=(desk.now + timedelta(days=20)).date())
    desk.now += timedelta(days=30)
    desk.did("return", receipt="sold", lines=[{"line": 1, "quantity": 1}])
    certificate = desk.tell("order_certificate", member=member, certificate="x", reward="foot_break").certificate
    desk.did("issue_certificate", certificate=certificate)
    salon = next(iter(desk.chain.lists.salons))
    visit = (desk.now + timedelta(days=1)).replace(tzinfo=None).isoformat(timespec="seconds")
    desk.did("book_certificate", certificate=certificate, salon=salon, visit=visit)
    desk.did("use_certificate", certificate=certificate, salon=salon)
    desk.did("issue_card", member=other, card="C-3", account_of=member)
    desk.purchase(None)()
    desk.now += timedelta(days=400)
    desk.purchase(other)()


@contextmanager
def behind_its_back(url: str) -> Iterator[Connection]:
    """As the owner of the tables, with nothing that guards them."""
    engine = create_engine(url, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys=OFF"))
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            for trigger in ("entries_update", "entries_delete"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS {trigger}"))
        yield connection


def alter(url: str, desk: Till, statement: str) -> None:
    """`{mine}` stands for this chain; exactly one row is altered."""
    sqlite = url.startswith("sqlite")
    tenant = desk.chain.id.hex if sqlite else str(desk.chain.id)
    with behind_its_back(url) as connection:
        done = connection.execute(text(statement.format(mine=f"tenant_id = '{tenant}'", tenant=tenant)))
        assert done.rowcount == 1


ONE = "{mine} AND (account_id, number) = (SELECT account_id, number FROM {table} WHERE {mine} AND {which} LIMIT 1)"


def one(table: str, which: str = "number > 0") -> str:
    return ONE.replace("{table}", table).replace("{which}", which)


ALTERED = {
    "an entry's amount": ("I1", f"UPDATE entries SET amount = amount + 100 WHERE {one('entries', 'number = 2')}"),
    "an entry's rule": ("I1", f"UPDATE entries SET rule = 'other' WHERE {one('entries', 'number = 2')}"),
    "an entry's day": ("I1", f"UPDATE entries SET day = '2020-01-01' WHERE {one('entries', 'number = 1')}"),
    "an entry taken out": ("I1", f"DELETE FROM entries WHERE {one('entries', 'number = 2')}"),
    "an open lot's rest": ("I2", f"UPDATE lots SET left_over = left_over - 1 WHERE {one('lots', 'left_over > 0')}"),
    "an open lot's end": ("I2", f"UPDATE lots SET expires = '2099-01-01' WHERE {one('lots', 'left_over > 0')}"),
    "a closed lot's lapse": ("I2", f"UPDATE lots SET lapsed = lapsed + 1 WHERE {one('lots', 'lapsed > 0')}"),
    "a closed lot's end": ("I8", f"UPDATE lots SET expires = '2099-01-01' WHERE {one('lots', 'left_over = 0')}"),
    "a level's first day": ("I2", f"UPDATE level_spans SET since = '2020-01-01' WHERE {one('level_spans')}"),
    "a day's measure": (
        "I2",
        "UPDATE measures SET amount = amount + 1 WHERE {mine} AND (account_id, counter, day) ="
        " (SELECT account_id, counter, day FROM measures WHERE {mine} AND counter = 'spend_total' LIMIT 1)",
    ),
    "a line's returned units": ("I8", "UPDATE lines SET returned = 2 WHERE {mine} AND returned = 1"),
    "a receipt's earned bonuses": ("I8", "UPDATE receipts SET earned = earned + 1 WHERE {mine} AND number = 'sold'"),
    "whose card it is": ("I8", "UPDATE cards SET number = 'C-4' WHERE {mine} AND number = 'C-3'"),
}


@pytest.mark.parametrize(("invariant", "statement"), list(ALTERED.values()), ids=list(ALTERED))
def test_what_was_altered_is_named_with_what_it_breaks(
    past_walls: str, desk: Till, invariant: str, statement: str
) -> None:
    alter(past_walls, desk, statement)
    assert invariant in {discrepancy.invariant for discrepancy in desk.reconciled()}


def richer(account: Account) -> None:
    number, lot = next(iter(account.lots.items()))
    account.lots[number] = lot._replace(left=lot.left + 100)


def indebted(account: Account) -> None:
    account.owed["bonus"] = 100


def counted(account: Account) -> None:
    account.tallies["spend_total"].total += 100


def promoted(account: Account) -> None:
    account.standing.level = "vip_privilege"


def younger(account: Account) -> None:
    account.people[account.holder].birth_date = date(2000, 1, 1)


SNAPSHOTS: list[tuple[str, Change]] = [
    ("I2", richer),
    ("I2", indebted),
    ("I2", counted),
    ("I8", promoted),
    ("I8", younger),
]


@pytest.mark.parametrize(("invariant", "change"), SNAPSHOTS, ids=[change.__name__ for _, change in SNAPSHOTS])
def test_an_edited_snapshot_is_named_by_its_account(
    past_walls: str, desk: Till, invariant: str, change: Change
) -> None:
    with behind_its_back(past_walls) as connection:
        rows = connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.tenant_id == desk.chain.id)).all()
        row = next(row for row in rows if SNAPSHOT.validate_json(row.snapshot).lots)
        account = SNAPSHOT.validate_json(row.snapshot)
        change(account)
        mine = (ACCOUNTS.c.tenant_id == row.tenant_id) & (ACCOUNTS.c.id == row.id)
        connection.execute(update(ACCOUNTS).where(mine).values(snapshot=SNAPSHOT.dump_json(account).decode()))
    found = {(discrepancy.invariant, discrepancy.subject) for discrepancy in desk.reconciled()}
    assert (invariant, str(row.id)) in found


@pytest.mark.parametrize(
    ("table", "column", "part", "value", "invariant"),
    [
        (OPERATIONS, "result", "earned", "100.00", "I8"),
        (OPERATIONS, "request", "receipt", "other", "I8"),
        (CERTIFICATES, "details", "state", "booked", "I6"),
    ],
    ids=["result", "request", "certificate"],
)
def test_an_edited_answer_or_question_is_found(
    past_walls: str, desk: Till, table: Table, column: str, part: str, value: str, invariant: str
) -> None:
    with behind_its_back(past_walls) as connection:
        mine = table.c.tenant_id == desk.chain.id
        if table is OPERATIONS:
            mine &= table.c.verb == "purchase"
        row = connection.execute(select(table.c.id, table.c[column]).where(mine)).first()
        assert row is not None
        connection.execute(update(table).where(mine, table.c.id == row.id).values({column: {**row[1], part: value}}))
    assert invariant in {discrepancy.invariant for discrepancy in desk.reconciled()}


def test_a_receipt_taken_out_with_its_lines_is_found(past_walls: str, desk: Till) -> None:
    with behind_its_back(past_walls) as connection:
        number = RECEIPTS.c.number == "sold"
        of = select(RECEIPTS.c.id).where(RECEIPTS.c.tenant_id == desk.chain.id, number).scalar_subquery()
        connection.execute(delete(LINES).where(LINES.c.tenant_id == desk.chain.id, LINES.c.receipt_id == of))
        connection.execute(delete(NOTES).where(NOTES.c.tenant_id == desk.chain.id, NOTES.c.receipt_id == of))
        connection.execute(delete(RECEIPTS).where(RECEIPTS.c.tenant_id == desk.chain.id, number))
    assert ("I8", "sold") in {(discrepancy.invariant, discrepancy.subject) for discrepancy in desk.reconciled()}


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_row_that_refers_to_nothing_is_found_i7(past_walls: str, desk: Till) -> None:
    """Only a file can be edited so; PostgreSQL keeps its keys whoever writes."""
    with behind_its_back(past_walls) as connection:
        mine = (LOTS.c.tenant_id == desk.chain.id) & (LOTS.c.number == 1)
        connection.execute(update(LOTS).where(mine).values(operation_id=uuid4()))
    assert "I7" in {discrepancy.invariant for discrepancy in desk.reconciled()}


def test_what_was_altered_in_one_chain_is_not_seen_in_another(past_walls: str, desk: Till) -> None:
    other = till("seven_krasok")
    told(other)
    alter(past_walls, desk, ALTERED["an entry's amount"][1])
    assert desk.reconciled() != []
    assert other.reconciled() == []
