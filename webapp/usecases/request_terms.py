"""What guests may ask for, until when they are answered, and the benefits of a level."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from webapp.engine import calendar
from webapp.engine.document.schema import Named
from webapp.engine.document.words import readable
from webapp.engine.programme import Programme
from webapp.usecases.open_chain import OpenChain

CALL_BACK, CLAIM, BENEFIT, BOOKING = "call_back", "claim", "benefit", "booking"
KINDS = (CALL_BACK, CLAIM, BENEFIT, BOOKING)


def due_at(chain: OpenChain, kind: str, now: datetime) -> datetime:
    """The first moment at which it is late: minutes run round the clock (7K-21), days end with the chain's (R27)."""
    local = chain.local(now)
    programme = chain.timeline.at(local)
    within = getattr(programme.document.requests, kind)
    if isinstance(within, timedelta):
        return now + within
    last = calendar.span_end(local.date(), within, programme.working_days)
    return datetime.combine(last + timedelta(days=1), time(), chain.zone).astimezone(UTC)


def benefits_of(programme: Programme, level: str | None) -> dict[str, Named]:
    """What the level's holders may ask for, in the document's order (7K-17, 7K-18)."""
    held = programme.document.levels.get(level or "")
    return dict(held.benefits) if held is not None else {}


def benefit_named(programme: Programme, code: str) -> Named:
    """What any level calls it; the code where none has it any more."""
    for level in programme.document.levels.values():
        if code in level.benefits:
            return level.benefits[code]
    said = readable(code) or "—"
    return Named(ru=said, en=said)
