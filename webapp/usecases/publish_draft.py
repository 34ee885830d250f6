"""Publishes the chain's draft, or an earlier revision once more, at once or from the beginning of a day to come. Under
one key it is done once.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.document.check import load
from webapp.engine.document.schema import InForce
from webapp.engine.document.writer import write
from webapp.store import chains, revisions, rule_drafts
from webapp.usecases.look_at_draft import look_at_draft
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.publish_programme import Publication, draw_up, publish_in
from webapp.usecases.refusal import Refusal


class Order(NamedTuple):
    """The key under which it is done once, the first day (None is at once), the moment and who asks."""

    key: str
    start: date | None
    now: datetime
    by: UUID | None


def publish_draft(chain: OpenChain, mark: UUID, order: Order) -> Publication:
    """Refused where the draft is no longer that of `mark`. A draft that is published is none any more."""
    draft = look_at_draft(chain)
    if draft is None or draft.mark != mark:
        return known(chain, order) or Publication(refusal=Refusal("draft_gone" if draft is None else "draft_changed"))
    until = draft.document.in_force.until if draft.document is not None else None
    return _publish(chain, draft.text, until, order, mark)


def publish_again(chain: OpenChain, number: int, order: Order) -> Publication:
    """The rules of an earlier revision. A draft that somebody is at work on stays."""
    earlier = next((one for one in chain.revisions if one.number == number), None)
    if earlier is None:
        return Publication(refusal=Refusal("revision_unknown", {"number": str(number)}))
    found = transact(lambda session: revisions.documents(session, chain.id, [earlier.id]), chain.id, readonly=True)
    document = load(found[earlier.id])
    # When it ended then is no reason for it to end now.
    bare = document.model_copy(update={"in_force": InForce()})
    return _publish(chain, write(bare.model_dump(mode="json", by_alias=True, exclude_defaults=True)), None, order)


def _publish(chain: OpenChain, text: str, until: date | None, order: Order, mark: UUID | None = None) -> Publication:
    if order.start is not None and until is not None and until <= order.start:
        return Publication(refusal=Refusal("end_before_start", {"day": until}))
    span = InForce.model_validate({"from": order.start, "until": until})
    ready = draw_up(chain, text, order.now, order.by, span)
    if isinstance(ready, Publication):
        return ready
    ready.row.id = _id(chain, order)

    def work(session: Session) -> Publication:
        chains.lock(session, chain.id)
        if revisions.documents(session, chain.id, [ready.row.id]):
            return Publication(ready.row.id, ready.row.starts)
        if mark is not None and not rule_drafts.drop(session, chain.id, mark):
            return Publication(refusal=Refusal("draft_changed"))
        publish_in(session, chain, ready.row)
        return Publication(ready.row.id, ready.row.starts, warnings=ready.warnings)

    return transact(work, chain.id)


def known(chain: OpenChain, order: Order) -> Publication | None:
    """What came of the same order before, as it stands now: the chain at hand may be older."""
    made = _id(chain, order)
    rows = transact(lambda session: revisions.listed(session, chain.id), chain.id, readonly=True)
    return next((Publication(one.id, one.starts) for one in rows if one.id == made), None)


def _id(chain: OpenChain, order: Order) -> UUID:
    return uuid5(chain.id, f"publish {order.key}")
