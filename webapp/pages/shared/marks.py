"""A place in a list that has the newest first, as an address or a button carries it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from webapp.usecases.list_audit import Mark

YEARS = range(2000, 2101)


def packed(mark: Mark) -> str:
    return f"{mark.at.isoformat()} {mark.id}"


def unpacked(text: str) -> Mark | None:
    """What `packed` wrote; None for anything else."""
    at, _, id_ = text.rpartition(" ")
    try:
        moment = datetime.fromisoformat(at)
        return Mark(moment, UUID(id_)) if moment.tzinfo and moment.year in YEARS else None
    except ValueError:
        return None
