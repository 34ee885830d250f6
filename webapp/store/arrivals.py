"""What every request asks first: whether what is known of its chain is still so, and whose sign-in it carries."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, select
from sqlalchemy.orm import Session

from webapp.store.tables import Revision, Staff, StaffSession, Tablet, Tenant


class Mark(NamedTuple):
    """Changes whenever a chain's lists, words or revisions do."""

    lists: int
    newest: int | None


class Device(NamedTuple):
    """The tablet that a sign-in was made on. `token_hash` is that of its own cookie."""

    id: UUID
    name: str
    salon: str | None
    token_hash: str
    revoked_at: datetime | None


class SignedIn(NamedTuple):
    """A sign-in of someone who still works here, whether or not it has run out."""

    staff: UUID
    email: str | None
    name: str
    role: str
    salons: list[str]
    id: UUID
    created_at: datetime
    expires_at: datetime
    tablet: Device | None


class Arrived(NamedTuple):
    mark: Mark
    signed_in: SignedIn | None


_PERSON = (Staff.id, Staff.email, Staff.name, Staff.role, Staff.salons)
_SIGN_IN = (StaffSession.id, StaffSession.created_at, StaffSession.expires_at)
_TABLET = (Tablet.id, Tablet.name, Tablet.salon, Tablet.token_hash, Tablet.revoked_at)
_here = bindparam("tenant", type_=Uuid())
_newest = select(func.max(Revision.number)).where(Revision.tenant_id == _here).scalar_subquery()
_works = (
    (Staff.tenant_id == StaffSession.tenant_id) & (Staff.id == StaffSession.staff_id) & Staff.dismissed_at.is_(None)
)
_ARRIVED = (
    select(Tenant.lists, _newest, *_PERSON, *_SIGN_IN, *_TABLET)
    .select_from(Tenant)
    .outerjoin(StaffSession, (StaffSession.tenant_id == _here) & (StaffSession.token_hash == bindparam("token")))
    .outerjoin(Staff, _works)
    .outerjoin(Tablet, (Tablet.tenant_id == StaffSession.tenant_id) & (Tablet.id == StaffSession.tablet_id))
    .where(Tenant.id == _here, Tenant.slug == bindparam("slug"))
)


def arrived(session: Session, tenant: UUID, slug: str, token_hash: str) -> Arrived | None:
    """None where the chain is gone or answers to another slug."""
    row: Any = session.execute(_ARRIVED, {"tenant": tenant, "slug": slug, "token": token_hash}).one_or_none()
    if row is None:
        return None
    mark, tablet = Mark(*row[:2]), row[10:]
    if row[2] is None:
        return Arrived(mark, None)
    device = Device(*tablet) if tablet[0] is not None else None
    return Arrived(mark, SignedIn._make((*row[2:10], device)))
