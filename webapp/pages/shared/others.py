"""Another member, for whatever follows from it: searched for by words, or named by their id."""

from __future__ import annotations

from collections.abc import Container

from flask import abort

from webapp.pages.shared import visit
from webapp.usecases.find_members import Known, find_member, find_members
from webapp.usecases.gather import uuid_of

MOST_SEARCH = 120


def found_beside(text: str, there: Container[str]) -> list[Known]:
    """Who is found by these words, without those of these ids."""
    return [known for known in find_members(visit.chain(), text) if known.id not in there] if text else []


def known_by(text: str) -> Known:
    """The member of this id; no page (404) where there is none."""
    member = uuid_of(text)
    known = find_member(visit.chain(), member) if member is not None else None
    if known is None:
        abort(404)
    return known
