"""Staff, their sign-ins, the failed attempts at one, and what a lock has kept for them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from webapp.database import new_id
from webapp.store.tables import KeptForm, SignInFailure, Staff, StaffSession, Tablet


class OpenSignIn(NamedTuple):
    """A sign-in as a list shows it. `tablet` is the tablet's name."""

    id: UUID
    staff_id: UUID
    token_hash: str
    created_at: datetime
    expires_at: datetime
    tablet: str | None


def add(session: Session, person: Staff) -> None:
    session.add(person)
    session.flush()


def by_id(session: Session, tenant: UUID, person: UUID) -> Staff | None:
    """Whoever has not been dismissed."""
    here = (Staff.tenant_id == tenant) & (Staff.id == person) & Staff.dismissed_at.is_(None)
    return session.scalars(select(Staff).where(here)).one_or_none()


def by_id_locked(session: Session, tenant: UUID, person: UUID) -> Staff | None:
    """The same, so that nobody changes the person's secrets meanwhile."""
    here = (Staff.tenant_id == tenant) & (Staff.id == person) & Staff.dismissed_at.is_(None)
    return session.scalars(select(Staff).where(here).with_for_update(key_share=True)).one_or_none()


def by_email(session: Session, tenant: UUID, email: str) -> Staff | None:
    return session.scalars(select(Staff).where(Staff.tenant_id == tenant, Staff.email == email)).one_or_none()


def name_of(session: Session, tenant: UUID, person: UUID) -> str | None:
    """Of anyone who ever worked here."""
    return session.execute(select(Staff.name).where(Staff.tenant_id == tenant, Staff.id == person)).scalar()


def everyone(session: Session, tenant: UUID) -> Sequence[Staff]:
    """Whoever has not been dismissed, in the order in which they came."""
    here = (Staff.tenant_id == tenant) & Staff.dismissed_at.is_(None)
    return session.scalars(select(Staff).where(here).order_by(Staff.created_at, Staff.id)).all()


def ever(session: Session, tenant: UUID) -> Sequence[Staff]:
    """Whoever works here or ever did, by name."""
    return session.scalars(select(Staff).where(Staff.tenant_id == tenant).order_by(Staff.name, Staff.id)).all()


def everyone_locked(session: Session, tenant: UUID) -> Sequence[Staff]:
    """The same, so that no other transaction changes them meanwhile."""
    here = (Staff.tenant_id == tenant) & Staff.dismissed_at.is_(None)
    return session.scalars(select(Staff).where(here).order_by(Staff.id).with_for_update(key_share=True)).all()


def dismiss(session: Session, tenant: UUID, person: UUID, now: datetime) -> None:
    """Takes away the person's access and every sign-in of theirs."""
    session.execute(update(Staff).where(Staff.tenant_id == tenant, Staff.id == person).values(dismissed_at=now))
    close_sessions(session, tenant, person)
    session.execute(delete(KeptForm).where(KeptForm.tenant_id == tenant, KeptForm.staff_id == person))


def set_hash(session: Session, tenant: UUID, person: UUID, password_hash: str) -> None:
    here = (Staff.tenant_id == tenant) & (Staff.id == person)
    session.execute(update(Staff).where(here).values(password_hash=password_hash))


def set_pin_hash(session: Session, tenant: UUID, person: UUID, pin_hash: str) -> None:
    here = (Staff.tenant_id == tenant) & (Staff.id == person)
    session.execute(update(Staff).where(here).values(pin_hash=pin_hash))


def open_session(
    session: Session,
    tenant: UUID,
    person: UUID,
    token_hash: str,
    now: datetime,
    expires: datetime,
    tablet: UUID | None = None,
) -> None:
    whose = {"tenant_id": tenant, "id": new_id(), "staff_id": person, "tablet_id": tablet}
    session.add(StaffSession(**whose, token_hash=token_hash, created_at=now, expires_at=expires))
    session.flush()
    see(session, tenant, person, now)


