"""Consents: each that was given or refused, in the order in which it was. Rows are only ever added (KL-4.2, ES-7.6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, bindparam, or_, select
from sqlalchemy.orm import Session

from webapp.database import new_id
from webapp.store.merges import gone
from webapp.store.questionnaires import DECLINED, Filled
from webapp.store.tables import Consent, Member, Questionnaire

ADVERTISING = "marketing"
"""The purpose of a consent to advertising: its name is this and the channel, as `marketing_sms`."""


def advertising(channel: str) -> str:
    """The name of the consent to advertising by that channel."""
    return f"{ADVERTISING}_{channel}"


class Said(NamedTuple):
    """A consent as somebody answered it; `version` is the day of the text that they read."""

    name: str
    given: bool
    version: str


class Told(NamedTuple):
    """What the member said last about one consent."""

    name: str
    given: bool
    version: str
    channel: str
    at: datetime


def add(
    session: Session, tenant: UUID, filled: Filled, said: Iterable[Said], questionnaire: UUID, operation: UUID | None
) -> None:
    last = None
    for one in said:
        last = new_id(after=last)
        row = Consent(tenant_id=tenant, id=last, member_id=UUID(filled.member), channel=filled.channel, at=filled.at)
        row.name, row.given, row.version = one.name, one.given, one.version
        row.questionnaire_id, row.operation_id = questionnaire, operation
        session.add(row)
    session.flush()


def came_with(session: Session, tenant: UUID, questionnaire: UUID) -> bool:
    """Whether those in this questionnaire were written down with it."""
    here = (Consent.tenant_id == tenant) & (Consent.questionnaire_id == questionnaire)
    return session.execute(select(Consent.id).where(here).limit(1)).first() is not None


def say(session: Session, tenant: UUID, member: UUID, said: Said, source: str, now: datetime) -> None:
    """A change of mind without a questionnaire; `source` is the way by which it came."""
    row = Consent(tenant_id=tenant, id=new_id(), member_id=member, channel=source, at=now)
    row.name, row.given, row.version = said
    session.add(row)
    session.flush()


_tenant, _member = bindparam("tenant", type_=Uuid()), bindparam("member", type_=Uuid())
_filled = (Questionnaire.tenant_id == Consent.tenant_id) & (Questionnaire.id == Consent.questionnaire_id)
_TOLD = (Consent.name, Consent.given, Consent.version, Consent.channel, Consent.at)
# Made once: every sheet asks it.
_SAID = (
    select(*_TOLD, Consent.questionnaire_id, Questionnaire.state)
    .outerjoin(Questionnaire, _filled)
    .where(
        Consent.tenant_id == _tenant, or_(Consent.member_id == _member, Consent.member_id.in_(gone(_tenant, _member)))
    )
    .order_by(Consent.at, Consent.id)
)


def latest(session: Session, tenant: UUID, member: UUID) -> list[Told]:
    """What counts now, by name, of all that the person has said, also as a member who was merged into this one. A
    refusal holds from the moment it was said, whatever becomes of its questionnaire; a consent in a questionnaire that
    was declined counts for nothing.
    """
    return _last(session, tenant, member, None)


def history(session: Session, tenant: UUID, member: UUID) -> list[Told]:
    """All that the person has ever said, the latest first."""
    return [row.told for row in reversed(_all(session, tenant, member))]


def may_advertise(session: Session, tenant: UUID, member: UUID, channel: str) -> bool:
    """Whether the member has agreed to advertising by that channel and has not refused it since: asked when a message
    is written and once more when it is sent, so that a refusal stops what waits already (R65). Nobody who has left, or
    goes by another member's row now, is advertised to.
    """
    here = (Member.tenant_id == tenant) & (Member.id == member) & Member.closed.is_(False)
    if session.execute(select(Member.id).where(here)).first() is None:
        return False
    return any(told.given for told in latest(session, tenant, member) if told.name == advertising(channel))


def before(session: Session, tenant: UUID, member: UUID, questionnaire: UUID) -> list[Told]:
    """The same, as if this questionnaire had not been filled."""
    return _last(session, tenant, member, questionnaire)


class _Row(NamedTuple):
    told: Told
    questionnaire: UUID | None
    state: str | None


def _all(session: Session, tenant: UUID, member: UUID) -> list[_Row]:
    rows = session.execute(_SAID, {"tenant": tenant, "member": member})
    return [_Row(Told(*row[:5]), row[5], row[6]) for row in rows]


def _last(session: Session, tenant: UUID, member: UUID, without: UUID | None) -> list[Told]:
    found = {}
    for told, questionnaire, state in _all(session, tenant, member):
        void = told.given and state == DECLINED
        if not void and (without is None or questionnaire != without):
            found[told.name] = told
    return [found[name] for name in sorted(found)]
