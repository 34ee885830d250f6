"""One request with all that helps to answer it: whose it is, who did what; for a claim, what the books say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.programme import Programme
from webapp.ledger import receipts
from webapp.store import members, requests, staff
from webapp.store.members import Known
from webapp.store.request_tables import GuestRequest
from webapp.store.requests import Photo
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.request_terms import CLAIM

__all__ = ["Look", "Photo", "look_at_request", "photo_of"]


@dataclass(frozen=True, slots=True)
class Look:
    """`posted` is the receipt of the claim's number, where the books have one; `people` are names of the staff."""

    asked: GuestRequest
    known: Known | None
    programme: Programme
    people: dict[UUID, str]
    late: bool
    has_photo: bool
    posted: UUID | None

    @property
    def open(self) -> bool:
        return self.asked.decided_at is None

    @property
    def name(self) -> str | None:
        return self.known.full_name if self.known is not None else self.asked.name


def look_at_request(chain: OpenChain, request: UUID, now: datetime) -> Look | None:
    """None for no request of this chain."""

    def work(session: Session) -> Look | None:
        row = requests.by_id(session, chain.id, request)
        if row is None:
            return None
        number = row.details.get("receipt") if row.kind == CLAIM else None
        return Look(
            asked=row,
            known=members.by_id(session, chain.id, row.member_id) if row.member_id else None,
            programme=chain.timeline.at(chain.local(now)),
            people={one.id: one.name for one in staff.ever(session, chain.id)},
            late=row.decided_at is None and row.due_at <= now,
            has_photo=row.kind == CLAIM and requests.has_photo(session, chain.id, request),
            posted=receipts.id_of(session, chain.id, number) if number else None,
        )

    return transact(work, chain.id, readonly=True)


def photo_of(chain: OpenChain, request: UUID) -> Photo | None:
    """Whether the asker may see it is the asking page's to know."""
    return transact(lambda session: requests.photo(session, chain.id, request), chain.id, readonly=True)
