"""P3, P4: a receipt of three lines posted by the use case against a bare posting. P7: a member with 10 000 receipts
against one with 10.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import cache, partial
from itertools import count
from pathlib import Path
from statistics import median
from time import monotonic, perf_counter
from typing import Any
from uuid import UUID

from sqlalchemy import create_engine, insert, select, text, update
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from tests import databases
from tests.bench import limits_store
from tests.bench.limits_store import Place, Sold
from tests.bench.measure import Row, compared, interleaved
from tests.faults.crew import Crew
from tests.usecases.desk import ACTOR
from tests.usecases.founded import NOW
from tests.usecases.till import Till, till
from webapp.database import Base, new_id, opened, transact
from webapp.engine.events import Purchase
from webapp.engine.facts import folded_number
from webapp.ledger.account import SNAPSHOT
from webapp.usecases.open_chain import OpenChain, open_chain
from webapp.usecases.post_receipt import post_receipt

TABLES = Base.metadata.tables
ACCOUNTS, MEMBERS = TABLES["accounts"], TABLES["members"]
ROUNDS, CALLS, CONNECTIONS = 9, 40, 4
LINES: Sold = [("service", 150_000, 1), ("product", 99_900, 2), ("service", 250_000, 1)]
WRITTEN = [
    {"group": group, "price": f"{price // 100}.{price % 100:02d}", "quantity": quantity}
    for group, price, quantity in LINES
]
MANY = 10_000


def rows() -> list[Row]:
    measured = []
    databases.begin_run()
    try:
        with databases.fresh_postgresql() as fresh:
            databases.wait_for_the_disk()
            measured += [_alone(fresh.url, "P3 posting, PostgreSQL, 1 connection", 0.5, 0.35)]
            measured += [_together(fresh.url)]
            measured += [_long_history(fresh.url, fresh.owner_url, "P7 10 000 receipts, PostgreSQL")]
        with tempfile.TemporaryDirectory() as folder, databases.fresh_sqlite(Path(folder)) as fresh:
            measured += [_alone(fresh.url, "P4 posting, SQLite", 0.3, 0.15)]
            measured += [_long_history(fresh.url, fresh.owner_url, "P7 10 000 receipts, SQLite")]
    finally:
        databases.end_run()
    return measured


class Poster:
    """Posts receipts for one member, who spends as much as they may: by the use case, or bare."""

    def __init__(self, desk: Till) -> None:
        self.slug, self.member = desk.slug, desk.active("100")

    def product(self, chain: OpenChain, name: str) -> None:
        name = f"{self.member}-{name}"
        event = Purchase.model_validate({"member": self.member, "receipt": name, "lines": WRITTEN, "spend": "max"})
        outcome = post_receipt(chain, ACTOR, name, event, NOW)
        assert outcome.refused == []


def _place(url: str, desk: Till, member: str) -> Place:
    chain = desk.chain
    return limits_store.place_of(url, chain.id, _account_of(chain.id, member), member, str(chain.revisions[-1].id))


def _account_of(tenant: UUID, member: str) -> str:
    query = select(MEMBERS.c.account_id).where(MEMBERS.c.tenant_id == tenant, MEMBERS.c.id == UUID(member))
    return str(transact(lambda session: session.execute(query).scalar_one(), tenant, readonly=True))


def _row(name: str, ours: float, bare: float, ratio: float, spread: float, goal: float, defect: float) -> Row:
    return Row(name, f"{1 / ours:.0f}/s", f"{1 / bare:.0f}/s", ratio, spread, goal, defect, more=True)


def _alone(url: str, name: str, goal: float, defect: float) -> Row:
    """One connection each, in turn."""
    with opened(url):
        desk = till("blank")
        chain, poster = desk.chain, Poster(desk)
        place, bare = _place(url, desk, desk.active()), limits_store.store(url)
        bare.begin(place)
        names = (f"{number}" for number in count(1))

        def product() -> None:
            for _ in range(CALLS):
                poster.product(chain, next(names))

        def limit() -> None:
            for _ in range(CALLS):
                bare.post(place, next(names), LINES)

        ratio, spread, ours, theirs = interleaved(product, limit, ROUNDS)
        return _row(name, ours / CALLS, theirs / CALLS, 1 / ratio, spread, goal, defect)


def _together(url: str) -> Row:
    """As many processes as there are connections, each with a member of its own."""
    crew = Crew(CONNECTIONS)
    try:
        with opened(url):
            desk = till("blank")
            posters = [Poster(desk) for _ in range(CONNECTIONS)]
            places = [_place(url, desk, desk.active()) for _ in range(CONNECTIONS)]
            store = limits_store.store(url)
            for place in places:
                store.begin(place)
            pairs = []
            for turn in range(ROUNDS + 1):
                ours = crew.at_once(url, [partial(_posted, poster, f"{turn}") for poster in posters])
                bare = crew.at_once(url, [partial(_posted_bare, url, place, f"{turn}") for place in places])
                pairs.append((_span(ours), _span(bare)))
        ratio, spread, product, limit = compared(pairs[1:])
    finally:
        crew.leave()
    calls = CALLS * CONNECTIONS
    return _row("P3 posting, PostgreSQL, 4 connections", product / calls, limit / calls, 1 / ratio, spread, 0.5, 0.35)


def _span(spans: list[tuple[float, float]]) -> float:
    return max(end for _, end in spans) - min(begin for begin, _ in spans)


def _posted(poster: Poster, turn: str) -> tuple[float, float]:
    """In a process of the crew: from when until when it took."""
    chain = _chain(poster.slug)
    begun = monotonic()
    for number in range(CALLS):
        poster.product(chain, f"{turn}-{number}")
    return begun, monotonic()


def _posted_bare(url: str, place: Place, turn: str) -> tuple[float, float]:
    store = _bare_store(url)
    begun = monotonic()
    for number in range(CALLS):
        store.post(place, f"{place.member}-{turn}-{number}", LINES)
    return begun, monotonic()


@cache
def _bare_store(url: str) -> limits_store.PostgreSQL | limits_store.SQLite:
    return limits_store.store(url)


def _chain(slug: str) -> OpenChain:
    chain = open_chain(slug)
    assert chain is not None
    return chain


def _long_history(url: str, owner_url: str, name: str) -> Row:
    """The median posting of either member, in turn."""
    with opened(url):
        desk = till("blank")
        chain = desk.chain
        old, new = Poster(desk), Poster(desk)
        numbers = count()
        for _ in range(10):
            for poster in (old, new):
                poster.product(chain, f"{next(numbers)}")
        _lengthen(chain.id, UUID(_account_of(chain.id, old.member)), MANY)
        with create_engine(owner_url, poolclass=NullPool).begin() as connection:
            connection.execute(text("ANALYZE"))
        pairs = []
        for _ in range(ROUNDS):
            pairs.append((_median(old, chain, numbers), _median(new, chain, numbers)))
        ratio, spread, ours, theirs = compared(pairs)
    return Row(name, f"{ours * 1e3:.2f} ms", f"{theirs * 1e3:.2f} ms", ratio, spread, 1.1, 1.25)


def _median(poster: Poster, chain: OpenChain, numbers: Iterator[int]) -> float:
    took = []
    for _ in range(CALLS):
        begun = perf_counter()
        poster.product(chain, f"{next(numbers)}")
        took.append(perf_counter() - begun)
    return median(took)


def _lengthen(tenant: UUID, account: UUID, receipts: int) -> None:
    """Copies of the member's last receipt with all that it wrote, until there are so many; their lots are used up."""

    def work(session: Session) -> None:
        mine = (ACCOUNTS.c.tenant_id == tenant) & (ACCOUNTS.c.id == account)
        head = session.execute(select(ACCOUNTS).where(mine)).one()
        known = SNAPSHOT.validate_json(head.snapshot)
        copied = _Copied(session, tenant, account, head.entries, known.born_lots)
        for _ in range(receipts):
            copied.add()
        for name, rows in copied.rows.items():
            session.execute(insert(TABLES[name]), rows)
        known.born_lots += receipts
        grown = {"snapshot": SNAPSHOT.dump_json(known).decode(), "entries": head.entries + 2 * receipts}
        session.execute(update(ACCOUNTS).where(mine).values(grown))

    transact(work, tenant)


