"""Questionnaires as they were filled."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import new_id
from webapp.store.tables import Questionnaire


def add(
    session: Session, tenant: UUID, member: str, operation: UUID, channel: str, answers: dict[str, Any], now: datetime
) -> None:
    row = Questionnaire(tenant_id=tenant, id=new_id(), member_id=UUID(member), operation_id=operation, channel=channel)
    row.answers, row.filled_at = answers, now
    session.add(row)
    session.flush()
