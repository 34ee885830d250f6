"""Operations: found again by their key, and kept without what tells who a person is."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.ledger.tables import Operation

SALES = ("purchase", "return")
PERSONAL = frozenset({"phone", "full_name", "email"})
ANSWERS_THAT_RULES_READ = frozenset({"birth_date", "individual"})


def by_key(session: Session, tenant: UUID, key: str) -> Operation | None:
    return session.scalars(select(Operation).where(Operation.tenant_id == tenant, Operation.key == key)).one_or_none()


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
    if "to" in kept:
        kept["to"] = "…"
    if "answers" in kept:
        kept["answers"] = {name: value for name, value in kept["answers"].items() if name in ANSWERS_THAT_RULES_READ}
    return kept


def last_at(session: Session, tenant: UUID) -> datetime | None:
    """When the chain was last used: ids grow with time."""
    query = select(Operation.at).where(Operation.tenant_id == tenant).order_by(Operation.id.desc()).limit(1)
    return session.execute(query).scalar()