class _Copied:
    """The rows of further receipts like the account's last one."""

    def __init__(self, session: Session, tenant: UUID, account: UUID, entries: int, lots: int) -> None:
        self.entries, self.lots = entries, lots
        self.receipt = self._one(session, "receipts", tenant, TABLES["receipts"].c.account_id == account)
        of = TABLES["lines"].c.receipt_id == self.receipt["id"]
        self.line = self._one(session, "lines", tenant, of)
        by = self.receipt["operation_id"]
        self.operation = self._one(session, "operations", tenant, TABLES["operations"].c.id == by)
        self.lot = self._one(session, "lots", tenant, TABLES["lots"].c.operation_id == by)
        self.entry = self._one(session, "entries", tenant, TABLES["entries"].c.operation_id == by)
        self.rows: dict[str, list[dict[str, Any]]] = {
            name: [] for name in ("operations", "receipts", "lines", "lots", "entries")
        }

    def _one(self, session: Session, name: str, tenant: UUID, which: Any) -> dict[str, Any]:
        table = TABLES[name]
        query = select(table).where(table.c.tenant_id == tenant, which).limit(1)
        return dict(session.execute(query).mappings().one())

    def add(self) -> None:
        operation, receipt = new_id(), new_id()
        self.lots += 1
        by = {"operation_id": operation}
        self.rows["operations"].append({**self.operation, "id": operation, "key": str(operation)})
        named = {"id": receipt, "number": str(receipt), "folded": folded_number(str(receipt))}
        self.rows["receipts"].append({**self.receipt, **by, **named})
        self.rows["lines"] += [{**self.line, "receipt_id": receipt, "number": number} for number in (1, 2, 3)]
        self.rows["lots"].append({**self.lot, **by, "number": self.lots, "left_over": 0})
        for kind, sign in (("accrued", 1), ("redeemed", -1)):
            self.entries += 1
            moved = {"kind": kind, "lot": self.lots, "amount": sign * self.lot["issued"], "number": self.entries}
            self.rows["entries"].append({**self.entry, **by, **moved})
