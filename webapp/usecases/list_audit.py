"""Lists what people and machines did in a chain: the audit log and the ledger's operations as one list, newest first.

Operations carry who, when and where themselves, so nothing that they tell is noted a second time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import Mark, transact
from webapp.ledger import operations
from webapp.ledger.operations import About
from webapp.ledger.tables import Operation
from webapp.store import api_keys, audit, finding, members, merges, staff
from webapp.store.tables import Audit, Staff
from webapp.usecases.open_chain import OpenChain

MOST = 50
"""Of one page."""

__all__ = ["MOST", "Log", "Mark", "Search", "list_audit"]


class Search(NamedTuple):
    """What is looked for; None and the empty text are everything. `subject` is a member's name, phone or card, a
    receipt's number, the name of someone of the staff, or an id. The days are the chain's, both included.
    """

    staff: UUID | None = None
    action: str | None = None
    subject: str = ""
    since: date | None = None
    until: date | None = None


class Happening(NamedTuple):
    """What was done. `local` is the chain's time. `before` and `after` are as the source keeps them; of an operation
    there is what was asked and what was answered. `member` or `person` is whom it was done to; `by_member` whoever did
    it for themselves or for another of their account.
    """

    id: UUID
    at: datetime
    local: datetime
    action: str
    by: str | None
    salon: str | None
    subject: str
    before: dict[str, Any]
    after: dict[str, Any]
    member: UUID | None = None
    name: str | None = None
    person: str | None = None
    by_member: UUID | None = None
    by_member_name: str | None = None


class Someone(NamedTuple):
    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Log:
    """A page of it. `older` is where the next one begins; None on the last. `staff` is whoever ever worked here."""

    happenings: list[Happening]
    older: Mark | None
    staff: list[Someone]


def list_audit(chain: OpenChain, search: Search, after: Mark | None = None) -> Log:
    return transact(lambda session: _listed(session, chain, search, after), chain.id, readonly=True)


def _listed(session: Session, chain: OpenChain, search: Search, after: Mark | None) -> Log:
    everyone = {person.id: person for person in staff.ever(session, chain.id)}
    noted, done = _wanted(session, chain, search, everyone)
    rows: list[Audit | Operation] = [
        *audit.listed(session, chain.id, noted, after, MOST + 1),
        *operations.listed(session, chain.id, done, after, MOST + 1),
    ]
    rows.sort(key=lambda row: (row.at, row.id), reverse=True)
    shown = rows[:MOST]
    told = [member for row in shown for member in (_member(row), row.by_member_id)]
    names = members.names(session, chain.id, {member for member in told if member is not None})
    machines = api_keys.names(session, chain.id) if any(row.api_key_id for row in shown) else {}
    happenings = [_happening(chain, row, everyone, names, machines) for row in shown]
    older = Mark(shown[-1].at, shown[-1].id) if len(rows) > MOST else None
    return Log(happenings, older, [Someone(person.id, person.name) for person in everyone.values()])


def _wanted(
    session: Session, chain: OpenChain, search: Search, everyone: dict[UUID, Staff]
) -> tuple[audit.Wanted, operations.Wanted]:
    since = _begin(chain, search.since) if search.since else None
    until = _begin(chain, search.until + timedelta(days=1)) if search.until else None
    subjects, about = None, None
    if search.subject:
        given = _id(search.subject)
        found = {UUID(known.id) for known in finding.found(session, chain.id, search.subject)} | ({given} - {None})
        found |= merges.gone_into(session, chain.id, [member for member in found if member is not None])
        text = members.folded(search.subject)
        people = [str(person.id) for person in everyone.values() if text in members.folded(person.name)]
        subjects = {search.subject, *people, *(str(member) for member in found)}
        about = About([member for member in found if member is not None], search.subject)
    return (
        audit.Wanted(search.staff, search.action, subjects, since, until),
        operations.Wanted(search.staff, search.action, about, since, until),
    )


def _begin(chain: OpenChain, day: date) -> datetime:
    """The chain's midnight."""
    return datetime.combine(day, time(), chain.zone)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _member(row: Audit | Operation) -> UUID | None:
    return row.member_id if isinstance(row, Operation) else _id(row.subject)


def _happening(
    chain: OpenChain,
    row: Audit | Operation,
    everyone: dict[UUID, Staff],
    names: dict[UUID, str | None],
    machines: dict[UUID, str],
) -> Happening:
    by = everyone.get(row.staff_id) if row.staff_id else None
    machine = machines.get(row.api_key_id) if row.api_key_id else None
    whom = _member(row)
    told = everyone.get(whom) if whom else None
    subject, before, after = ("", row.request, row.result) if isinstance(row, Operation) else _noted(row)
    return Happening(
        id=row.id,
        at=row.at,
        local=chain.local(row.at),
        action=row.verb if isinstance(row, Operation) else row.action,
        by=by.name if by is not None else f"API · {machine}" if machine is not None else None,
        salon=row.salon,
        subject=subject,
        before=before,
        after=after,
        member=whom if whom in names else None,
        name=names.get(whom) if whom else None,
        person=told.name if told is not None else None,
        by_member=row.by_member_id,
        by_member_name=names.get(row.by_member_id) if row.by_member_id else None,
    )


def _noted(row: Audit) -> tuple[str, dict[str, Any], dict[str, Any]]:
    return row.subject, row.before, row.after
