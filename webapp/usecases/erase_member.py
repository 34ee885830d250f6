"""Erases a person's data: the member asks for it in their own pages, or an owner does it for a guest who asks in
writing (R63, KL-4.2).

How the design is read:

- It is done at once and cannot be taken back. The membership is closed first, as far as the chain's state lets it.
- The person is everybody who was merged into the member; holders of further cards are persons of their own.
- Postings, receipts, sums and consents stay under ids that name nobody; what the rules need of a date of birth is
  told in `ledger.forgetting`. Mails that have gone out are with whoever got them.
- Nothing holds an erasure up: bonuses and certificates that are left are lost, and so it is said beforehand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import LostRace, transact
from webapp.engine.events import Close
from webapp.ledger import forgetting
from webapp.store import audit, erasing, members
from webapp.store.erasing import Gone
from webapp.usecases.gather import for_member
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, KeyReused, Order, perform_in
from webapp.usecases.refusal import Refusal

__all__ = ["REASONS", "Gone", "Reason", "erase_member", "list_erasures"]

Reason = Literal["asked", "written", "died", "restored"]
"""The member asked in their own pages, or in writing; a relative told of their death; an older copy was put back."""
REASONS: tuple[Reason, ...] = ("written", "died")
"""What staff may name: a word out of a list, for free words would tell of the person again."""
MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class _Erasing:
    chain: OpenChain
    actor: Actor
    member: UUID
    reason: Reason
    now: datetime


def erase_member(chain: OpenChain, actor: Actor, member: UUID, reason: Reason, now: datetime) -> Refusal | None:
    """None once it is done; done twice it is done once."""
    return transact(lambda session: _erase(session, _Erasing(chain, actor, member, reason, now)), chain.id)


def _erase(session: Session, asked: _Erasing) -> Refusal | None:
    tenant = asked.chain.id
    of = erasing.whose(session, tenant, asked.member)
    if of is None:
        return Refusal("member_unknown")
    if all(erasing.erased_at(session, tenant, one) for one in of.members):
        return None
    for one in sorted(of.members):
        if not members.has_left(session, tenant, one):
            _close(session, asked, one)
    forgetting.forget(session, tenant, of.members, asked.chain.timeline, asked.chain.lists)
    erasing.erase(session, tenant, of, asked.now)
    for one in sorted(of.members):
        if not erasing.is_noted(session, tenant, one):
            erasing.note(session, Gone(tenant, one, asked.reason, asked.now))
    after, who, where = {"why": asked.reason}, asked.actor.staff, asked.actor.salon
    audit.note(session, tenant, asked.now, "member_erased", str(asked.member), who, {}, after, where)
    return None


def _close(session: Session, asked: _Erasing, member: UUID) -> None:
    """Locks the account, whatever the rules answer. Raises LostRace where the same was asked for twice at once."""
    order = Order(asked.chain, asked.actor, f"erase {member}", "close", Close(member=str(member)), asked.now)
    try:
        perform_in(session, order, for_member)
    except KeyReused:
        raise LostRace("another has just erased the member") from None
    members.close(session, asked.chain.id, str(member))


def list_erasures(chain: OpenChain) -> list[Gone]:
    """The newest first, at most MOST_LISTED."""
    return transact(lambda session: erasing.listed(session, chain.id, MOST_LISTED), chain.id, readonly=True)
