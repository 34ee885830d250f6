"""What was sold and taken back today: by one person, in one salon, or in the whole chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.money import hundredths
from webapp.ledger import operations, receipts
from webapp.ledger.operations import Done
from webapp.store import members, staff
from webapp.usecases.open_chain import OpenChain

MOST_SHOWN = 200


class Row(NamedTuple):
    """A sale or a return. Amounts are hundredths; `payable` is what was paid, or given back in money."""

    verb: str
    local: str
    receipt: UUID | None
    number: str
    member: str | None
    by: str | None
    payable: int
    spent: int
    earned: int


@dataclass(frozen=True, slots=True)
class Today:
    """The newest of the day, and the sums of all of it."""

    rows: list[Row]
    sales: int
    returns: int
    sold: int
    refunded: int
    spent: int
    earned: int


def look_at_today(chain: OpenChain, now: datetime, person: UUID | None = None, salon: str | None = None) -> Today:
    midnight = datetime.combine(chain.local(now).date(), time(), chain.zone)

    def work(session: Session) -> Today:
        done = operations.sales_since(session, chain.id, midnight, person, salon)
        shown = done[:MOST_SHOWN]
        ids = receipts.ids_of(session, chain.id, [row.request["receipt"] for row in shown])
        names = members.called(session, chain.id, [row.member for row in shown if row.member])
        people = {one.id: one.name for one in staff.everyone(session, chain.id)} if person is None else {}
        return _today(done, [_row(row, ids, names, people) for row in shown])

    return transact(work, chain.id, readonly=True)


def _row(done: Done, ids: dict[str, UUID], names: dict[UUID, str], people: dict[UUID, str]) -> Row:
    number = done.request["receipt"]
    member = names.get(done.member) if done.member else None
    by = people.get(done.staff) if done.staff else None
    return Row(done.verb, done.local, ids.get(number), number, member, by, *_sums(done))


def _sums(done: Done) -> tuple[int, int, int]:
    names = ("payable", "redeemed", "earned") if done.verb == "purchase" else ("refund", "bonuses_returned", "")
    paid, spent, earned = (hundredths(done.result.get(name, "0")) for name in names)
    taken = hundredths(done.result.get("bonuses_taken", "0"))
    return paid, spent, earned if done.verb == "purchase" else taken


def _today(done: list[Done], rows: list[Row]) -> Today:
    sums = {verb: [0, 0, 0] for verb in operations.SALES}
    for one in done:
        sums[one.verb] = [total + part for total, part in zip(sums[one.verb], _sums(one), strict=True)]
    sold, back = sums["purchase"], sums["return"]
    sales = sum(one.verb == "purchase" for one in done)
    net = (sold[1] - back[1], sold[2] - back[2])
    return Today(rows, sales, len(done) - sales, sold[0], back[0], *net)
