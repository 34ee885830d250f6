"""Reads accounts for a decision: locked, whole, by whatever names the member. One statement each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.database import locks_rows
from webapp.engine import facts
from webapp.engine.facts import Draw, Lot, SoldLine, folded_number
from webapp.ledger.tables import Account, Line, Receipt
from webapp.ledger.tables import Lot as LotRow

SNAPSHOT = TypeAdapter(facts.Account)
TERMS = TypeAdapter(facts.LotTerms)
DEEDS = TypeAdapter(tuple[facts.Deed, ...])


class Held(NamedTuple):
    """An account as it was read under its lock; the number and the hash of its last entry, and its last operation."""

    account: facts.Account
    entries: int
    chain: str
    last_operation: UUID


class Named(NamedTuple):
    """What a member is named by, one of WAYS: their id, a card or phone of theirs, a receipt or certificate."""

    way: str
    value: UUID | str | None


class Found(NamedTuple):
    """The accounts a decision needs, by id; whether the operation's key or the receipt's number are already known.

    `member` is who was named, `own` the account meant by it, `others` the one of the other member that was asked for. A
    key or number that came while this transaction waited for a lock is not told: writing them again will fail. Of the
    person who acts: whether the account is their own (or the other one, where both are merged), and how often they gave
    it something of late (R48).
    """

    accounts: dict[str, Held]
    member: str | None = None
    own: str | None = None
    others: str | None = None
    earlier: bool = False
    receipt_taken: bool = False
    whose_actor: bool = False
    credits: int = 0


class By(NamedTuple):
    """Someone of the staff, and since when what they gave is counted."""

    staff: UUID | None
    since: datetime


NOBODY = By(None, datetime(1970, 1, 1, tzinfo=UTC))


def _now(member: str) -> str:
    """Who the member is now: whoever was merged into another is that other one."""
    return f"""COALESCE((SELECT g.member_id FROM merges g
        WHERE g.tenant_id = :tenant AND g.gone_member_id = {member} AND g.undone_at IS NULL), {member})"""


WAYS = {
    "member": f"""SELECT m.id, m.account_id, m.brought_by FROM members m
        WHERE m.tenant_id = :tenant AND m.id = {_now(":named")}""",
    "phone": """SELECT m.id, m.account_id, m.brought_by
        FROM member_phones p JOIN members m ON m.tenant_id = p.tenant_id AND m.id = p.member_id
        WHERE p.tenant_id = :tenant AND p.number = :named""",
    "card": """SELECT m.id, m.account_id, m.brought_by
        FROM cards c JOIN members m ON m.tenant_id = c.tenant_id AND m.id = c.member_id
        WHERE c.tenant_id = :tenant AND c.number = :named""",
    "receipt": f"""SELECT m.id, COALESCE((SELECT g.account_id FROM merges g
            WHERE g.tenant_id = :tenant AND g.gone_account_id = r.account_id AND g.undone_at IS NULL), r.account_id)
            AS account_id, m.brought_by
        FROM receipts r JOIN members m ON m.tenant_id = r.tenant_id AND m.id = {_now("r.member_id")}
        WHERE r.tenant_id = :tenant AND r.folded = :named""",
    "certificate": """SELECT m.id, c.account_id, m.brought_by
        FROM certificates c JOIN members m ON m.tenant_id = c.tenant_id AND m.id = c.member_id
        WHERE c.tenant_id = :tenant AND c.id = :named""",
}
"""Members, and which account is meant: their own, or the one that a receipt or certificate belongs to."""
MERGING = "merging"
WAYS[MERGING] = WAYS["member"]

FOREVER = frozenset({"receipt", "certificate"})
"""What belongs to its account for good, even when its member joins another one."""

_KNOWN = """
    EXISTS (SELECT 1 FROM operations o WHERE o.tenant_id = :tenant AND o.key = :key) AS earlier,
    EXISTS (SELECT 1 FROM receipts r WHERE r.tenant_id = :tenant AND r.folded = :receipt) AS taken
