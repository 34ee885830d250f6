"""Bare postings, written by hand: the account is locked and read, 5 % of the lines earned and the bonuses that may pay
30 % of them taken, and all of it written and committed as durably, under the same keys, as the product does. Neither may
be made slow.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import psycopg

from webapp.database import new_id

Sold = list[tuple[str, int, int]]
"""(group, price, quantity)"""

END = date(2099, 1, 1)


class Place(NamedTuple):
    """Whose posting it is; ids as the store keeps them."""

    tenant: Any
    account: Any
    member: Any
    revision: Any


class Work(NamedTuple):
    """What a posting writes."""

    state: str
    entries: int
    chain: str
    lines: list[tuple[Any, ...]]
    lots: list[tuple[Any, ...]]
    moved: list[tuple[Any, ...]]
    figures: tuple[int, int, int]
    result: str
    lot: int


def worked_out(snapshot: str, entries: int, chain: str, lines: Sold) -> Work:
    state = json.loads(snapshot)
    left = sum(price * quantity for _, price, quantity in lines) * 30 // 100
    lots: list[tuple[Any, ...]] = []
    moved: list[tuple[Any, ...]] = []
    redeemed = 0
    for lot in state["lots"]:
        part = min(lot[1], left)
        lot[1] -= part
        left -= part
        redeemed += part
        if part:
            lots.append((lot[0], 0, lot[1]))
            moved.append(("redeemed", lot[0], -part))
    gross = sum(price * quantity for _, price, quantity in lines)
    sold, answers, share = [], [], redeemed
    earned_all = 0
    for number, (group, price, quantity) in enumerate(lines, start=1):
        paid = min(share, price * quantity * 30 // 100)
        share -= paid
        earned = (price * quantity - paid) // 20
        earned_all += earned
        draws = json.dumps({"redeemed": [paid], "draws": [[lot[:2] for lot in lots]]})
        sold.append((number, group, price, quantity, paid, price * quantity - paid, earned, draws, '[["cashback"]]'))
        answers.append({"redeemed": paid, "payable": price * quantity - paid, "earned": earned})
    state["number"] += 1
    state["lots"] = [lot for lot in state["lots"] if lot[1]] + [[state["number"], earned_all]]
    lots.append((state["number"], earned_all, earned_all))
    moved.append(("accrued", state["number"], earned_all))
    chained = []
    for kind, lot, amount in moved:
        entries += 1
        chain = hashlib.sha256(json.dumps([chain, entries, kind, lot, amount]).encode()).hexdigest()
        chained.append((entries, kind, lot, amount, chain))
    result = {"gross": gross, "redeemed": redeemed, "payable": gross - redeemed, "earned": earned_all, "lines": answers}
    figures = (gross, redeemed, earned_all)
    return Work(json.dumps(state), entries, chain, sold, lots, chained, figures, json.dumps(result), state["number"])


FRESH = json.dumps({"lots": [], "number": 0})


class PostgreSQL:
    """Two trips and a commit: the second is one data-modifying statement with arrays for the rows."""

    READ = "SELECT snapshot, entries, chain FROM accounts WHERE tenant_id = %s AND id = %s FOR UPDATE"
    WRITE = """
    WITH a AS (
        UPDATE accounts SET snapshot = %(state)s, entries = %(entries)s, chain = %(chain)s, last_operation_id = %(operation)s
        WHERE tenant_id = %(tenant)s AND id = %(account)s),
    o AS (
        INSERT INTO operations (tenant_id, id, key, fingerprint, verb, account_id, member_id, revision_id, at, local,
            request, result)
        VALUES (%(tenant)s, %(operation)s, %(key)s, %(fingerprint)s, 'purchase', %(account)s, %(member)s, %(revision)s,
            %(at)s, '2026-11-22T12:00:00', %(request)s, %(result)s)),
    r AS (
        INSERT INTO receipts (tenant_id, id, number, folded, operation_id, account_id, member_id, salon, channel, day,
            gross, discount, redeemed, payable, earned, tenders, lot, wallet, epochs, once)
        VALUES (%(tenant)s, %(receipt)s, %(key)s, %(key)s, %(operation)s, %(account)s, %(member)s, 'main', 'desk', %(day)s,
            %(gross)s, 0, %(redeemed)s, %(payable)s, %(earned)s, '{}', %(lot)s, 'bonus', '{}', '{}')),
    l AS (
        INSERT INTO lines (tenant_id, receipt_id, number, item_group, price, quantity, hours, discount, redeemed, payable,
            earned, returned, units, because)
        SELECT %(tenant)s, %(receipt)s, n, g, p, q, 0, 0, d, y, e, 0, CAST(u AS json), CAST(b AS json)
        FROM unnest(%(l0)s::int[], %(l1)s::text[], %(l2)s::bigint[], %(l3)s::int[], %(l4)s::bigint[], %(l5)s::bigint[],
            %(l6)s::bigint[], %(l7)s::text[], %(l8)s::text[]) AS t (n, g, p, q, d, y, e, u, b)),
    k AS (
        INSERT INTO lots (tenant_id, account_id, number, operation_id, wallet, issued, left_over, lapsed, born,
            available_from, expires, source)
        SELECT %(tenant)s, %(account)s, n, %(operation)s, 'bonus', i, f, 0, %(day)s, %(day)s, %(end)s, %(key)s
        FROM unnest(%(k0)s::int[], %(k1)s::bigint[], %(k2)s::bigint[]) AS t (n, i, f)
        ON CONFLICT (tenant_id, account_id, number) DO UPDATE SET left_over = excluded.left_over)
    INSERT INTO entries (tenant_id, account_id, number, operation_id, revision_id, kind, wallet, lot, amount, debt,
        lapsed, day, rule, chain)
    SELECT %(tenant)s, %(account)s, n, %(operation)s, %(revision)s, k, 'bonus', o, m, 0, 0, %(day)s, 'cashback', c
    FROM unnest(%(m0)s::int[], %(m1)s::text[], %(m2)s::int[], %(m3)s::bigint[], %(m4)s::text[]) AS t (n, k, o, m, c)
    """

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url.replace("+psycopg", ""))

    def begin(self, place: Place) -> None:
        """The account's state as this posting keeps it."""
        mine = (FRESH, place.tenant, place.account)
        self._raise_walls(place)
        self.connection.execute("UPDATE accounts SET snapshot = %s WHERE tenant_id = %s AND id = %s", mine)
        self.connection.commit()

    def _raise_walls(self, place: Place) -> None:
        self.connection.execute(f"SET LOCAL app.tenant = '{place.tenant}'".encode(), prepare=False)

    def post(self, place: Place, key: str, lines: Sold) -> None:
        self._raise_walls(place)
        cursor = self.connection.cursor()
        row = cursor.execute(self.READ, (place.tenant, place.account)).fetchone()
        assert row is not None
        work = worked_out(row[0], row[1], row[2], lines)
        arrays = {
            f"{letter}{place}": [row[place] for row in rows]
            for letter, rows, width in (("l", work.lines, 9), ("k", work.lots, 3), ("m", work.moved, 5))
            for place in range(width)
        }
        request = json.dumps({"receipt": key, "lines": lines})
        gross, redeemed, earned = work.figures
        values = {
            **arrays,
            **place._asdict(),
            "operation": new_id(),
            "receipt": new_id(),
            "key": key,
            "fingerprint": hashlib.sha256(request.encode()).hexdigest(),
            "at": datetime.now(UTC),
            "day": date.today(),
            "end": END,
            "request": request,
            "result": work.result,
            "state": work.state,
            "entries": work.entries,
            "chain": work.chain,
            "lot": work.lot,
            "gross": gross,
            "redeemed": redeemed,
            "payable": gross - redeemed,
            "earned": earned,
        }
        cursor.execute(self.WRITE, values)
        self.connection.commit()


