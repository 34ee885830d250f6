"""Consents: each that was given or refused, in the order in which it was. Rows are only ever added (KL-4.2, ES-7.6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.database import new_id
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


def latest(session: Session, tenant: UUID, member: UUID) -> list[Told]:
    """What counts now, by name. A refusal holds from the moment it was said, whatever becomes of its questionnaire; a
    consent in a questionnaire that was declined counts for nothing.
    """
    return _last(session, tenant, member, None)


def before(session: Session, tenant: UUID, member: UUID, questionnaire: UUID) -> list[Told]:
    """The same, as if this questionnaire had not been filled."""
    return _last(session, tenant, member, questionnaire)


def _last(session: Session, tenant: UUID, member: UUID, without: UUID | None) -> list[Told]:
    query = (
        select(Consent, Questionnaire.state)
        .outerjoin(
            Questionnaire,
            (Questionnaire.tenant_id == Consent.tenant_id) & (Questionnaire.id == Consent.questionnaire_id),
        )
        .where(Consent.tenant_id == tenant, Consent.member_id == member)
        .order_by(Consent.at, Consent.id)
    )
    found = {}
    for row, state in session.execute(query):
        void = row.given and state == DECLINED
        if not void and (without is None or row.questionnaire_id != without):
            found[row.name] = Told(row.name, row.given, row.version, row.channel, row.at)
    return [found[name] for name in sorted(found)]
