"""Brings a member over from elsewhere, with what stands at this moment."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import new_id, transact
from webapp.engine.decisions import Decision
from webapp.engine.events import Opening
from webapp.store import members, staff
from webapp.store.phones import normalised
from webapp.usecases.correct_bonuses import OverCap, keep_under_cap
from webapp.usecases.enrol import is_full
from webapp.usecases.gather import for_enrolment
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Gathered, Order, Outcome, perform
from webapp.usecases.refusal import Refusal


def bring_member(chain: OpenChain, actor: Actor, key: str, event: Opening, now: datetime) -> Outcome | Refusal:
    """`event.member` is taken over by an id of ours, which the outcome tells. What somebody of the staff or a machine
    opens with counts among what they grant by hand (R49).
    """

    def look(session: Session, order: Order) -> Gathered:
        gathered = for_enrolment(session, order)
        if not gathered.earlier:
            opened = sum(lot.amount for lots in event.wallets.values() for lot in lots)
            keep_under_cap(session, order, opened)
            gathered.whose_actor = _is_own(session, order, event.phone)
        return gathered

    def keep(session: Session, order: Order, decision: Decision, operation: UUID) -> None:
        account = decision.changes[0].account
        members.add(session, order.tenant, account.holder, account.id, now, event.full_name, event.phone, None, None)
        if event.birth_date is not None:
            members.rewrite(session, order.tenant, account.holder, None, None, None, {}, event.birth_date)

    if chain.most_members is not None and transact(
        lambda session: is_full(session, chain, key), chain.id, readonly=True
    ):
        return Outcome({"refused": ["member_limit"]})
    event = event.model_copy(update={"member": str(new_id())})
    try:
        return perform(Order(chain, actor, key, "opening", event, now, frozenset({"member"})), look, keep)
    except OverCap as over:
        return over.refusal


def _is_own(session: Session, order: Order, phone: str | None) -> bool:
    """Whether it is the phone that the office noted of who acts (R48)."""
    person = staff.by_id(session, order.tenant, order.actor.staff) if order.actor.staff else None
    return person is not None and person.phone is not None and person.phone == normalised(phone)
