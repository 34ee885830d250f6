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
from webapp.store.tables import Consent, Questionnaire


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


def before(session: Session, tenant: UUID, member: UUID, questionnaire: UUID) -> list[Told]:
    """The same, as if this questionnaire had not been filled."""
    return _last(session, tenant, member, questionnaire)


def _last(session: Session, tenant: UUID, member: UUID, without: UUID | None) -> list[Told]:
    found = {}
    for name, given, version, channel, at, questionnaire, state in session.execute(
        _SAID, {"tenant": tenant, "member": member}
    ):
        void = given and state == DECLINED
        if not void and (without is None or questionnaire != without):
            found[name] = Told(name, given, version, channel, at)
    return [found[name] for name in sorted(found)]