def prolong(session: Session, tenant: UUID, sign_in: UUID, expires: datetime) -> None:
    here = (StaffSession.tenant_id == tenant) & (StaffSession.id == sign_in)
    session.execute(update(StaffSession).where(here).values(expires_at=expires))


def see(session: Session, tenant: UUID, person: UUID, now: datetime) -> None:
    session.execute(update(Staff).where(Staff.tenant_id == tenant, Staff.id == person).values(seen_at=now))


def open_sessions(session: Session, tenant: UUID, now: datetime) -> Sequence[OpenSignIn]:
    """Sign-ins that are good now, the newest first."""
    there = (Tablet.tenant_id == StaffSession.tenant_id) & (Tablet.id == StaffSession.tablet_id)
    columns = (
        StaffSession.id,
        StaffSession.staff_id,
        StaffSession.token_hash,
        StaffSession.created_at,
        StaffSession.expires_at,
        Tablet.name,
    )
    query = (
        select(*columns)
        .outerjoin(Tablet, there)
        .where(StaffSession.tenant_id == tenant, StaffSession.expires_at > now)
        .order_by(StaffSession.created_at.desc(), StaffSession.id)
    )
    return [OpenSignIn(*row) for row in session.execute(query)]


def close_session(session: Session, tenant: UUID, token_hash: str) -> None:
    session.execute(delete(StaffSession).where(StaffSession.tenant_id == tenant, StaffSession.token_hash == token_hash))


def close_sessions(session: Session, tenant: UUID, person: UUID, but: str = "") -> None:
    """All of the person's, but for the one with that token's hash."""
    here = (StaffSession.tenant_id == tenant) & (StaffSession.staff_id == person)
    session.execute(delete(StaffSession).where(here, StaffSession.token_hash != but))


def sweep(session: Session, tenant: UUID, gone: datetime, failures_before: datetime) -> None:
    """Drops the chain's sign-ins and kept forms that ran out before `gone`, and failures that count no longer."""
    session.execute(delete(StaffSession).where(StaffSession.tenant_id == tenant, StaffSession.expires_at <= gone))
    session.execute(delete(KeptForm).where(KeptForm.tenant_id == tenant, KeptForm.kept_at <= gone))
    session.execute(delete(SignInFailure).where(SignInFailure.tenant_id == tenant, SignInFailure.at <= failures_before))


def failures(session: Session, tenant: UUID, subjects: Collection[str], since: datetime) -> dict[str, int]:
    """How often each of the subjects failed after `since`."""
    here = (SignInFailure.tenant_id == tenant) & SignInFailure.subject.in_(subjects) & (SignInFailure.at > since)
    query = select(SignInFailure.subject, func.count()).where(here).group_by(SignInFailure.subject)
    return dict.fromkeys(subjects, 0) | {row[0]: row[1] for row in session.execute(query)}


def add_failures(session: Session, tenant: UUID, subjects: Collection[str], now: datetime) -> list[UUID]:
    rows = [SignInFailure(tenant_id=tenant, id=new_id(), subject=subject, at=now) for subject in subjects]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


def drop_failures(session: Session, tenant: UUID, ids: Collection[UUID], subject: str) -> None:
    """Takes back these failures and all of the subject."""
    these = SignInFailure.id.in_(ids) | (SignInFailure.subject == subject)
    session.execute(delete(SignInFailure).where(SignInFailure.tenant_id == tenant, these))


def keep_form(session: Session, tenant: UUID, person: UUID, tablet: UUID, form: str, now: datetime) -> None:
    """In the place of what was kept there before."""
    take_form(session, tenant, person, tablet)
    session.add(KeptForm(tenant_id=tenant, staff_id=person, tablet_id=tablet, form=form, kept_at=now))
    session.flush()


def take_form(session: Session, tenant: UUID, person: UUID, tablet: UUID) -> str | None:
    here = (KeptForm.tenant_id == tenant) & (KeptForm.staff_id == person) & (KeptForm.tablet_id == tablet)
    form = session.scalar(select(KeptForm.form).where(here))
    if form is not None:
        session.execute(delete(KeptForm).where(here))
    return form
