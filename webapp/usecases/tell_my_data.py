"""Everything that is kept of a person, told to them: as a page, and as JSON to take along (R64).

Which columns those are stands in `store/personal.py`, where none can be forgotten. The person is everybody who was
merged into the member; nothing of others on a common account but what its sums are made of.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.money import written
from webapp.store import erasing, personal
from webapp.usecases.open_chain import OpenChain


class MyData(NamedTuple):
    """`tables` are rows by table: amounts as decimals, moments and days as ISO writes them, pictures as base64."""

    chain: Mapping[str, str]
    made_at: datetime
    tables: dict[str, list[dict[str, Any]]]

    def as_json(self) -> str:
        told = {"chain": dict(self.chain), "made_on": self.made_at.date().isoformat(), "data": self.tables}
        return json.dumps(told, ensure_ascii=False, indent=2)


def tell_my_data(chain: OpenChain, member: UUID, now: datetime) -> MyData | None:
    """None for nobody of this chain."""

    def work(session: Session) -> MyData | None:
        whose = erasing.whose(session, chain.id, member)
        if whose is None:
            return None
        tables = {name: [_row(name, row) for row in rows] for name, rows in personal.told(session, chain.id, whose)}
        return MyData({"ru": chain.name.ru, "en": chain.name.en}, now, tables)

    return transact(work, chain.id, readonly=True)


def _row(table: str, row: dict[str, Any]) -> dict[str, Any]:
    amounts = personal.amounts(table)
    return {name: _plain(value, name in amounts) for name, value in row.items()}


def _plain(value: Any, is_amount: bool) -> Any:
    if is_amount and isinstance(value, int):
        return written(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return str(value) if isinstance(value, UUID) else value
