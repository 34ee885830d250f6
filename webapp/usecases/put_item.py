"""Puts an item into the chain's catalogue, new or in the place of the one that has its code."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from webapp.database import new_id, transact
from webapp.engine.money import written
from webapp.store import audit, catalogue, chains
from webapp.store.folders import ItemEntry
from webapp.store.tables import Item
from webapp.usecases.answer_once import Once, answered, keep
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor
from webapp.usecases.refusal import Refusal


class Put(NamedTuple):
    repeated: bool


def put_item(chain: OpenChain, actor: Actor, entry: ItemEntry, now: datetime, once: Once) -> Put | Refusal:
    """Raises KeyReused."""
    groups = [group.code for group in chain.groups]

    def work(session: Session) -> Put | Refusal:
        chains.lock(session, chain.id)
        if answered(session, chain.id, once) is not None:
            return Put(repeated=True)
        if entry.group not in groups:
            return Refusal("group_unknown", {"group": entry.group, "accepted": ", ".join(groups) or "—"})
        row = catalogue.item(session, chain.id, entry.code)
        before = _told(row) if row is not None else {}
        if row is None:
            row = Item(tenant_id=chain.id, id=new_id(), code=entry.code, position=len(chain.items))
        row.name = {"ru": entry.name.ru, "en": entry.name.en}
        row.item_group, row.price, row.hours, row.tags = entry.group, entry.price, entry.hours, list(entry.tags)
        catalogue.add(session, [row])
        chains.touch(session, chain.id)
        audit.note(
            session, chain.id, now, "item_put", entry.code, actor.staff, before, _told(row), api_key=actor.api_key
        )
        keep(session, chain.id, once, {"item": entry.code}, now)
        return Put(repeated=False)

    return transact(work, chain.id)


def _told(row: Item) -> dict[str, Any]:
    return {"group": row.item_group, "price": written(row.price), "hours": written(row.hours)}
