"""Bonuses granted and withdrawn by hand: with a reason, and by one person or machine no more than the chain's cap a day
(R49).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.decide import decide
from webapp.engine.events import Grant, Statement, Withdraw
from webapp.engine.money import WHOLE, hundredths
from webapp.engine.programme import Programme
from webapp.ledger import operations
from webapp.ledger.operations import Step
from webapp.store import api_keys, members, staff
from webapp.store.members import Known
from webapp.usecases.gather import for_member
from webapp.usecases.open_chain import SANDBOX, OpenChain
from webapp.usecases.operation import Actor, Gathered, Order, Outcome, perform
from webapp.usecases.refusal import Refusal

MOST = 50
RULES = "rules"
"""The scope of a machine that publishes programmes."""


@dataclass(frozen=True, slots=True)
class Corrections:
    """`left` is what the person may still grant and withdraw today, in hundredths; `steps`, each with who took it, the
    latest first.
    """

    known: Known
    programme: Programme
    available: int
    left: int
    steps: tuple[tuple[Step, str | None], ...]


class OverCap(Exception):
    """More than one person may do in a day: at most `most`, in whole bonuses."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.refusal = Refusal("by_hand_cap", {"most": most})


def correct_bonuses(
    chain: OpenChain, actor: Actor, key: str, event: Grant | Withdraw, now: datetime
) -> Outcome | Refusal:
    """Raises KeyReused. Whether it may be done at all, and by a fresh secret, is the asking page's to see to."""
    if not event.reason.strip():
        return Refusal("reason_missing")
    verb = "grant" if isinstance(event, Grant) else "withdraw"
    order = Order(chain, actor, key, verb, event, now)

    def look(session: Session, order: Order) -> Gathered:
        gathered = for_member(session, order)
        if not gathered.earlier:
            keep_under_cap(session, order, event.bonuses)
        return gathered

    try:
        return perform(order, look)
    except OverCap as over:
        return over.refusal


def keep_under_cap(session: Session, order: Order, amount: int) -> None:
    """Raises OverCap where somebody of the staff, or a machine, would do more by hand than one may in a day (R49).
    Locks them, so that two at once are counted one after the other.
    """
    cap = order.programme.document.limits.by_hand_a_day
    if not amount or not _is_capped(session, order):
        return
    if _done_today(session, order.chain, order.actor, order.now) + amount > cap:
        raise OverCap(cap // WHOLE)


def _is_capped(session: Session, order: Order) -> bool:
    """A machine that may publish rules sets the cap itself, and brings whole chains over; a sandbox has no money."""
    if order.actor.staff is not None:
        staff.by_id_locked(session, order.tenant, order.actor.staff)
        return True
    if order.actor.api_key is None or order.chain.state == SANDBOX:
        return False
    row = api_keys.locked(session, order.tenant, order.actor.api_key)
    return row is None or RULES not in row.scopes


def look_at_corrections(chain: OpenChain, actor: Actor, member: UUID, now: datetime) -> Corrections | None:
    """None for nobody of this chain."""
    order = Order(chain, actor, "", "statement", Statement(member=str(member)), now)

    def work(session: Session) -> Corrections | None:
        known = members.by_id(session, chain.id, member)
        facts = for_member(session, order).facts
        if known is None or facts.account is None:
            return None
        standing = decide(chain.timeline, facts, order.local, order.verb, order.event).result
        done = _done_today(session, chain, actor, now) if actor.staff else 0
        people = {one.id: one.name for one in staff.ever(session, chain.id)}
        steps = operations.by_hand(session, chain.id, UUID(known.account), MOST)
        told = tuple((step, people.get(step.staff) if step.staff else None) for step in steps)
        left = max(0, order.programme.document.limits.by_hand_a_day - done)
        return Corrections(known, order.programme, standing.get("available", 0), left, told)

    return transact(work, chain.id, readonly=True)


def _done_today(session: Session, chain: OpenChain, actor: Actor, now: datetime) -> int:
    """By the chain's day: granted, withdrawn and opened with, together."""
    midnight = datetime.combine(chain.local(now).date(), time(), chain.zone)
    found = operations.asked_by_hand(session, chain.id, midnight, actor.staff, actor.api_key)
    return sum(_moved(asked) for asked in found)


def _moved(asked: dict[str, Any]) -> int:
    """What a grant or a withdrawal was of, or what a member who was brought over began with."""
    if "bonuses" in asked:
        return hundredths(asked["bonuses"])
    return sum(hundredths(lot["amount"]) for lots in asked.get("wallets", {}).values() for lot in lots)
