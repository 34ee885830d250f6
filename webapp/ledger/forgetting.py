"""What the ledger forgets of a person whose data are erased: the words that staff wrote, and the date of birth, as far
as the books can do without it (R63).

Entries, lots, measures and receipts tell amounts and days, and stay. The date of birth stands in the requests of
operations and in snapshots, since rules read it. Another takes its place with which every operation still answers what
it answered: none, one that is everybody's, the same day of another year, the first day of its year. What the rules made
of the very date, such as a discount by age in days, is kept with it, without a name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from webapp.database import locks_rows
from webapp.engine.events import EVENTS
from webapp.engine.facts import Account as Known
from webapp.engine.facts import Chain, Person
from webapp.engine.journal import plain
from webapp.engine.programme import Timeline
from webapp.engine.world import World
from webapp.ledger.account import SNAPSHOT
from webapp.ledger.reconcile import OPENING
from webapp.ledger.tables import Account, Entry, Operation

STRUCK = "…"
MOST_BESIDE = 50
"""So many accounts of others are replayed beside the person's own, to see what they have to do with the date."""
EVERYBODYS = date(1972, 1, 1)

StandIn = Callable[[date], date | None]
STAND_INS: tuple[StandIn, ...] = (
    lambda day: None,
    lambda day: EVERYBODYS,
    lambda day: day.replace(year=EVERYBODYS.year),
    lambda day: day.replace(month=1, day=1),
    lambda day: day,
)
"""What may take a date's place, in the order in which it tells less; 1972 is a leap year."""


def forget(session: Session, tenant: UUID, members: Collection[UUID], timeline: Timeline, lists: Chain) -> None:
    """The accounts are locked as long as that takes."""
    persons = {str(member) for member in members}
    own = Operation.member_id.in_(members)
    here = Operation.tenant_id == tenant
    ours = {one for one in session.scalars(select(Operation.account_id).where(here, own)) if one is not None}
    rows = select(Account).where(Account.tenant_id == tenant, Account.id.in_(ours)).order_by(Account.id)
    accounts = session.scalars(rows.with_for_update() if locks_rows(session) else rows).all()
    told = session.scalars(select(Operation).where(here, own).order_by(Operation.id)).all()
    stand_in = STAND_INS[0]
    if any(_birth(row.request) for row in told):
        beside = _replayed(session, tenant, ours)
        stand_in = _fitting(beside, persons, timeline, lists)
    for row in told:
        request = _with_birth(row.request, stand_in)
        if "reason" in request:
            request = {**request, "reason": STRUCK}
        if request != row.request:
            session.execute(update(Operation).where(here, Operation.id == row.id).values(request=request))
    for account in accounts:
        known = SNAPSHOT.validate_json(account.snapshot)
        _in_snapshot(known, persons, stand_in)
        account.snapshot = SNAPSHOT.dump_json(known).decode()
    session.flush()


def _replayed(session: Session, tenant: UUID, ours: Collection[UUID]) -> Sequence[Operation]:
    """All operations of these accounts and of those that had to do with them, in their order."""
    here, moved = Operation.tenant_id == tenant, Entry.tenant_id == tenant
    by_us = select(Operation.id).where(here, Operation.account_id.in_(ours))
    with_us = select(Entry.operation_id).where(moved, Entry.account_id.in_(ours))
    others = {
        *session.scalars(select(Entry.account_id).where(moved, Entry.operation_id.in_(by_us)).distinct()),
        *session.scalars(select(Operation.account_id).where(here, Operation.id.in_(with_us)).distinct()),
    }
    wanted = {*ours, *sorted(one for one in others if one is not None and one not in ours)[:MOST_BESIDE]}
    query = select(Operation).where(here, or_(Operation.account_id.in_(wanted), Operation.id.in_(with_us)))
    return session.scalars(query.order_by(Operation.id)).all()


def _fitting(told: Sequence[Operation], persons: Collection[str], timeline: Timeline, lists: Chain) -> StandIn:
    """The first with which all comes out as it did."""
    as_it_was = _outcome(told, persons, timeline, lists, STAND_INS[-1])
    for stand_in in STAND_INS[:-1]:
        if _outcome(told, persons, timeline, lists, stand_in) == as_it_was:
            return stand_in
    return STAND_INS[-1]


def _outcome(
    told: Sequence[Operation], persons: Collection[str], timeline: Timeline, lists: Chain, stand_in: StandIn
) -> Any:
    """What the operations answer and leave behind, but for the dates of birth themselves."""
    world, answers = World(timeline, lists, ranks=False), []
    for row in told:
        member = row.request.get("member")
        request = _with_birth(row.request, stand_in) if member in persons else row.request
        event = EVENTS[row.verb].model_validate(request)
        opened = str(row.account_id) if row.verb in OPENING else ""
        decision = world.tell(datetime.fromisoformat(row.local), row.verb, event, opened)
        moved = [(change.account.id, list(change.entries), list(change.counted)) for change in decision.changes]
        answers.append((plain(decision.result), moved))
    for account in world.accounts.values():
        _in_snapshot(account, persons, STAND_INS[0])
    return answers, world.accounts, world.closed_lots, world.receipts, world.certificates


def _birth(request: dict[str, Any]) -> str | None:
    told: str | None = (request.get("answers") or request).get("birth_date")
    return told


def _with_birth(request: dict[str, Any], stand_in: StandIn) -> dict[str, Any]:
    if "answers" in request:
        return {**request, "answers": _with_birth(request["answers"], stand_in)}
    if not request.get("birth_date"):
        return request
    other = stand_in(date.fromisoformat(request["birth_date"]))
    rest = {name: value for name, value in request.items() if name != "birth_date"}
    return {**rest, "birth_date": other.isoformat()} if other is not None else rest


def _in_snapshot(account: Known, persons: Collection[str], stand_in: StandIn) -> None:
    for person in (*account.people.values(), *([account.gone.person] if account.gone else [])):
        if person.id in persons:
            _stand_in(person, stand_in)


def _stand_in(person: Person, stand_in: StandIn) -> None:
    person.birth_date = stand_in(person.birth_date) if person.birth_date is not None else None
