"""Proves a chain's ledger: every cache against the entries, every entry against its chain, everything against a replay
of what was asked (I1–I8).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Table, and_, func, select
from sqlalchemy.orm import Session

from webapp.engine import facts
from webapp.engine.decisions import Decision
from webapp.engine.decisions import Entry as Moved
from webapp.engine.events import EVENTS
from webapp.engine.facts import Chain
from webapp.engine.journal import plain
from webapp.engine.programme import Timeline
from webapp.engine.world import World
from webapp.ledger.account import SNAPSHOT, lot_of, receipt_of
from webapp.ledger.post import link
from webapp.ledger.tables import Account, Entry, LevelSpan, Line, Lot, Measure, Operation, Receipt

AT_ONCE = 500
OPENING = frozenset({"enrol", "opening", "leave_account"})
"""The verbs that open an account, which is the first of those that they change."""
FIGURES = ("gross", "discount", "redeemed", "payable", "earned")
LEDGER = (Account, Operation, Receipt, Line, Lot, Entry, Measure, LevelSpan)


class Discrepancy(NamedTuple):
    """What does not fit: the invariant, whose account or which operation, and what was found."""

    invariant: str
    subject: str
    found: str


class Proof(NamedTuple):
    """What does not fit, and the world as the operations of the chain make it."""

    found: list[Discrepancy]
    world: World


def reconcile(session: Session, tenant: UUID, timeline: Timeline, lists: Chain) -> Proof:
    """All that does not fit in the chain's books; nothing where they are in order."""
    found: list[Discrepancy] = []
    for account in _all(session, tenant, Account, Account.id):
        found.extend(_account(session, tenant, account))
    found.extend(_strays(session, tenant))
    replay = _Replay(World(timeline, lists, ranks=False))
    found.extend(replay.tell(session, tenant))
    found.extend(replay.compare(session, tenant))
    return Proof(found, replay.world)


def _all(session: Session, tenant: UUID, table: type[Any], *order: Any) -> Iterator[Any]:
    rows = session.execute(select(table).where(table.tenant_id == tenant).order_by(*order))
    yield from rows.scalars().yield_per(AT_ONCE)


def _account(session: Session, tenant: UUID, row: Account) -> Iterator[Discrepancy]:
    """I1, I2, I3, I5 and the caches of one account."""
    subject = str(row.id)
    account = SNAPSHOT.validate_json(row.snapshot)
    here = (Entry.tenant_id == tenant, Entry.account_id == row.id)
    entries = session.scalars(select(Entry).where(*here).order_by(Entry.number)).all()
    yield from _chained(row, list(entries))
    left: dict[int, int] = defaultdict(int)
    lapsed: dict[int, int] = defaultdict(int)
    owed: dict[str, int] = defaultdict(int)
    for entry in entries:
        owed[entry.wallet] += entry.debt
        if entry.lot is not None:
            left[entry.lot] += entry.amount
            lapsed[entry.lot] += entry.lapsed
    lots = session.scalars(select(Lot).where(Lot.tenant_id == tenant, Lot.account_id == row.id)).all()
    for lot in lots:
        if (lot.left_over, lot.lapsed) != (left[lot.number], lapsed[lot.number]):
            yield Discrepancy("I2", subject, f"lot {lot.number}: {lot.left_over}, its entries say {left[lot.number]}")
        if not 0 <= lot.left_over <= lot.issued:
            yield Discrepancy("I3", subject, f"lot {lot.number}: {lot.left_over} of {lot.issued}")
    open_lots = {lot.number: lot_of(lot) for lot in lots if lot.left_over}
    if open_lots != account.lots:
        yield Discrepancy("I2", subject, f"the balance says {account.lots}, the lots {open_lots}")
    if {wallet: amount for wallet, amount in owed.items() if amount} != account.owed:
        yield Discrepancy("I2", subject, f"owed: {account.owed}, the entries say {dict(owed)}")
    if sum(entry.amount for entry in entries) != sum(lot.left for lot in open_lots.values()):
        yield Discrepancy("I5", subject, "what was issued is not what was spent, expired, taken back and left")
    yield from _measures(session, tenant, row.id, account)
    yield from _levels(session, tenant, row.id, account)


def _chained(row: Account, entries: list[Entry]) -> Iterator[Discrepancy]:
    """The first entry that was altered, left out or put in (R70)."""
    chain = ""
    for number, entry in enumerate(entries, start=1):
        moved = Moved(
            entry.kind, entry.wallet, entry.lot, entry.amount, entry.day, entry.rule, entry.debt, entry.lapsed
        )
        chain = link(chain, entry.account_id, number, entry.operation_id, moved)
        if entry.number != number or entry.chain != chain:
            yield Discrepancy("I1", str(row.id), f"entry {number} is not what was written")
            return
    if (row.entries, row.chain) != (len(entries), chain):
        yield Discrepancy("I1", str(row.id), f"{row.entries} entries were written, {len(entries)} are there")


def _measures(session: Session, tenant: UUID, account_id: UUID, account: facts.Account) -> Iterator[Discrepancy]:
    """The counters of the snapshot against the days that were written down."""
    kept: dict[str, dict[Any, int]] = defaultdict(dict)
    rows = session.scalars(select(Measure).where(Measure.tenant_id == tenant, Measure.account_id == account_id))
    for row in rows:
        tally = account.tallies.get(row.counter)
        if row.amount and tally is not None and tally.epoch == row.epoch:
            kept[row.counter][row.day] = row.amount
    for name, tally in account.tallies.items():
        days = kept.get(name, {})
        if any(days.get(day) != amount for day, amount in tally.days.items()) or tally.total != sum(days.values()):
            yield Discrepancy("I2", str(account_id), f"counter {name}: {tally.days}, written down were {days}")


