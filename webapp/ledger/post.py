"""The only writer of the ledger: what a decision says, in a fixed number of statements, whatever the number of lines
(P1).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import Table, Uuid, bindparam, text
from sqlalchemy.orm import Session

from webapp.database import new_id
from webapp.engine.decisions import Change, Decision, Entry
from webapp.engine.facts import SoldLine, folded_number
from webapp.engine.programme import Timeline
from webapp.engine.settle import next_happening
from webapp.ledger import tables
from webapp.ledger.account import SNAPSHOT, UNITS, Held
from webapp.ledger.rows import Rows, write


@dataclass(frozen=True, slots=True)
class Posting:
    """Who did what, when and under which revision; `local` is the tenant's time of it."""

    tenant: UUID
    operation: UUID
    key: str
    fingerprint: str
    verb: str
    revision: UUID
    at: datetime
    local: datetime
    request: dict[str, Any]
    result: dict[str, Any]
    account: str | None = None
    member: str | None = None
    staff: UUID | None = None
    salon: str | None = None
    tablet: UUID | None = None
    by_member: UUID | None = None
    api_key: UUID | None = None


@dataclass(frozen=True, slots=True)
class Sale:
    """What a receipt's row tells beside the decision."""

    channel: str
    tenders: dict[str, int]


class Decided(NamedTuple):
    """A decision that is to be written down, with the accounts as they were read under their locks."""

    posting: Posting
    decision: Decision
    held: Mapping[str, Held]
    sale: Sale | None = None


def post(session: Session, timeline: Timeline, *decided: Decided) -> None:
    """Writes the operations and all that follows from them, of any number in as many statements as of one. The caller
    holds the accounts' locks and commits.
    """
    batches = zip(*(_batches(one, timeline) for one in decided), strict=True)
    write(session, *(same[0]._replace(rows=[row for batch in same for row in batch.rows]) for same in batches))


def _batches(decided: Decided, timeline: Timeline) -> Sequence[Rows]:
    posting, decision, held, sale = decided
    chains = {change.account.id: _chain(posting, change, held.get(change.account.id)) for change in decision.changes}
    return (
        _accounts(posting, decision, held, chains, timeline),
        _operation(posting),
        *_receipt(posting, decision, sale),
        _lots(posting, decision),
        Rows(_table(tables.Entry), _ENTRY, [row for rows in chains.values() for row in rows]),
        _measures(posting, decision),
        _level_spans(posting, decision, held),
    )


