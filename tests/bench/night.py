"""P11: what the night writes down of an account whose bonuses run out, against bare SQL that writes the same rows, with
as many accounts in a transaction and committed as durably. On SQLite, which has no server to wait for, the bounds are as
far apart from those of PostgreSQL as in P3 and P4.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from tests import databases
from tests.bench.measure import Row, interleaved
from tests.usecases.till import Till, till
from webapp.database import new_id, opened
from webapp.usecases.settle_accounts import settle_accounts

ROUNDS, ACCOUNTS = 5, 100
AFTER = 10
RULES = f"""
wallets: {{bonus: {{worth: 1, expires: {{after: {AFTER} days}}}}}}
rules: {{bonus: {{on: sale, then: {{earn: 10%}}}}}}
"""


def rows() -> list[Row]:
    measured = []
    databases.begin_run()
    try:
        with databases.fresh_postgresql() as fresh:
            databases.wait_for_the_disk()
            measured.append(_night(fresh, "P11 an account's night, PostgreSQL", PostgreSQL, 1.3, 2))
        with tempfile.TemporaryDirectory() as folder, databases.fresh_sqlite(Path(folder)) as fresh:
            measured.append(_night(fresh, "P11 an account's night, SQLite", SQLite, 3.3, 6.6))
    finally:
        databases.end_run()
    return measured


def _night(fresh: databases.Database, name: str, store: type[PostgreSQL | SQLite], goal: float, defect: float) -> Row:
    """Each night has so many accounts of its own that fall due."""
    with opened(fresh.url):
        ours, theirs = (_filled() for _ in range(2))
        with create_engine(fresh.owner_url, poolclass=NullPool).begin() as connection:
            connection.execute(text("ANALYZE"))
        bare, revision = store(fresh.url), theirs.chain.revisions[-1].id
        nights, bare_nights = _nights(ours), _nights(theirs)

        def product() -> None:
            assert settle_accounts(ours.chain, next(nights)) == ACCOUNTS

        def limit() -> None:
            assert bare.settle(theirs.chain.id, revision, theirs.chain.local(next(bare_nights)).date()) == ACCOUNTS

        ratio, spread, took, least = interleaved(product, limit, ROUNDS)
    each = (f"{took / ACCOUNTS * 1e3:.2f} ms", f"{least / ACCOUNTS * 1e3:.2f} ms")
    return Row(name, *each, ratio, spread, goal, defect)


def _filled() -> Till:
    """A chain in which every day has bought for the night that follows it in due time."""
    desk = till(rules=RULES)
    for _ in range(ROUNDS + 1):
        for _ in range(ACCOUNTS):
            assert desk.purchase(desk.enrolled())().refused == []
        desk.now += timedelta(days=1)
    return desk


def _nights(desk: Till) -> Iterator[datetime]:
    for night in range(ROUNDS + 1):
        yield desk.now + timedelta(days=AFTER + night - ROUNDS - 1)


Due = list[tuple[Any, ...]]


def worked_out(found: Due) -> list[tuple[Any, ...]]:
    """(account, snapshot, entries, chain, operation, lot, amount) of each, with nothing left of its only lot."""
    done = []
    for account, snapshot, entries, chain, lot, left in found:
        state = json.loads(snapshot)
        state["lots"] = {}
        told = json.dumps([chain, entries + 1, "expired", lot, -left])
        chain = hashlib.sha256(told.encode()).hexdigest()
        done.append((account, json.dumps(state), entries + 1, chain, new_id(), lot, -left))
    return done


class PostgreSQL:
    """Two trips and a commit."""

    READ = """SELECT a.id, a.snapshot, a.entries, a.chain, l.number, l.left_over FROM accounts a
        JOIN lots l ON l.tenant_id = a.tenant_id AND l.account_id = a.id AND l.left_over > 0
        WHERE a.tenant_id = %s AND a.due_on <= %s FOR UPDATE OF a"""
    WRITE = """
    WITH t AS (
        SELECT * FROM unnest(%(0)s::uuid[], %(1)s::text[], %(2)s::int[], %(3)s::text[], %(4)s::uuid[], %(5)s::int[],
            %(6)s::bigint[]) AS t (account, state, number, chain, operation, lot, amount)),
    a AS (
        UPDATE accounts SET snapshot = t.state, entries = t.number, chain = t.chain, last_operation_id = t.operation,
            due_on = NULL FROM t WHERE tenant_id = %(tenant)s AND id = t.account),
    l AS (
        UPDATE lots SET left_over = 0 FROM t
        WHERE tenant_id = %(tenant)s AND account_id = t.account AND lots.number = t.lot),
    o AS (
        INSERT INTO operations (tenant_id, id, key, fingerprint, verb, account_id, revision_id, at, local, request,
            result)
        SELECT %(tenant)s, t.operation, 'night ' || t.account || %(day)s, '', 'settle', t.account, %(revision)s,
            %(at)s, '2026-11-22T00:00:00', '{}', '{}' FROM t)
    INSERT INTO entries (tenant_id, account_id, number, operation_id, revision_id, kind, wallet, lot, amount, debt,
        lapsed, day, rule, chain)
    SELECT %(tenant)s, t.account, t.number, t.operation, %(revision)s, 'expired', 'bonus', t.lot, t.amount, 0, 0,
        %(day)s::date, '', t.chain FROM t
    """

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url.replace("+psycopg", ""))

    def settle(self, tenant: UUID, revision: UUID, day: date) -> int:
        self.connection.execute(f"SET LOCAL app.tenant = '{tenant}'".encode(), prepare=False)
        found = self.connection.execute(self.READ, (tenant, day)).fetchall()
        columns = dict(zip("0123456", map(list, zip(*worked_out(found), strict=True)), strict=True))
        told = {"tenant": tenant, "revision": revision, "day": f"{day}", "at": datetime.now(UTC)}
        self.connection.execute(self.WRITE, columns | told)
        self.connection.commit()
        return len(found)


class SQLite:
    """Each kind of rows by one call, in one transaction."""

    READ = """SELECT a.id, a.snapshot, a.entries, a.chain, l.number, l.left_over FROM accounts a
        JOIN lots l ON l.tenant_id = a.tenant_id AND l.account_id = a.id AND l.left_over > 0
        WHERE a.tenant_id = ? AND a.due_on <= ?"""
    ACCOUNT = """UPDATE accounts SET snapshot = ?, entries = ?, chain = ?, last_operation_id = ?, due_on = NULL
        WHERE tenant_id = ? AND id = ?"""
    LOT = "UPDATE lots SET left_over = 0 WHERE tenant_id = ? AND account_id = ? AND number = ?"
    OPERATION = """INSERT INTO operations (tenant_id, id, key, fingerprint, verb, account_id, revision_id, at, local,
        request, result) VALUES (?, ?, ?, '', 'settle', ?, ?, ?, '2026-11-22T00:00:00', '{}', '{}')"""
    ENTRY = """INSERT INTO entries (tenant_id, account_id, number, operation_id, revision_id, kind, wallet, lot, amount,
        debt, lapsed, day, rule, chain) VALUES (?, ?, ?, ?, ?, 'expired', 'bonus', ?, ?, 0, 0, ?, '', ?)"""

    def __init__(self, url: str) -> None:
        self.connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        for pragma in ("busy_timeout=30000", "foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL"):
            self.connection.execute(f"PRAGMA {pragma}")

    def settle(self, tenant: UUID, revision: UUID, day: date) -> int:
        told, many = self.connection.execute, self.connection.executemany
        here, by, at = tenant.hex, revision.hex, datetime.now(UTC).isoformat(" ")
        told("BEGIN IMMEDIATE")
        found = told(self.READ, (here, f"{day}")).fetchall()
        done = [(*one[:4], one[4].hex, *one[5:]) for one in worked_out(found)]
        many(self.OPERATION, [(here, one[4], f"night {one[0]} {day}", one[0], by, at) for one in done])
        many(self.ACCOUNT, [(*one[1:5], here, one[0]) for one in done])
        many(self.LOT, [(here, one[0], one[5]) for one in done])
        many(self.ENTRY, [(here, one[0], one[2], one[4], by, *one[5:], f"{day}", one[3]) for one in done])
        told("COMMIT")
        return len(found)