def _levels(session: Session, tenant: UUID, account_id: UUID, account: facts.Account) -> Iterator[Discrepancy]:
    rows = select(LevelSpan).where(LevelSpan.tenant_id == tenant, LevelSpan.account_id == account_id)
    written = [(row.since, row.level) for row in session.scalars(rows.order_by(LevelSpan.number))]
    if written != [tuple(span) for span in account.standing.history]:
        yield Discrepancy("I2", str(account_id), f"levels: {account.standing.history}, written down were {written}")


def _strays(session: Session, tenant: UUID) -> Iterator[Discrepancy]:
    """I7: rows that refer to none of their own chain. The keys forbid it; a file edited by hand may have it."""
    for model in LEDGER:
        table: Any = model.__table__
        for key in table.foreign_key_constraints:
            parent: Table = key.referred_table.alias()
            pairs = [(table.c[element.parent.name], parent.c[element.column.name]) for element in key.elements]
            same = and_(*[child == theirs for child, theirs in pairs])
            named = and_(table.c.tenant_id == tenant, *[child.is_not(None) for child, _ in pairs])
            query = select(func.count()).select_from(table.outerjoin(parent, same))
            lost = session.execute(query.where(named, pairs[0][1].is_(None))).scalar_one()
            if lost:
                yield Discrepancy("I7", table.name, f"{lost} rows break {key.name}")


class _Replay:
    """I8: all operations again, in their order, by the revisions of their time, end where the books stand; what was
    posted while others were published, by those that it knew. On the way I4 and I6.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.timeline = world.timeline
        self.counted: Counter[tuple[Any, ...]] = Counter()
        self.figures: dict[str, list[int]] = {}

    def tell(self, session: Session, tenant: UUID) -> Iterator[Discrepancy]:
        known: set[str] = set()
        used: set[str] = set()
        for row in _all(session, tenant, Operation, Operation.id):
            if row.key in known:
                yield Discrepancy("I4", str(row.id), f"the key {row.key} was used twice")
            known.add(row.key)
            certificate = row.request.get("certificate") if row.verb == "use_certificate" else None
            if certificate in used:
                yield Discrepancy("I6", certificate, "used twice")
            used.update([certificate] if certificate else [])
            event = EVENTS[row.verb].model_validate(row.request)
            opened = str(row.account_id) if row.verb in OPENING else ""
            at = datetime.fromisoformat(row.local)
            if getattr(event, "dated", None) is None:
                self.world.timeline = self.timeline.known_under(str(row.revision_id), at)
            decision = self.world.tell(at, row.verb, event, opened)
            self._count(decision)
            if plain(decision.result) != row.result:
                answers = f"answered {row.result}, would answer {plain(decision.result)}"
                yield Discrepancy("I8", str(row.id), answers)

    def _count(self, decision: Decision) -> None:
        for change in decision.changes:
            for counted in change.counted:
                self.counted[change.account.id, counted.counter, counted.epoch, counted.day] += counted.amount
        if decision.verb == "purchase" and decision.receipt is not None:
            self.figures[decision.receipt.number] = [decision.result[name] for name in FIGURES]

    def compare(self, session: Session, tenant: UUID) -> Iterator[Discrepancy]:
        yield from self._accounts(session, tenant)
        yield from self._receipts(session, tenant)
        counted: Counter[tuple[Any, ...]] = Counter()
        for row in _all(session, tenant, Measure):
            counted[str(row.account_id), row.counter, row.epoch, row.day] = row.amount
        for key in counted.keys() | self.counted.keys():
            if counted[key] != self.counted[key]:
                yield Discrepancy(
                    "I8", key[0], f"{key[1]} of {key[3]}: {counted[key]}, counted was {self.counted[key]}"
                )

    def _accounts(self, session: Session, tenant: UUID) -> Iterator[Discrepancy]:
        for account in _all(session, tenant, Account, Account.id):
            kept = SNAPSHOT.validate_json(account.snapshot)
            if self.world.accounts.get(kept.id) != kept:
                yield Discrepancy("I8", str(account.id), "a replay of its operations ends elsewhere")
        for lot in _all(session, tenant, Lot):
            closed = self.world.closed_lots.get(str(lot.account_id), {})
            if not lot.left_over and closed.get(lot.number) != lot_of(lot):
                yield Discrepancy("I8", str(lot.account_id), f"lot {lot.number} is not what its operations made of it")

    def _receipts(self, session: Session, tenant: UUID) -> Iterator[Discrepancy]:
        unseen = set(self.world.receipts)
        for row, lines in _with_lines(session, tenant):
            unseen.discard(row.folded)
            same = self.world.receipts.get(row.folded) == receipt_of(row, lines)
            if not same or self.figures[row.number] != [getattr(row, name) for name in FIGURES]:
                yield Discrepancy("I8", row.number, "the receipt is not what its operations made of it")
        for number in unseen:
            yield Discrepancy("I8", number, "the receipt is not there")


def _with_lines(session: Session, tenant: UUID) -> Iterator[tuple[Receipt, list[Line]]]:
    """Both tables are read once, side by side."""
    lines = _all(session, tenant, Line, Line.receipt_id, Line.number)
    groups = groupby(lines, key=lambda line: line.receipt_id)
    of, group = next(groups, (None, iter(())))
    for row in _all(session, tenant, Receipt, Receipt.id):
        while of is not None and of < row.id:
            of, group = next(groups, (None, iter(())))
        yield row, list(group) if of == row.id else []