def _table(model: type[Any]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


_ACCOUNT = ("tenant_id", "id", "snapshot", "entries", "chain", "last_operation_id", "due_on", "opened_at")
_ACCOUNT_AGAIN = """ON CONFLICT (tenant_id, id) DO UPDATE SET
    snapshot = excluded.snapshot, entries = excluded.entries, chain = excluded.chain,
    last_operation_id = excluded.last_operation_id, due_on = excluded.due_on"""


def _accounts(
    posting: Posting,
    decision: Decision,
    held: Mapping[str, Held],
    chains: Mapping[str, list[list[Any]]],
    timeline: Timeline,
) -> Rows:
    rows = []
    for change in decision.changes:
        account = change.account
        before = held.get(account.id)
        entries = chains[account.id]
        count = (before.entries if before else 0) + len(entries)
        chain = entries[-1][-1] if entries else before.chain if before else ""
        due_on = next_happening(account, timeline)
        snapshot = SNAPSHOT.dump_json(account).decode()
        latest = (count, chain, posting.operation, due_on)
        rows.append((posting.tenant, UUID(account.id), snapshot, *latest, posting.at))
    return Rows(_table(tables.Account), _ACCOUNT, rows, _ACCOUNT_AGAIN)


_OPERATION = (
    "tenant_id",
    "id",
    "key",
    "fingerprint",
    "verb",
    "account_id",
    "member_id",
    "staff_id",
    "tablet_id",
    "by_member_id",
    "api_key_id",
    "salon",
    "revision_id",
    "at",
    "local",
    "request",
    "result",
    "ref",
)


def _operation(posting: Posting) -> Rows:
    row = (
        posting.tenant,
        posting.operation,
        posting.key,
        posting.fingerprint,
        posting.verb,
        _uuid(posting.account),
        _uuid(posting.member),
        posting.staff,
        posting.tablet,
        posting.by_member,
        posting.api_key,
        posting.salon,
        posting.revision,
        posting.at,
        posting.local.isoformat(timespec="seconds"),
        _json(posting.request),
        _json(posting.result),
        posting.request.get("ref"),
    )
    return Rows(_table(tables.Operation), _OPERATION, [row])


_RECEIPT = (
    "tenant_id",
    "id",
    "number",
    "folded",
    "operation_id",
    "account_id",
    "member_id",
    "salon",
    "channel",
    "day",
    "gross",
    "discount",
    "redeemed",
    "payable",
    "earned",
    "tenders",
    "lot",
    "wallet",
    "epochs",
    "once",
    "deeds",
    "booking",
)
_LINE = (
    "tenant_id",
    "receipt_id",
    "number",
    "item",
    "item_group",
    "price",
    "quantity",
    "hours",
    "discount",
    "redeemed",
    "payable",
    "earned",
    "returned",
    "units",
    "because",
)


def _receipt(posting: Posting, decision: Decision, sale: Sale | None) -> tuple[Rows, Rows]:
    receipt = decision.receipt
    if receipt is None or sale is None:
        return Rows(_table(tables.Receipt), _RECEIPT, []), Rows(_table(tables.Line), _LINE, [])
    receipt_id = new_id()
    lines = decision.lines
    row = (
        posting.tenant,
        receipt_id,
        receipt.number,
        folded_number(receipt.number),
        posting.operation,
        _uuid(receipt.account),
        _uuid(receipt.person),
        decision.salon or "",
        sale.channel,
        receipt.day,
        sum(line.gross for line in lines),
        sum(line.discount for line in lines),
        sum(line.redeemed for line in lines),
        sum(line.payable for line in lines),
        int(decision.result["earned"]),
        _json(sale.tenders),
        receipt.lot,
        receipt.wallet,
        _json(receipt.epochs),
        _json(receipt.once),
        _json(receipt.deeds) if receipt.deeds else None,
        receipt.booking,
    )
    rows = []
    for number, (line, sold) in enumerate(zip(lines, receipt.lines, strict=True), start=1):
        told = (_json(_units(sold)), _json(line.reasons))
        figures = (line.discount, line.redeemed, line.payable, line.earned, sold.returned, *told)
        what = (line.item, line.group, line.price, line.quantity, line.hours)
        rows.append((posting.tenant, receipt_id, number, *what, *figures))
    return Rows(_table(tables.Receipt), _RECEIPT, [row]), Rows(_table(tables.Line), _LINE, rows)


def _units(sold: SoldLine) -> dict[str, Any]:
    told = sold._asdict()
    return {name: told[name] for name in UNITS if told[name]}


_RETURNED = {
    "postgresql": """UPDATE lines SET returned = CAST(r ->> 1 AS integer)
        FROM jsonb_array_elements(CAST(:rows AS jsonb)) AS r
        WHERE lines.number = CAST(r ->> 0 AS integer) AND {same}""",
    "sqlite": """UPDATE lines SET returned = json_extract(r.value, '$[1]')
        FROM json_each(:rows) AS r
        WHERE lines.number = json_extract(r.value, '$[0]') AND {same}""",
}
_SAME = """lines.tenant_id = :tenant AND lines.receipt_id =
    (SELECT receipts.id FROM receipts WHERE receipts.tenant_id = :tenant AND receipts.folded = :folded)"""
_MARK = {
    dialect: text(statement.format(same=_SAME)).bindparams(bindparam("tenant", type_=Uuid()))
    for dialect, statement in _RETURNED.items()
}


def mark_returned(
    session: Session, posting: Posting, receipt_number: str, before: tuple[SoldLine, ...], after: tuple[SoldLine, ...]
) -> None:
    """Notes on the receipt's lines how many of their units have come back. The caller holds the receipt's lock."""
    pairs = zip(before, after, strict=True)
    rows = [(number, new.returned) for number, (old, new) in enumerate(pairs, start=1) if new.returned != old.returned]
    dialect = session.get_bind().dialect.name
    named = {"tenant": posting.tenant, "folded": folded_number(receipt_number)}
    session.execute(_MARK[dialect], {"rows": _json(rows), **named})


_LOT = (
    "tenant_id",
    "account_id",
    "number",
    "operation_id",
    "wallet",
    "issued",
    "left_over",
    "lapsed",
    "born",
    "available_from",
    "expires",
    "source",
    "campaign",
    "rule",
    "origin",
    "terms",
)
_LOT_AGAIN = """ON CONFLICT (tenant_id, account_id, number) DO UPDATE SET
    left_over = excluded.left_over, lapsed = excluded.lapsed, available_from = excluded.available_from,
    expires = excluded.expires, terms = excluded.terms"""


def _lots(posting: Posting, decision: Decision) -> Rows:
    rows = []
    for change in decision.changes:
        account = UUID(change.account.id)
        for lot in change.lots.values():
            amounts = (lot.issued, lot.left, lot.lapsed, lot.born, lot.available_from, lot.expires)
            terms = _json(lot.terms) if lot.terms else None
            whence = (lot.source, lot.campaign, lot.rule, lot.origin, terms)
            rows.append((posting.tenant, account, lot.number, posting.operation, lot.wallet, *amounts, *whence))
    return Rows(_table(tables.Lot), _LOT, rows, _LOT_AGAIN)


_ENTRY = (
    "tenant_id",
    "account_id",
    "number",
    "operation_id",
    "revision_id",
    "kind",
    "wallet",
    "lot",
    "amount",
    "debt",
    "lapsed",
    "day",
    "rule",
    "chain",
)


def _chain(posting: Posting, change: Change, before: Held | None) -> list[list[Any]]:
    """The account's new entries as rows, each with the hash of itself and of all before it (R70)."""
    number, chain = (before.entries, before.chain) if before else (0, "")
    account = UUID(change.account.id)
    rows = []
    for entry in change.entries:
        number += 1
        chain = link(chain, account, number, posting.operation, entry)
        moved = (entry.kind, entry.wallet, entry.lot, entry.amount, entry.debt, entry.lapsed, entry.day, entry.rule)
        rows.append([posting.tenant, account, number, posting.operation, posting.revision, *moved, chain])
    return rows


def link(before: str, account: UUID, number: int, operation: UUID, entry: Entry) -> str:
    """The hash that chains an entry to the one before it."""
    told = (before, str(account), number, str(operation), *entry[:4], *entry[5:])
    return hashlib.sha256(_HASHED([*told, entry.day.isoformat()]).encode()).hexdigest()


_HASHED = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Never to be changed: a hash must come out the same for good."""


_MEASURE = ("tenant_id", "account_id", "counter", "epoch", "day", "amount")
_MEASURE_AGAIN = (
    "ON CONFLICT (tenant_id, account_id, counter, epoch, day) DO UPDATE SET amount = measures.amount + excluded.amount"
)


def _measures(posting: Posting, decision: Decision) -> Rows:
    sums: dict[tuple[Any, ...], int] = {}
    for change in decision.changes:
        for counted in change.counted:
            key = (posting.tenant, UUID(change.account.id), counted.counter, counted.epoch, counted.day)
            sums[key] = sums.get(key, 0) + counted.amount
    rows = [(*key, amount) for key, amount in sums.items() if amount]
    return Rows(_table(tables.Measure), _MEASURE, rows, _MEASURE_AGAIN)


_LEVEL_SPAN = ("tenant_id", "account_id", "number", "level", "since")


def _level_spans(posting: Posting, decision: Decision, held: Mapping[str, Held]) -> Rows:
    rows = []
    for change in decision.changes:
        before = held.get(change.account.id)
        known = len(before.account.standing.history) if before else 0
        for number, span in enumerate(change.account.standing.history[known:], start=known + 1):
            rows.append((posting.tenant, UUID(change.account.id), number, span.level, span.since))
    return Rows(_table(tables.LevelSpan), _LEVEL_SPAN, rows)


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _json(value: Any) -> str:
    return to_json(value).decode()
