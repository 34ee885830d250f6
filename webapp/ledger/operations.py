"""Operations: found again by their key, and kept without what tells who a person is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from webapp.database import Mark, older
from webapp.engine.facts import folded_number
from webapp.ledger.tables import Operation, Receipt

SALES = ("purchase", "return")
BY_HAND = ("grant", "withdraw")
PERSONAL = frozenset({"phone", "full_name", "email"})
ANSWERS_THAT_RULES_READ = frozenset({"birth_date", "individual"})


def by_key(session: Session, tenant: UUID, key: str) -> Operation | None:
    return session.scalars(select(Operation).where(Operation.tenant_id == tenant, Operation.key == key)).one_or_none()


def member_of_event(session: Session, tenant: UUID, ref: str) -> UUID | None:
    """Whose event bears the reference, the latest of them."""
    here = (Operation.tenant_id == tenant) & (Operation.ref == ref) & (Operation.verb == "event")
    return session.scalars(select(Operation.member_id).where(here).order_by(Operation.id.desc()).limit(1)).first()


class About(NamedTuple):
    """Members, or a receipt by its number: any of them will do."""

    members: Collection[UUID] = ()
    receipt: str = ""


class Wanted(NamedTuple):
    """What operations are narrowed to; None is everything. `since` is the first moment, `until` the one after the
    last.
    """

    staff: UUID | None = None
    verb: str | None = None
    about: About | None = None
    since: datetime | None = None
    until: datetime | None = None


def listed(session: Session, tenant: UUID, wanted: Wanted, after: Mark | None, most: int) -> Sequence[Operation]:
    """The newest first, from behind `after` on."""
    conditions = [Operation.tenant_id == tenant]
    if wanted.staff is not None:
        conditions.append(Operation.staff_id == wanted.staff)
    if wanted.verb is not None:
        conditions.append(Operation.verb == wanted.verb)
    if wanted.about is not None:
        conditions.append(_about(session, tenant, wanted.about))
    if wanted.since is not None:
        conditions.append(Operation.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(Operation.at < wanted.until)
    if after is not None:
        conditions.append(older(Operation.at, Operation.id, after))
    query = select(Operation).where(*conditions).order_by(Operation.at.desc(), Operation.id.desc()).limit(most)
    return session.scalars(query).all()


def _about(session: Session, tenant: UUID, about: About) -> ColumnElement[bool]:
    """What was done for the members, and the receipt's sale with all its returns, which lie in the sale's account."""
    found = Operation.member_id.in_(about.members)
    here = (Receipt.tenant_id == tenant) & (Receipt.folded == folded_number(about.receipt))
    sale = session.execute(select(Receipt.operation_id, Receipt.account_id).where(here)).one_or_none()
    if sale is None:
        return found
    returned = and_(
        Operation.verb == "return",
        Operation.account_id == sale.account_id,
        Operation.request["receipt"].as_string() == about.receipt,
    )
    return or_(found, Operation.id == sale.operation_id, returned)


def latest_of(session: Session, tenant: UUID, account: UUID, member: UUID, verb: str) -> Operation | None:
    """The last time that this was done for the member."""
    here = (Operation.tenant_id == tenant) & (Operation.account_id == account)
    done = (Operation.member_id == member) & (Operation.verb == verb)
    newest = select(Operation).where(here, done).order_by(Operation.at.desc(), Operation.id.desc()).limit(1)
    return session.scalars(newest).one_or_none()


def of_member(
    session: Session, tenant: UUID, accounts: Collection[UUID], member: UUID, after: UUID | None, most: int
) -> Sequence[Operation]:
    """What was done for the member on these accounts, the newest first, from behind `after` on. Ids grow with time."""
    here = (Operation.tenant_id == tenant) & Operation.account_id.in_(accounts) & (Operation.member_id == member)
    if after is not None:
        here &= Operation.id < after
    return session.scalars(select(Operation).where(here).order_by(Operation.id.desc()).limit(most)).all()


def results_of(session: Session, tenant: UUID, wanted: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """What these operations answered."""
    query = select(Operation.id, Operation.result).where(Operation.tenant_id == tenant, Operation.id.in_(wanted))
    return {row.id: row.result for row in session.execute(query)}


class Step(NamedTuple):
    """Something that was done with a certificate, or by hand."""

    verb: str
    at: datetime
    local: str
    staff: UUID | None
    salon: str | None
    request: dict[str, Any]
    result: dict[str, Any]
    by_member: UUID | None = None


_STEP = (
    *(Operation.verb, Operation.at, Operation.local, Operation.staff_id, Operation.salon),
    *(Operation.request, Operation.result, Operation.by_member_id),
)


def of_certificate(session: Session, tenant: UUID, accounts: Collection[UUID], certificate: str) -> list[Step]:
    """In the order of its life, with the receipt that took its rest in money."""
    here = (Operation.tenant_id == tenant) & Operation.account_id.in_(accounts)
    own = Operation.request["certificate"].as_string() == certificate
    return [Step(*row) for row in session.execute(select(*_STEP).where(here, own).order_by(Operation.id))]


def by_hand(session: Session, tenant: UUID, account: UUID, most: int) -> list[Step]:
    """Bonuses granted and withdrawn by hand, the latest first."""
    here = (Operation.tenant_id == tenant) & (Operation.account_id == account)
    query = select(*_STEP).where(here, Operation.verb.in_(BY_HAND)).order_by(Operation.id.desc()).limit(most)
    return [Step(*row) for row in session.execute(query)]


def asked_by_hand(
    session: Session, tenant: UUID, since: datetime, person: UUID | None, machine: UUID | None
) -> list[dict[str, Any]]:
    """What one of the staff, or a machine, asked for in granting and withdrawing bonuses, and in bringing members over
    with some.
    """
    who = Operation.staff_id == person if person is not None else Operation.api_key_id == machine
    here = (Operation.tenant_id == tenant) & who & (Operation.at >= since)
    return list(session.scalars(select(Operation.request).where(here, Operation.verb.in_((*BY_HAND, "opening")))))


class Done(NamedTuple):
    """A sale or a return, as a list of a day shows it."""

    verb: str
    local: str
    staff: UUID | None
    member: UUID | None
    request: dict[str, Any]
    result: dict[str, Any]


def sales_since(
    session: Session, tenant: UUID, since: datetime, staff: UUID | None = None, salon: str | None = None
) -> list[Done]:
    """Newest first: of one person, of one salon, or of the whole chain."""
    columns = (Operation.verb, Operation.local, Operation.staff_id, Operation.member_id)
    here = [Operation.tenant_id == tenant, Operation.at >= since, Operation.verb.in_(SALES)]
    here += [Operation.staff_id == staff] if staff else []
    here += [Operation.salon == salon] if salon else []
    query = select(*columns, Operation.request, Operation.result).where(*here).order_by(Operation.at.desc())
    return [Done(*row) for row in session.execute(query)]


def without_personal_data(verb: str, request: dict[str, Any], member: str | None) -> dict[str, Any]:
    """The request as it is kept: enough to be replayed, with the member's id for a phone, and nothing that names a
    person (R42, R63).
    """
    kept = {name: value for name, value in request.items() if name not in PERSONAL}
    if "phone" in request and verb in ("purchase", "quote") and member is not None:
        kept["member"] = member
    if "to" in kept and verb != "transfer":
        kept["to"] = "…"
    if "answers" in kept:
        kept["answers"] = {name: value for name, value in kept["answers"].items() if name in ANSWERS_THAT_RULES_READ}
    return kept


def last_at(session: Session, tenant: UUID) -> datetime | None:
    """When somebody last used the chain: ids grow with time."""
    query = (
        select(Operation.at)
        .where(Operation.tenant_id == tenant, Operation.verb != "settle")
        .order_by(Operation.id.desc())
        .limit(1)
    )
    return session.execute(query).scalar()


def page(session: Session, tenant: UUID, after: UUID | None, most: int) -> Sequence[Operation]:
    """The oldest first, from the one behind `after` on."""
    here = Operation.tenant_id == tenant
    if after is not None:
        here &= Operation.id > after
    return session.scalars(select(Operation).where(here).order_by(Operation.id).limit(most)).all()