"""
_STRANGER = f"SELECT {_KNOWN}"
_OTHER = "SELECT b.account_id FROM members b WHERE b.tenant_id = :tenant AND b.id = {other}"
_WATCHED = """
    EXISTS (SELECT 1 FROM staff s
        JOIN members m ON m.tenant_id = :tenant AND m.account_id IN (SELECT account_id FROM who {both})
        WHERE s.tenant_id = :tenant AND s.id = :staff AND (lower(m.email) = s.email
            OR EXISTS (SELECT 1 FROM member_phones p
                WHERE p.tenant_id = :tenant AND p.number = s.phone AND p.member_id = m.id))) AS whose_actor,
    (SELECT count(*) FROM operations o WHERE o.tenant_id = :tenant AND o.staff_id = :staff AND o.at >= :since
        AND o.account_id = (SELECT account_id FROM who) AND (o.verb IN ('purchase', 'grant')
            OR (o.verb IN ('event', 'join_account') AND EXISTS (SELECT 1 FROM entries e
                WHERE e.tenant_id = :tenant AND e.operation_id = o.id AND e.kind = 'accrued')))) AS credits
"""
_ACCOUNTS = f"""
WITH who AS ({{who}})
SELECT a.id, a.snapshot, a.entries, a.chain, a.last_operation_id,
    (SELECT who.id FROM who) AS member, (SELECT who.account_id FROM who) AS own, ({{other_account}}) AS others,
    {_KNOWN},
    {_WATCHED}
FROM accounts a
WHERE a.tenant_id = :tenant AND a.id IN (
    SELECT who.account_id FROM who
    UNION SELECT b.account_id FROM who JOIN members b ON b.tenant_id = :tenant AND b.id = {_now("who.brought_by")}
    UNION {{other_account}})
ORDER BY a.id
"""


@cache
def _statement(way: str | None, dialect: str, lock: bool, two: bool = False) -> str:
    """Of two who are merged or parted, the other one is meant as the member that they were."""
    if way is None:
        statement = _STRANGER
    else:
        other = _OTHER.format(other=":other" if way == MERGING else _now(":other"))
        both = f"UNION {other}" if two else ""
        statement = _ACCOUNTS.format(who=WAYS[way], other_account=other, both=both) + (
            "FOR UPDATE OF a" if lock else ""
        )
    return re.sub(r":(\w+)", r"%(\1)s", statement) if dialect == "postgresql" else statement


def find(
    session: Session,
    tenant: UUID,
    key: str,
    named: Named | None,
    receipt: str = "",
    other: UUID | None = None,
    by: By = NOBODY,
) -> Found:
    """The member's account, that of whoever referred them and that of `other`, all locked in one order (R12)."""
    connection = session.connection()
    dialect, lock = connection.dialect.name, locks_rows(session)
    values: dict[str, Any] = {
        "tenant": tenant,
        "key": key,
        "receipt": folded_number(receipt),
        "other": other,
        "named": _value(named),
    }
    values |= {"staff": by.staff, "since": by.since}
    if dialect == "sqlite":
        values = {name: _plain(value) for name, value in values.items()}
    rows: Sequence[Any] = ()
    if named is not None or other is not None:
        statement = _statement(named.way if named else "member", dialect, lock, other is not None)
        rows = connection.exec_driver_sql(statement, values).all()
    if not rows:
        known = connection.exec_driver_sql(_statement(None, dialect, lock), values).one()
        return Found({}, earlier=bool(known.earlier), receipt_taken=bool(known.taken))
    held = {_id(row.id): _held(row) for row in rows}
    first = rows[0]
    told = bool(first.earlier), bool(first.taken), bool(first.whose_actor), int(first.credits)
    return Found(held, _id(first.member), _id(first.own), _id(first.others), *told)


def due(session: Session, tenant: UUID, day: date, most: int) -> list[Held]:
    """Accounts that time alone has changed by `day`, locked. Those that somebody works on now are left out: that work
    writes it down.
    """
    here = (Account.tenant_id == tenant) & (Account.due_on <= day)
    columns = (Account.snapshot, Account.entries, Account.chain, Account.last_operation_id)
    query = select(*columns).where(here).order_by(Account.due_on, Account.id).limit(most)
    rows = session.execute(query.with_for_update(skip_locked=True) if locks_rows(session) else query)
    return [_held(row) for row in rows]


