"""Takes a request on, ends it with what came of it, or declines it with a reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.ledger import receipts
from webapp.store import audit, requests
from webapp.store.request_tables import GuestRequest
from webapp.store.requests import DECLINED, DONE, NEW, TAKEN, Decided
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor
from webapp.usecases.refusal import Refusal
from webapp.usecases.request_terms import BOOKING, CLAIM

__all__ = ["Decided", "answer_request", "take_request"]


def take_request(
    chain: OpenChain, actor: Actor, request: UUID, now: datetime, kind: str | None = None
) -> Refusal | None:
    """Whoever takes it on answers for it; another may take it over. None once it is done. Where a kind is named, it has
    to be one of that.
    """

    def work(session: Session) -> Refusal | None:
        row = requests.by_id(session, chain.id, request, lock=True)
        if row is None or row.state not in (NEW, TAKEN) or kind not in (None, row.kind):
            return Refusal("request_decided")
        if row.taken_by != actor.staff or row.state == NEW:
            about, before, after = _told(row)
            requests.take(session, chain.id, request, actor.staff, now)
            audit.note(session, chain.id, now, "request_taken", about, actor.staff, before, after, actor.salon)
        return None

    return transact(work, chain.id)


def answer_request(
    chain: OpenChain, actor: Actor, request: UUID, decided: Decided, now: datetime, kind: str | None = None
) -> Refusal | None:
    """None once it is done. Sent twice it is done once. A declined one needs a reason, a visit that is agreed its
    salon and time, a claim that is settled a receipt in the books. Where a kind is named, it has to be one of that.
    """
    refused = _unfit(chain, decided, now)
    if refused is not None:
        return refused

    def work(session: Session) -> Refusal | None:
        row = requests.by_id(session, chain.id, request, lock=True)
        if row is None or kind not in (None, row.kind):
            return Refusal("request_decided")
        if row.state not in (NEW, TAKEN):
            return None if _is_same(row, actor, decided) else Refusal("request_decided")
        if decided.state == DONE and (missing := _missing(session, chain, row, decided)):
            return Refusal(missing)
        about, before, after = _told(row)
        requests.decide(session, chain.id, request, decided, actor.staff, now)
        if decided.state == DECLINED:
            audit.note(session, chain.id, now, "request_declined", about, actor.staff, before, after, actor.salon)
        else:
            audit.note(session, chain.id, now, "request_done", about, actor.staff, before, after, actor.salon)
        return None

    return transact(work, chain.id)


def _is_same(row: GuestRequest, actor: Actor, decided: Decided) -> bool:
    visit = decided.visit.isoformat(timespec="seconds") if decided.visit is not None else None
    told = (decided.state, decided.reason, actor.staff, visit)
    where = decided.salon in (None, row.salon)
    return (row.state, row.reason, row.decided_by, row.visit) == told and where


def _missing(session: Session, chain: OpenChain, row: GuestRequest, decided: Decided) -> str | None:
    """What it cannot be done without."""
    if row.kind == BOOKING and decided.visit is None:
        return "visit_missing"
    if row.kind == CLAIM and decided.receipt is None:
        return None if receipts.id_of(session, chain.id, row.details["receipt"]) else "claim_unposted"
    return None


def _unfit(chain: OpenChain, decided: Decided, now: datetime) -> Refusal | None:
    if decided.state == DECLINED and not (decided.reason or "").strip():
        return Refusal("reason_missing")
    if decided.visit is None:
        return None
    if decided.salon not in chain.lists.salons:
        return Refusal("salon_unknown", {"salon": decided.salon})
    return Refusal("visit_past") if decided.visit < chain.local(now) else None


def _told(row: GuestRequest) -> tuple[str, dict[str, str], dict[str, str]]:
    """What the log says of it: under the member where there is one, by whom it is found; what was said stays here."""
    return str(row.member_id or row.id), {"state": row.state}, {"kind": row.kind}
