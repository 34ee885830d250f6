"""A tablet from its first day to its last: enrolled by a link, moved to another salon, revoked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import LostRace, new_id, transact
from webapp.store import audit, links, tablets
from webapp.store.tables import Tablet
from webapp.usecases.add_staff import unknown_salon
from webapp.usecases.offer_link import TABLET, may_tablets
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal
from webapp.usecases.tokens import new_token, token_hash


class Listed(NamedTuple):
    id: UUID
    name: str
    salon: str | None
    enrolled_at: datetime
    used_at: datetime


def enrol_tablet(chain: OpenChain, link: UUID, now: datetime) -> str | Refusal:
    """The token for the device's cookie, and for nothing else: the database knows its hash alone."""
    token = new_token()

    def work(session: Session) -> str | Refusal:
        found = links.by_id(session, chain.id, link, now)
        if found is None or found.purpose != TABLET or not may_tablets(session, chain.id, found.made_by):
            return Refusal("link_gone")
        if not links.use(session, chain.id, link):
            raise LostRace("the link was used by somebody faster")
        tablet = Tablet(
            tenant_id=chain.id,
            id=new_id(),
            name=found.details["name"],
            salon=found.details["salon"],
            token_hash=token_hash(token),
            enrolled_by=found.made_by,
            enrolled_at=now,
            used_at=now,
        )
        tablets.add(session, tablet)
        given = {"salon": tablet.salon}
        audit.note(session, chain.id, now, "tablet_enrolled", str(tablet.id), found.made_by, after=given)
        return token

    return transact(work, chain.id)


def list_tablets(chain: OpenChain) -> list[Listed]:
    found: Sequence[Tablet] = transact(lambda session: tablets.everywhere(session, chain.id), chain.id, readonly=True)
    return [Listed(one.id, one.name, one.salon, one.enrolled_at, one.used_at) for one in found]


def move_tablet(chain: OpenChain, tablet: UUID, salon: str, now: datetime, by: UUID) -> Refusal | None:
    """Whoever works on it has to open it again, as someone of that salon."""

    def work(session: Session) -> Refusal | None:
        found = _own(session, chain.id, tablet, by)
        if isinstance(found, Refusal):
            return found
        strange = unknown_salon(chain, (salon,))
        if strange is not None:
            return strange
        if found.salon == salon:
            return None
        was = {"salon": found.salon}
        tablets.move(session, chain.id, tablet, salon)
        audit.note(session, chain.id, now, "tablet_moved", str(tablet), by, before=was, after={"salon": salon})
        return None

    return transact(work, chain.id)


def revoke_tablet(chain: OpenChain, tablet: UUID, now: datetime, by: UUID) -> Refusal | None:
    """The next tap on it finds it locked out (R51)."""

    def work(session: Session) -> Refusal | None:
        found = _own(session, chain.id, tablet, by)
        if isinstance(found, Refusal):
            return found
        tablets.revoke(session, chain.id, tablet, now)
        audit.note(session, chain.id, now, "tablet_revoked", str(tablet), by, before={"salon": found.salon})
        return None

    return transact(work, chain.id)


def _own(session: Session, tenant: UUID, tablet: UUID, by: UUID) -> Tablet | Refusal:
    if not may_tablets(session, tenant, by):
        return Refusal("staff_rank")
    return tablets.by_id_locked(session, tenant, tablet) or Refusal("tablet_unknown")