def _plain(value: UUID | datetime | str | None) -> str | None:
    """As SQLite keeps it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.hex if isinstance(value, UUID) else value


def _value(named: Named | None) -> UUID | str | None:
    if named is None:
        return None
    return folded_number(str(named.value)) if named.way == "receipt" else named.value


def _held(row: Any) -> Held:
    last = row.last_operation_id
    return Held(
        SNAPSHOT.validate_json(row.snapshot), row.entries, row.chain, last if isinstance(last, UUID) else UUID(last)
    )


def _id(value: UUID | str | None) -> Any:
    return str(UUID(value) if isinstance(value, str) else value) if value is not None else None


def lots(
    session: Session, tenant: UUID, account: str, numbers: Iterable[int], origin: str | None = None
) -> dict[int, Lot]:
    """Lots of an account by number, open or closed, and those that a receipt brought."""
    wanted = set(numbers)
    named = LotRow.number.in_(wanted) if origin is None else LotRow.number.in_(wanted) | (LotRow.origin == origin)
    rows = session.scalars(select(LotRow).where(LotRow.tenant_id == tenant, LotRow.account_id == UUID(account), named))
    return {row.number: lot_of(row) for row in rows}


def lot_of(row: Any) -> Lot:
    return Lot(
        row.number,
        row.wallet,
        row.issued,
        row.left_over,
        row.lapsed,
        row.born,
        row.available_from,
        row.expires,
        row.source,
        row.campaign,
        row.rule,
        row.origin,
        TERMS.validate_python(row.terms) if row.terms else None,
    )


def every_lot(session: Session, tenant: UUID, account: str) -> dict[int, Lot]:
    """All lots of an account by number, open or closed."""
    rows = session.scalars(select(LotRow).where(LotRow.tenant_id == tenant, LotRow.account_id == UUID(account)))
    return {row.number: lot_of(row) for row in rows}


class Sold(NamedTuple):
    """A posted receipt with its lines, as a return needs it, and the operation that posted it."""

    receipt: facts.Receipt
    operation: UUID


def receipt(session: Session, tenant: UUID, number: str) -> Sold | None:
    """Locked, since a receipt without a member has no account whose lock would guard it (R10)."""
    here = select(Receipt).where(Receipt.tenant_id == tenant, Receipt.folded == folded_number(number))
    head = session.scalars(here.with_for_update() if locks_rows(session) else here).one_or_none()
    if head is None:
        return None
    lines = session.scalars(
        select(Line).where(Line.tenant_id == tenant, Line.receipt_id == head.id).order_by(Line.number)
    )
    return Sold(receipt_of(head, lines), head.operation_id)


def receipt_of(head: Any, lines: Iterable[Any]) -> facts.Receipt:
    account = str(head.account_id) if head.account_id else None
    person = str(head.member_id) if head.member_id else None
    sold = tuple(_sold(line) for line in lines)
    deeds = DEEDS.validate_python(head.deeds) if head.deeds else ()
    once = (dict(head.epochs), dict(head.once), head.wallet, deeds, head.booking)
    return facts.Receipt(head.number, account, person, head.day, head.lot, sold, *once)


UNITS = ("prepaid", "redeemed", "draws", "earned_units", "paid_into", "each", "also", "paid_with", "off")
"""What a line keeps for its return beside its columns."""


def _sold(row: Any) -> SoldLine:
    units: Mapping[str, Any] = row.units
    return SoldLine(
        row.price,
        row.quantity,
        row.discount,
        units.get("prepaid", 0),
        tuple(units.get("redeemed", ())),
        tuple(tuple(Draw(*draw) for draw in unit) for unit in units.get("draws", ())),
        row.earned,
        tuple(units.get("earned_units", ())),
        tuple(units.get("paid_into", ())),
        dict(units.get("each", {})),
        row.returned,
        tuple((lot, tuple(amounts)) for lot, amounts in units.get("also", ())),
        tuple(units.get("paid_with", ())),
        tuple(units.get("off", ())),
    )
