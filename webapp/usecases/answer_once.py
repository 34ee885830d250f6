"""Writes of machines that are no operations of the ledger: each is done once under its key, and answered for good as it
was answered first (design 2, rule 6).
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.ledger import operations
from webapp.store import api_keys
from webapp.store.door_tables import ApiAnswer
from webapp.usecases.operation import KeyReused


class Once(NamedTuple):
    """The Idempotency-Key, whose it is, and what was sent under it."""

    key: str
    api_key: UUID
    sent: Any

    def fingerprint(self) -> str:
        body = json.dumps(self.sent, ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(body.encode()).hexdigest()


def answered(session: Session, tenant: UUID, once: Once) -> dict[str, Any] | None:
    """What was answered the first time; None where this is it. Raises KeyReused."""
    known = api_keys.answer(session, tenant, once.key)
    if known is None and operations.by_key(session, tenant, once.key) is not None:
        raise KeyReused(once.key)
    if known is None:
        return None
    if (known.api_key_id, known.fingerprint) != (once.api_key, once.fingerprint()):
        raise KeyReused(once.key)
    return known.answer


def keep(session: Session, tenant: UUID, once: Once, answer: dict[str, Any], now: datetime) -> None:
    row = ApiAnswer(tenant_id=tenant, key=once.key, api_key_id=once.api_key, fingerprint=once.fingerprint())
    row.answer, row.made_at = answer, now
    api_keys.keep_answer(session, row)
