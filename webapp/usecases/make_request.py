"""Writes down what a guest asks for: a call, a claim about a receipt, a benefit of their level, a visit."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import new_id, transact
from webapp.engine.decide import decide
from webapp.engine.events import Statement
from webapp.engine.facts import folded_number
from webapp.store import audit, members, requests
from webapp.store.request_tables import GuestRequest
from webapp.store.requests import NEW, Photo
from webapp.usecases.gather import for_member
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, KeyReused, Order
from webapp.usecases.refusal import Refusal
from webapp.usecases.request_terms import BENEFIT, BOOKING, CALL_BACK, CLAIM, benefits_of, due_at

MOST_WAITING = 10
"""That a member may have sent alone; at the desk somebody sees what is typed in."""

__all__ = ["Asked", "Made", "Photo", "make_request"]


class Asked(NamedTuple):
    """`subject` is the phone to be called in E.164, the receipt's number, the benefit's code. `bought_on` and `salon`
    are what the receipt says; of a visit or a call `wished` is the tenant's local time, `salon` where the visit is to
    be. `name` is a caller's who is no member; `agreed` the version of the text on personal data that they agreed to.
    """

    kind: str
    member: UUID | None = None
    subject: str | None = None
    name: str | None = None
    words: str | None = None
    salon: str | None = None
    bought_on: date | None = None
    wished: datetime | None = None
    photo: Photo | None = None
    agreed: str | None = None

    def details(self) -> dict[str, Any]:
        told = {
            "words": self.words,
            "salon": self.salon,
            "receipt": self.subject if self.kind == CLAIM else None,
            "bought_on": self.bought_on.isoformat() if self.bought_on else None,
            "wished": self.wished.isoformat(timespec="minutes") if self.wished else None,
            "agreed": self.agreed,
        }
        return {name: value for name, value in told.items() if value is not None}


class Made(NamedTuple):
    """`repeated` for a form that was sent before."""

    id: UUID
    repeated: bool = False


def make_request(chain: OpenChain, actor: Actor, key: str, asked: Asked, now: datetime) -> Made | Refusal:
    """Raises KeyReused."""

    def work(session: Session) -> Made | Refusal:
        wanted = _completed(session, chain, asked)
        known = requests.by_key(session, chain.id, key)
        if known is not None:
            return _repeat(known, actor, wanted, key)
        refused = _barred(session, chain, actor, wanted, now)
        if refused is not None:
            return refused
        row = _row(chain, actor, key, wanted, now)
        requests.add(session, row, wanted.photo)
        by, after = (actor.staff, actor.member), {"kind": wanted.kind}
        audit.note(session, chain.id, now, "request_made", _whom(wanted, row), by[0], {}, after, actor.salon, by[1])
        return Made(row.id)

    if chain.state != "open":
        return Refusal("request_stopped")
    return transact(work, chain.id)


def _completed(session: Session, chain: OpenChain, asked: Asked) -> Asked:
    """Who calls from a member's phone is that member."""
    if asked.kind == CALL_BACK and asked.member is None:
        return asked._replace(member=members.by_phone(session, chain.id, asked.subject))
    return asked


def _subject(asked: Asked) -> str | None:
    return folded_number(asked.subject) if asked.kind == CLAIM and asked.subject else asked.subject


def _row(chain: OpenChain, actor: Actor, key: str, asked: Asked, now: datetime) -> GuestRequest:
    return GuestRequest(
        tenant_id=chain.id,
        id=new_id(),
        key=key,
        kind=asked.kind,
        state=NEW,
        member_id=asked.member,
        subject=_subject(asked),
        name=asked.name if asked.member is None else None,
        details=asked.details(),
        made_at=now,
        made_by=actor.staff,
        due_at=_due_at(chain, asked, now),
        salon=asked.salon if asked.kind == BOOKING else actor.salon,
    )


def _due_at(chain: OpenChain, asked: Asked, now: datetime) -> datetime:
    """A wished visit is answered before its time; a call that is wished for later has its clock from then on."""
    if asked.wished is None:
        return due_at(chain, asked.kind, now)
    wished = asked.wished.replace(tzinfo=chain.zone).astimezone(UTC)
    if asked.kind == CALL_BACK:
        return due_at(chain, asked.kind, max(now, wished))
    return max(now, min(due_at(chain, asked.kind, now), wished))


def _whom(asked: Asked, row: GuestRequest) -> str:
    return str(asked.member or row.id)


def _repeat(known: GuestRequest, actor: Actor, asked: Asked, key: str) -> Made:
    """The first answer to the very same form (R4)."""
    first = (known.kind, known.member_id, known.subject, known.details, known.made_by)
    if first != (asked.kind, asked.member, _subject(asked), asked.details(), actor.staff):
        raise KeyReused(key)
    return Made(known.id, repeated=True)


def _barred(session: Session, chain: OpenChain, actor: Actor, asked: Asked, now: datetime) -> Refusal | None:
    if asked.kind != CALL_BACK:
        if asked.member is None or members.by_id(session, chain.id, asked.member) is None:
            return Refusal("member_unknown")
        if members.has_left(session, chain.id, asked.member):
            return Refusal("member_left")
        if actor.member is not None and requests.waiting_of(session, chain.id, asked.member) >= MOST_WAITING:
            return Refusal("asked_much", {"most": MOST_WAITING})
    if asked.kind == CLAIM and asked.bought_on is not None and asked.bought_on > chain.local(now).date():
        return Refusal("claim_day")
    if asked.kind == BENEFIT and asked.subject not in _benefits(session, chain, asked, now):
        return Refusal("benefit_unknown")
    subject = _subject(asked)
    if subject is None:
        return None
    if requests.about(session, chain.id, asked.kind, subject, asked.member) is not None:
        return Refusal("asked_already")
    if asked.kind == CLAIM and requests.settled(session, chain.id, CLAIM, subject):
        return Refusal("claimed_already")
    return None


def _benefits(session: Session, chain: OpenChain, asked: Asked, now: datetime) -> set[str]:
    order = Order(chain, Actor(), "", "statement", Statement(member=str(asked.member)), now)
    standing = decide(chain.timeline, for_member(session, order).facts, order.local, "statement", order.event).result
    return set(benefits_of(order.programme, standing.get("level")))
