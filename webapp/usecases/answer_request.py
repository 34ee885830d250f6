"""Takes a request on, ends it with what came of it, or declines it with a reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import audit, requests
from webapp.store.requests import DECLINED, DONE, NEW, TAKEN, Decided
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor
from webapp.usecases.refusal import Refusal
from webapp.usecases.request_terms import BOOKING

__all__ = ["Decided", "answer_request", "take_request"]


def take_request(chain: OpenChain, actor: Actor, request: UUID, now: datetime) -> Refusal | None:
    """Whoever takes it on answers for it; another may take it over. None once it is done."""

    def work(session: Session) -> Refusal | None:
        row = requests.by_id(session, chain.id, request, lock=True)
        if row is None or row.state not in (NEW, TAKEN):
            return Refusal("request_decided")
        if row.taken_by != actor.staff or row.state == NEW:
            requests.take(session, chain.id, request, actor.staff, now)
            _note(session, chain, actor, "request_taken", row, now, {"kind": row.kind})
        return None

    return transact(work, chain.id)


def answer_request(chain: OpenChain, actor: Actor, request: UUID, decided: Decided, now: datetime) -> Refusal | None:
    """None once it is done. Sent twice it is done once. A declined one needs a reason, a visit that is agreed its
    salon and time.
    """
    refused = _unfit(chain, decided, now)
    if refused is not None:
        return refused

    def work(session: Session) -> Refusal | None:
        row = requests.by_id(session, chain.id, request, lock=True)
        if row is None:
            return Refusal("request_decided")
        if row.state not in (NEW, TAKEN):
            same = (row.state, row.reason, row.decided_by) == (decided.state, decided.reason, actor.staff)
            return None if same else Refusal("request_decided")
        if row.kind == BOOKING and decided.state == DONE and decided.visit is None:
            return Refusal("visit_missing")
        requests.decide(session, chain.id, request, decided, actor.staff, now)
        told = {"kind": row.kind, "reason": decided.reason}
        _note(session, chain, actor, f"request_{decided.state}", row, now, told)
        return None

    return transact(work, chain.id)


def _unfit(chain: OpenChain, decided: Decided, now: datetime) -> Refusal | None:
    if decided.state == DECLINED and not (decided.reason or "").strip():
        return Refusal("reason_missing")
    if decided.visit is None:
        return None
    if decided.salon not in chain.lists.salons:
        return Refusal("salon_unknown", {"salon": decided.salon})
    return Refusal("visit_past") if decided.visit < chain.local(now) else None


def _note(
    session: Session,
    chain: OpenChain,
    actor: Actor,
    action: str,
    row: requests.GuestRequest,
    now: datetime,
    told: dict[str, str | None],
) -> None:
    """Under the member where there is one: the log finds it by them."""
    subject = str(row.member_id or row.id)
    audit.note(session, chain.id, now, action, subject, actor.staff, {"state": row.state}, told, actor.salon)
