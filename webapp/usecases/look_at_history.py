"""What happened to a member's account: a page of it, and one thing opened line by line with all that it moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine import decisions
from webapp.engine.programme import Programme
from webapp.ledger import history, receipts
from webapp.ledger.history import Whose
from webapp.store import merges
from webapp.store.members import Known
from webapp.store.revisions import Listed
from webapp.usecases.look_at_member import Stood, sharing, stand
from webapp.usecases.look_at_receipt import Slip, slip
from webapp.usecases.open_chain import OpenChain

MOST = 20
"""Of one page."""


class Moved(NamedTuple):
    """A movement of bonuses in hundredths: `amount` is the change of what is there, `debt` that of what is owed. `rule`
    is the one that moved them.
    """

    kind: str
    amount: int
    debt: int
    lapsed: int
    day: date
    rule: str | None

    @property
    def told(self) -> int:
        """What its sentence tells."""
        return self.amount or self.debt or self.lapsed


class FromLot(NamedTuple):
    """Bonuses born together, and what the operation moved of them: born by it where `born` says so."""

    moved: Moved
    source: str
    born: bool
    born_on: date
    available_from: date | None
    expires: date | None


class Done(NamedTuple):
    """Something that happened. `own` where it was done on this account: of what came from elsewhere, such as a friend's
    receipt, only what it moved here is told. `who` is told where several share the account; a reason that was typed for
    another of them is theirs.
    """

    id: UUID | None
    verb: str
    local: str
    own: bool
    who: Known | None
    salon: str | None
    told: dict[str, Any]
    moved: list[Moved]
    programme: Programme

    @property
    def change(self) -> int:
        """By how much the bonuses on the account grew or shrank."""
        return sum(moved.amount for moved in self.moved)


@dataclass(frozen=True, slots=True)
class History:
    """`lapsed` is what time has taken and no operation has written down yet: on the first page alone. `older` is where
    the next page begins; None on the last.
    """

    known: Known
    programme: Programme
    lapsed: list[Moved]
    done: list[Done]
    older: UUID | None


@dataclass(frozen=True, slots=True)
class Look:
    """`slip` is the receipt as it was worked out, for a sale and for a return of one."""

    done: Done
    revision: Listed
    """The one under which it was decided."""
    slip: Slip | None
    sold_under: Listed | None
    """The one under which the receipt was sold, where there is one."""
    lots: list[FromLot]
    reward: str | None
    """Of a certificate that it is about."""


def look_at_history(chain: OpenChain, member: str, now: datetime, after: UUID | None = None) -> History | None:
    """None for nobody of this chain."""

    def work(session: Session) -> History | None:
        stood = stand(session, chain, member, now)
        if stood is None:
            return None
        whose = _whose(session, chain, stood)
        rows = history.listed(session, chain.id, whose, after, MOST + 1)
        done = _told(session, chain, stood, whose, rows[:MOST])
        older = rows[MOST - 1].id if len(rows) > MOST else None
        lapsed = [] if after is not None else [_moved(entry) for entry in stood.unwritten]
        return History(stood.known, stood.moment.programme, lapsed, done, older)

    return transact(work, chain.id, readonly=True)


def look_at_operation(chain: OpenChain, member: str, operation: UUID, now: datetime) -> Look | None:
    """None for what the member's history has not."""

    def work(session: Session) -> Look | None:
        stood = stand(session, chain, member, now)
        if stood is None:
            return None
        whose = _whose(session, chain, stood)
        row = history.one(session, chain.id, whose, operation)
        if row is None:
            return None
        done = _told(session, chain, stood, whose, [row])[0]
        revisions = {str(one.id): one for one in chain.revisions}
        shown = _slip(session, chain, done) if done.own else None
        sold = revisions[shown.programme.revision] if shown is not None else None
        lots = _lots(session, chain, whose, operation)
        return Look(done, revisions[str(row.revision_id)], shown, sold, lots, _reward(stood, done))

    return transact(work, chain.id, readonly=True)


def _whose(session: Session, chain: OpenChain, stood: Stood) -> Whose:
    return Whose(stood.accounts, merges.person(session, chain.id, UUID(stood.known.id)))


def _told(session: Session, chain: OpenChain, stood: Stood, whose: Whose, rows: Sequence[Any]) -> list[Done]:
    people = {one.id: one for one in sharing(session, chain, stood.account)}
    moved: dict[UUID, list[Moved]] = {}
    if rows:
        for entry in history.entries(session, chain.id, whose.accounts, [row.id for row in rows]):
            moved.setdefault(entry.operation_id, []).append(_moved(entry))
    found = []
    for row in rows:
        own = row.account_id in whose.accounts
        who = people.get(str(row.member_id)) if own else None
        told = {**row.request, **row.result} if own else {}
        if row.member_id not in whose.members:
            told.pop("reason", None)
        salon, programme = row.salon if own else None, chain.timeline.named(str(row.revision_id))
        found.append(Done(row.id, row.verb, row.local, own, who, salon, told, moved.get(row.id, []), programme))
    return found


def _moved(entry: decisions.Entry | Any) -> Moved:
    return Moved(entry.kind, entry.amount, entry.debt, entry.lapsed, entry.day, entry.rule)


def _slip(session: Session, chain: OpenChain, done: Done) -> Slip | None:
    number = done.told.get("receipt")
    found = receipts.id_of(session, chain.id, number) if done.verb in ("purchase", "return") and number else None
    return slip(session, chain, found) if found is not None else None


def _lots(session: Session, chain: OpenChain, whose: Whose, operation: UUID) -> list[FromLot]:
    entries = history.entries(session, chain.id, whose.accounts, [operation])
    named = [(entry.account_id, entry.lot) for entry in entries if entry.lot is not None]
    lots = history.lots(session, chain.id, named)
    found = []
    for entry in entries:
        lot = lots.get((entry.account_id, entry.lot)) if entry.lot is not None else None
        if lot is not None:
            born = lot.operation_id == operation and entry.amount > 0
            days = (lot.born, lot.available_from, lot.expires)
            found.append(FromLot(_moved(entry), lot.source, born, *days))
    return found


def _reward(stood: Stood, done: Done) -> str | None:
    named = done.told.get("certificate")
    return next((held.reward for held in stood.facts.certificates if held.id == named), None) if named else None