class SQLite:
    """Plain statements in one transaction; the lines by one call."""

    READ = "SELECT snapshot, entries, chain FROM accounts WHERE tenant_id = ? AND id = ?"
    ACCOUNT = """UPDATE accounts SET snapshot = ?, entries = ?, chain = ?, last_operation_id = ?
        WHERE tenant_id = ? AND id = ?"""
    OPERATION = """INSERT INTO operations (tenant_id, id, key, fingerprint, verb, account_id, member_id, revision_id, at,
        local, request, result) VALUES (?, ?, ?, ?, 'purchase', ?, ?, ?, ?, '2026-11-22T12:00:00', ?, ?)"""
    RECEIPT = """INSERT INTO receipts (tenant_id, id, number, folded, operation_id, account_id, member_id, salon, channel,
        day, gross, discount, redeemed, payable, earned, tenders, lot, wallet, epochs, once)
        VALUES (?, ?, ?, ?, ?, ?, ?, 'main', 'desk', ?, ?, 0, ?, ?, ?, '{}', ?, 'bonus', '{}', '{}')"""
    LINE = """INSERT INTO lines (tenant_id, receipt_id, number, item_group, price, quantity, hours, discount, redeemed,
        payable, earned, returned, units, because) VALUES (?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?, 0, ?, ?)"""
    LOT = """INSERT INTO lots (tenant_id, account_id, operation_id, wallet, lapsed, born, available_from, expires, source,
        number, issued, left_over) VALUES (?, ?, ?, 'bonus', 0, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (tenant_id, account_id, number) DO UPDATE SET left_over = excluded.left_over"""
    ENTRY = """INSERT INTO entries (tenant_id, account_id, operation_id, revision_id, day, wallet, debt, lapsed, rule,
        number, kind, lot, amount, chain) VALUES (?, ?, ?, ?, ?, 'bonus', 0, 0, 'cashback', ?, ?, ?, ?, ?)"""

    def __init__(self, url: str) -> None:
        self.connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        for pragma in ("busy_timeout=30000", "foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL"):
            self.connection.execute(f"PRAGMA {pragma}")

    def begin(self, place: Place) -> None:
        mine = (FRESH, place.tenant, place.account)
        self.connection.execute("UPDATE accounts SET snapshot = ? WHERE tenant_id = ? AND id = ?", mine)

    def post(self, place: Place, key: str, lines: Sold) -> None:
        told = self.connection.execute
        tenant, account, member, revision = place
        operation, receipt, day = new_id().hex, new_id().hex, date.today().isoformat()
        told("BEGIN IMMEDIATE")
        snapshot, entries, chain = told(self.READ, (tenant, account)).fetchone()
        work = worked_out(snapshot, entries, chain, lines)
        request = json.dumps({"receipt": key, "lines": lines})
        fingerprint, at = hashlib.sha256(request.encode()).hexdigest(), datetime.now(UTC).isoformat(" ")
        gross, redeemed, earned = work.figures
        told(self.ACCOUNT, (work.state, work.entries, work.chain, operation, tenant, account))
        done = (tenant, operation, key, fingerprint, account, member, revision, at, request, work.result)
        told(self.OPERATION, done)
        sums = (gross, redeemed, gross - redeemed, earned, work.lot)
        told(self.RECEIPT, (tenant, receipt, key, key, operation, account, member, day, *sums))
        many = self.connection.executemany
        many(self.LINE, [(tenant, receipt, *line) for line in work.lines])
        born = (tenant, account, operation, day, day, END.isoformat(), key)
        many(self.LOT, [(*born, *lot) for lot in work.lots])
        many(self.ENTRY, [(tenant, account, operation, revision, day, *entry) for entry in work.moved])
        told("COMMIT")


def place_of(url: str, tenant: UUID, account: str, member: str, revision: str) -> Place:
    ids = (tenant, UUID(account), UUID(member), UUID(revision))
    return Place(*[found.hex for found in ids]) if url.startswith("sqlite") else Place(*ids)


def store(url: str) -> PostgreSQL | SQLite:
    return SQLite(url) if url.startswith("sqlite") else PostgreSQL(url)
