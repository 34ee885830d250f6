"""How long each kind of data of people is kept, and what takes it away: the one list of it (R66).

What is kept for good stands in no row of it: the books, consents, cards, certificates, and the data of members until
they ask for their erasure.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from webapp.store import attempts, member_sessions, messages
from webapp.store.door_tables import MemberCode
from webapp.store.questionnaires import DECLINED, REPLACED
from webapp.store.tables import (
    EmailConfirmation,
    GuestRequest,
    Job,
    KeptForm,
    MemberWord,
    NamePiece,
    Questionnaire,
    QuestionnaireLink,
    RequestPhoto,
    SignInFailure,
    StaffLink,
    StaffSession,
)

Sweep = Callable[[Session, UUID, datetime], Any]
SweepAll = Callable[[Session, datetime], Any]


class Kept(NamedTuple):
    """`sweep` takes away what of a chain was over before that moment, `days` after."""

    days: int
    sweep: Sweep


class KeptByAll(NamedTuple):
    """The same, of what belongs to no chain."""

    days: int
    sweep: SweepAll


def _ended_sign_ins(session: Session, tenant: UUID, before: datetime) -> None:
    session.execute(delete(StaffSession).where(StaffSession.tenant_id == tenant, StaffSession.expires_at < before))


def _codes(session: Session, tenant: UUID, before: datetime) -> None:
    session.execute(delete(MemberCode).where(MemberCode.tenant_id == tenant, MemberCode.expires_at < before))


def _failures(session: Session, tenant: UUID, before: datetime) -> None:
    session.execute(delete(SignInFailure).where(SignInFailure.tenant_id == tenant, SignInFailure.at < before))


def _kept_forms(session: Session, tenant: UUID, before: datetime) -> None:
    session.execute(delete(KeptForm).where(KeptForm.tenant_id == tenant, KeptForm.kept_at < before))


def _links(session: Session, tenant: UUID, before: datetime) -> None:
    """To questionnaires, to staff, to who has to confirm an e-mail."""
    for table in (QuestionnaireLink, StaffLink, EmailConfirmation):
        session.execute(delete(table).where(table.tenant_id == tenant, table.expires_at < before))


def _photos(session: Session, tenant: UUID, before: datetime) -> None:
    """Of claims that were decided."""
    decided = select(GuestRequest.id).where(GuestRequest.tenant_id == tenant, GuestRequest.decided_at < before)
    session.execute(delete(RequestPhoto).where(RequestPhoto.tenant_id == tenant, RequestPhoto.request_id.in_(decided)))


def _callers(session: Session, tenant: UUID, before: datetime) -> None:
    """Whoever asked for a call and is no member: their number, their name and what they said."""
    here = (GuestRequest.tenant_id == tenant) & GuestRequest.member_id.is_(None) & (GuestRequest.decided_at < before)
    session.execute(update(GuestRequest).where(here).values(subject=None, name=None, details={}, reason=None))


def _unused_questionnaires(session: Session, tenant: UUID, before: datetime) -> None:
    """What was answered in those that were declined, or replaced before anybody looked at them."""
    here = (Questionnaire.tenant_id == tenant) & Questionnaire.state.in_((DECLINED, REPLACED))
    old = here & (Questionnaire.decided_at < before)
    session.execute(update(Questionnaire).where(old).values(answers={}, reason=None))


def _lonely_words(session: Session, tenant: UUID, before: datetime) -> None:
    """Words that nobody is named with any more."""
    borne = select(MemberWord.word).where(MemberWord.tenant_id == tenant, MemberWord.word == NamePiece.word)
    session.execute(delete(NamePiece).where(NamePiece.tenant_id == tenant, ~borne.exists()))


def _dead_jobs(session: Session, before: datetime) -> None:
    """What could not be sent, with what it says and to whom."""
    session.execute(delete(Job).where(Job.dead_at < before))


RETENTION: dict[str, Kept] = {
    "ended sign-ins": Kept(1, _ended_sign_ins),
    "ended sign-ins of members": Kept(1, member_sessions.sweep),
    "codes for signing in": Kept(1, _codes),
    "failed sign-ins": Kept(1, _failures),
    "forms that a lock has kept": Kept(1, _kept_forms),
    "links that ran out": Kept(30, _links),
    "photos of decided claims": Kept(180, _photos),
    "callers who are no members": Kept(180, _callers),
    "questionnaires that were not accepted": Kept(180, _unused_questionnaires),
    "the log of messages": Kept(395, messages.sweep),
    "words of names": Kept(0, _lonely_words),
}
"""Of each chain."""
RETENTION_OF_ALL: dict[str, KeptByAll] = {
    "attempts at signing up": KeptByAll(1, attempts.sweep),
    "jobs that were given up": KeptByAll(90, _dead_jobs),
}


def sweep(session: Session, tenant: UUID, now: datetime) -> None:
    for kept in RETENTION.values():
        kept.sweep(session, tenant, now - timedelta(days=kept.days))


def sweep_all(session: Session, now: datetime) -> None:
    for kept in RETENTION_OF_ALL.values():
        kept.sweep(session, now - timedelta(days=kept.days))
