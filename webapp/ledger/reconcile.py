"""Proves a chain's ledger: every cache against the entries, every entry against its chain, everything against
a replay (I1–I8).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.engine import facts
from webapp.engine.decisions import Entry as Moved
from webapp.engine.events import EVENTS
from webapp.engine.facts import Chain
from webapp.engine.journal import plain
from webapp.engine.programme import Timeline
from webapp.engine.world import World
from webapp.ledger.account import SNAPSHOT
from webapp.ledger.post import link
from webapp.ledger.tables import Account, Entry, LevelSpan, Lot, Measure, Operation

AT_ONCE = 500


class Discrepancy(NamedTuple):
    """What does not fit: the invariant, whose account or which operation, and what was found."""

    invariant: str
    subject: str
    found: str


def reconcile(session: Session, tenant: UUID, timeline: Timeline, lists: Chain) -> list[Discrepancy]:
    """All that does not fit in the chain's books; nothing where they are in order."""
    found: list[Discrepancy] = []
    rows = session.execute(select(Account).where(Account.tenant_id == tenant).order_by(Account.id))
    for account in rows.scalars().yield_per(AT_ONCE):
        found.extend(_account(session, tenant, account))
    found.extend(_certificates(session, tenant))
    found.extend(_replay(session, tenant, timeline, lists))
    return found


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
    open_lots = {lot.number: lot.left_over for lot in lots if lot.left_over}
    if open_lots != {lot.number: lot.left for lot in account.lots.values()}:
        yield Discrepancy("I2", subject, f"the balance says {account.lots}, the lots {open_lots}")
    if {wallet: amount for wallet, amount in owed.items() if amount} != account.owed:
        yield Discrepancy("I2", subject, f"owed: {account.owed}, the entries say {dict(owed)}")
    if sum(entry.amount for entry in entries) != sum(open_lots.values()):
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


def _certificates(session: Session, tenant: UUID) -> Iterator[Discrepancy]:
    """I6: used once at most."""
    used: dict[str, int] = defaultdict(int)
    rows = select(Operation.request).where(Operation.tenant_id == tenant, Operation.verb == "use_certificate")
    for request in session.scalars(rows):
        used[request["certificate"]] += 1
    for certificate, times in used.items():
        if times > 1:
            yield Discrepancy("I6", certificate, f"used {times} times")


def _replay(session: Session, tenant: UUID, timeline: Timeline, lists: Chain) -> Iterator[Discrepancy]:
    """I8: all operations again, in their order, by the revisions of their time, end where the books stand."""
    world = World(timeline, lists)
    rows = session.execute(select(Operation).where(Operation.tenant_id == tenant).order_by(Operation.id))
    for row in rows.scalars().yield_per(AT_ONCE):
        event = EVENTS[row.verb].model_validate(row.request)
        opened = str(row.account_id) if row.verb == "enrol" else ""
        decision = world.tell(datetime.fromisoformat(row.local), row.verb, event, opened)
        if plain(decision.result) != row.result:
            yield Discrepancy("I8", str(row.id), f"answered {row.result}, would answer {plain(decision.result)}")
    for account in session.scalars(select(Account).where(Account.tenant_id == tenant)):
        kept = SNAPSHOT.validate_json(account.snapshot)
        if world.accounts.get(kept.id) != kept:
            yield Discrepancy("I8", str(account.id), "a replay of its operations ends elsewhere")
