"""Parts two members who were merged, within 30 days (R11)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.decisions import Decision
from webapp.engine.events import Unmerge
from webapp.store import duplicates, members, merges
from webapp.store.duplicates import OPEN
from webapp.usecases.gather import for_merge, uuid_of
from webapp.usecases.merge_members import keep_moved
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, perform


def undo_merge(chain: OpenChain, actor: Actor, key: str, merge: UUID, now: datetime) -> Outcome | None:
    """None for no merge of this chain. Raises KeyReused."""
    row = transact(lambda session: merges.by_id(session, chain.id, merge), chain.id, readonly=True)
    if row is None:
        return None
    if not row.before:
        return Outcome({"refused": ["erased"]})
    event = Unmerge(member=str(row.gone_member_id))
    return perform(Order(chain, actor, key, "unmerge", event, now), for_merge, _keep)


def undo_last_merge(chain: OpenChain, actor: Actor, key: str, event: Unmerge, now: datetime) -> Outcome:
    """The merge that stands by which the member had gone, or had gone when the key was first sent."""
    gone = uuid_of(event.member)
    if gone is None:
        return Outcome({"refused": ["not_enrolled"]})

    def look(session: Session) -> tuple[UUID | None, bool]:
        return merges.latest(session, chain.id, gone), members.by_id(session, chain.id, gone) is not None

    merge, known = transact(look, chain.id, readonly=True)
    outcome = undo_merge(chain, actor, key, merge, now) if merge is not None else None
    return outcome or Outcome({"refused": ["not_merged" if known else "not_enrolled"]})


def _keep(session: Session, order: Order, decision: Decision, operation: UUID) -> None:
    ours, theirs = (change.account for change in decision.changes)
    event = order.event
    assert isinstance(event, Unmerge)
    row = merges.standing(session, order.tenant, UUID(event.member))
    assert row is not None, "an account is gone by a merge that stands"
    person, goes = ours.people[str(row.member_id)], theirs.people[event.member]
    merges.part(session, order.tenant, row, UUID(person.brought_by) if person.brought_by else None, order.now)
    for one in (person, goes):
        members.call_anew(session, order.tenant, UUID(one.id), one.birth_date)
    keep_moved(session, order, decision, theirs.id)
    duplicates.mark(session, order.tenant, row.member_id, row.gone_member_id, OPEN, order.actor.staff, order.now)
