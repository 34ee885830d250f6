"""Questionnaires as they were filled, those that wait for a review among them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BindParameter, Uuid, bindparam, case, func, select, update
from sqlalchemy.orm import Session

from webapp.database import locks_rows, new_id
from webapp.store.certificates import Counted
from webapp.store.tables import Member, Questionnaire

WAITING, ACCEPTED, DECLINED, REPLACED = "waiting", "accepted", "declined", "replaced"
MOST_WAITING = 200


class Filled(NamedTuple):
    """What somebody filled in; `typed_by` where staff did it from paper."""

    member: str
    channel: str
    answers: dict[str, Any]
    at: datetime
    key: str
    typed_by: UUID | None = None


class Waiting(NamedTuple):
    """One in the queue."""

    id: UUID
    member: UUID
    full_name: str | None
    phone: str | None
    channel: str
    filled_at: datetime
    due_on: date | None
    first: bool
    """It has made its event and waits for activation."""


def add(
    session: Session, tenant: UUID, filled: Filled, state: str, due_on: date | None, operation: UUID | None
) -> UUID:
    """The row's id. One of the member's that still waited is replaced by this one."""
    replace_waiting(session, tenant, filled.member, filled.at)
    row = Questionnaire(tenant_id=tenant, id=new_id(), member_id=UUID(filled.member), operation_id=operation)
    row.channel, row.answers, row.filled_at = filled.channel, filled.answers, filled.at
    row.key, row.state, row.due_on, row.typed_by = filled.key, state, due_on, filled.typed_by
    session.add(row)
    session.flush()
    return row.id


def replace_waiting(session: Session, tenant: UUID, member: str, now: datetime) -> None:
    here = _waiting(tenant) & (Questionnaire.member_id == UUID(member))
    session.execute(update(Questionnaire).where(here).values(state=REPLACED, decided_at=now))


def accept_waiting(session: Session, tenant: UUID, member: str, by: UUID | None, now: datetime) -> None:
    """The member has been activated, whichever way."""
    here = _waiting(tenant) & (Questionnaire.member_id == UUID(member)) & Questionnaire.operation_id.is_not(None)
    session.execute(update(Questionnaire).where(here).values(state=ACCEPTED, decided_by=by, decided_at=now))


def decide(
    session: Session,
    tenant: UUID,
    questionnaire: UUID,
    state: str,
    by: UUID | None,
    now: datetime,
    reason: str | None = None,
) -> None:
    here = (Questionnaire.tenant_id == tenant) & (Questionnaire.id == questionnaire)
    decided = {"state": state, "decided_by": by, "decided_at": now, "reason": reason}
    session.execute(update(Questionnaire).where(here).values(decided))


def made_event(session: Session, tenant: UUID, questionnaire: UUID, operation: UUID, due_on: date | None) -> None:
    here = (Questionnaire.tenant_id == tenant) & (Questionnaire.id == questionnaire)
    session.execute(update(Questionnaire).where(here).values(operation_id=operation, due_on=due_on))


def _waiting(tenant: UUID | BindParameter[UUID]) -> Any:
    return (Questionnaire.tenant_id == tenant) & (Questionnaire.state == WAITING)


def by_id(session: Session, tenant: UUID, questionnaire: UUID, lock: bool = False) -> Questionnaire | None:
    query = select(Questionnaire).where(Questionnaire.tenant_id == tenant, Questionnaire.id == questionnaire)
    if lock and locks_rows(session):
        query = query.with_for_update()
    return session.scalars(query).one_or_none()


def by_key(session: Session, tenant: UUID, key: str) -> Questionnaire | None:
    query = select(Questionnaire).where(Questionnaire.tenant_id == tenant, Questionnaire.key == key)
    return session.scalars(query).one_or_none()


# Made once: every sheet asks it.
_WAITING_OF = select(Questionnaire.id).where(
    _waiting(bindparam("tenant", type_=Uuid())), Questionnaire.member_id == bindparam("member", type_=Uuid())
)


def waiting_of(session: Session, tenant: UUID, member: UUID) -> UUID | None:
    return session.execute(_WAITING_OF, {"tenant": tenant, "member": member}).scalar()


def counted(session: Session, tenant: UUID, members: Collection[UUID]) -> dict[UUID, int]:
    """How many each of them has filled in."""
    here = (Questionnaire.tenant_id == tenant) & Questionnaire.member_id.in_(members)
    query = select(Questionnaire.member_id, func.count()).where(here).group_by(Questionnaire.member_id)
    return {row.member_id: row[1] for row in session.execute(query)}


def last_is_declined(session: Session, tenant: UUID, member: UUID) -> bool:
    here = (Questionnaire.tenant_id == tenant) & (Questionnaire.member_id == member)
    last = select(Questionnaire.state).where(here).order_by(Questionnaire.filled_at.desc(), Questionnaire.id.desc())
    return session.execute(last.limit(1)).scalar() == DECLINED


def counted_before(session: Session, tenant: UUID, member: UUID, than: UUID) -> Questionnaire | None:
    """The last one that made its event, besides `than`."""
    query = (
        select(Questionnaire)
        .where(
            Questionnaire.tenant_id == tenant,
            Questionnaire.member_id == member,
            Questionnaire.operation_id.is_not(None),
            Questionnaire.id != than,
        )
        .order_by(Questionnaire.operation_id.desc())
        .limit(1)
    )
    return session.scalars(query).one_or_none()


class Place(NamedTuple):
    """Where in the queue one stands."""

    due_on: date
    id: UUID


NO_DAY = date(9999, 12, 31)


def queue(session: Session, tenant: UUID, after: Place | None = None, most: int = MOST_WAITING) -> list[Waiting]:
    """The longest overdue first, those without a last day at the end."""
    due = func.coalesce(Questionnaire.due_on, NO_DAY)
    query = (
        select(
            Questionnaire.id,
            Questionnaire.member_id,
            Member.full_name,
            Member.phone,
            Questionnaire.channel,
            Questionnaire.filled_at,
            Questionnaire.due_on,
            Questionnaire.operation_id.is_not(None),
        )
        .join(Member, (Member.tenant_id == Questionnaire.tenant_id) & (Member.id == Questionnaire.member_id))
        .where(_waiting(tenant), Member.tenant_id == tenant, Member.closed.is_(False))
        .order_by(due, Questionnaire.id)
        .limit(most)
    )
    if after is not None:
        query = query.where((due > after.due_on) | ((due == after.due_on) & (Questionnaire.id > after.id)))
    return [Waiting(*row) for row in session.execute(query)]


def count_waiting(session: Session, tenant: UUID, day: date) -> Counted:
    """How many wait, and how many of them should have been decided on before that day."""
    late = func.sum(case((Questionnaire.due_on < day, 1), else_=0))
    query = (
        select(func.count(), late)
        .join(Member, (Member.tenant_id == Questionnaire.tenant_id) & (Member.id == Questionnaire.member_id))
        .where(_waiting(tenant), Member.tenant_id == tenant, Member.closed.is_(False))
    )
    waiting, overdue = session.execute(query.select_from(Questionnaire)).one()
    return Counted(int(waiting), int(overdue or 0))
