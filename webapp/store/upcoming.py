"""What comes up by the calendar and members may be told: bonuses and levels that end, birthdays, certificates that ran
out. Tables of the ledger are known here by name alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Date, Uuid, bindparam, select, text
from sqlalchemy.orm import Session

from webapp.store.certificates import GOOD
from webapp.store.tables import Certificate, Member

_BOUND = (
    bindparam("tenant", type_=Uuid()),
    bindparam("first", type_=Date()),
    bindparam("last", type_=Date()),
)
_HOLDER = {
    "postgresql": "CAST(CAST(a.snapshot AS json) ->> 'holder' AS uuid)",
    "sqlite": "replace(json_extract(a.snapshot, '$.holder'), '-', '')",
}
_STANDING = {
    "postgresql": "CAST(a.snapshot AS json) -> 'standing' ->> '{}'",
    "sqlite": "json_extract(a.snapshot, '$.standing.{}')",
}
_BALANCE = """(SELECT COALESCE(SUM(b.left_over), 0) FROM lots b WHERE b.tenant_id = :tenant
    AND b.account_id = l.account_id AND b.wallet = l.wallet)"""
_EXPIRING = """SELECT m.id, l.expires, SUM(l.left_over) AS amount, {balance} AS balance
    FROM lots l JOIN accounts a ON a.tenant_id = :tenant AND a.id = l.account_id
    JOIN members m ON m.tenant_id = :tenant AND m.id = {holder}
    WHERE l.tenant_id = :tenant AND l.expires BETWEEN :first AND :last AND l.left_over > 0 AND NOT m.closed
    GROUP BY m.id, l.account_id, l.wallet, l.expires"""
_LEVELS = """SELECT m.id, {level} AS level, {until} AS until
    FROM accounts a JOIN members m ON m.tenant_id = :tenant AND m.id = {holder}
    WHERE a.tenant_id = :tenant AND a.due_on <= :last AND {until} BETWEEN :first AND :last AND NOT m.closed"""


class Expiring(NamedTuple):
    """`day` is the first on which the bonuses are gone; amounts in hundredths."""

    member: UUID
    day: date
    amount: int
    balance: int


class LevelEnd(NamedTuple):
    """`day` is the first on which the level is gone, unless it is kept."""

    member: UUID
    level: str
    day: date


class RanOut(NamedTuple):
    """`until` is the last day on which the certificate was good."""

    certificate: UUID
    member: UUID
    reward: str
    until: date


def expiring(session: Session, tenant: UUID, first: date, last: date) -> list[Expiring]:
    dialect = session.get_bind().dialect.name
    query = text(_EXPIRING.format(balance=_BALANCE, holder=_HOLDER[dialect])).bindparams(*_BOUND)
    rows = session.execute(query.columns(id=Uuid(), expires=Date()), {"tenant": tenant, "first": first, "last": last})
    return [Expiring(row.id, row.expires, int(row.amount), int(row.balance)) for row in rows]


def level_ends(session: Session, tenant: UUID, first: date, last: date) -> list[LevelEnd]:
    """Looks into the snapshots of the accounts in which something falls due by then."""
    dialect = session.get_bind().dialect.name
    parts = {name: _STANDING[dialect].format(name) for name in ("level", "until")}
    if dialect == "postgresql":
        parts["until"] = f"CAST({parts['until']} AS date)"
    query = text(_LEVELS.format(holder=_HOLDER[dialect], **parts)).bindparams(*_BOUND)
    rows = session.execute(query.columns(id=Uuid(), until=Date()), {"tenant": tenant, "first": first, "last": last})
    return [LevelEnd(row.id, row.level, row.until) for row in rows]


def birthdays(session: Session, tenant: UUID, days: Sequence[int]) -> list[UUID]:
    """Whose birth day, month times 100 and day, is one of these."""
    here = (Member.tenant_id == tenant) & Member.birth_day.in_(days) & Member.closed.is_(False)
    return list(session.scalars(select(Member.id).where(here)))


def ran_out(session: Session, tenant: UUID, first: date, last: date) -> list[RanOut]:
    own = Certificate.tenant_id == tenant
    states = Certificate.state.in_(GOOD)
    columns = (Certificate.id, Certificate.member_id, Certificate.reward, Certificate.valid_until)
    rows = session.execute(select(*columns).where(own, states, Certificate.valid_until.between(first, last)))
    return [RanOut(id_, member, reward, until) for id_, member, reward, until in rows if until is not None]
