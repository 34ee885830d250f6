"""What the audit log is asked for, as it was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from webapp.pages.office.audit.words import ACTIONS
from webapp.pages.shared.language import say
from webapp.pages.shared.marks import unpacked
from webapp.pages.shared.reading import Reading
from webapp.usecases.list_audit import Mark, Search

MOST_SUBJECT = 120
YEARS = range(2000, 2101)


@dataclass(slots=True)
class Asked:
    """`typed` is what the fields hold. `after` is where the page begins; None for the newest."""

    search: Search = field(default_factory=Search)
    after: Mark | None = None
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def read_asked(sent: Mapping[str, str]) -> Asked:
    reading = Reading(sent)
    subject = reading.text("subject", most=MOST_SUBJECT) or ""
    since, until = _day(reading, "since"), _day(reading, "until")
    if since and until and until < since:
        reading.errors.setdefault("until", say("audit.wrong.until"))
    search = Search(_id(reading.typed("person")), reading.choice("action", ACTIONS, "") or None, subject, since, until)
    typed = {name: reading.typed(name) for name in ("person", "action", "subject", "since", "until")}
    return Asked(search, unpacked(reading.typed("after")), typed, reading.errors)


def _day(reading: Reading, name: str) -> date | None:
    """As browsers send it, 2026-11-25, or as people type it where a browser has no calendar: 25.11.2026."""
    text = reading.typed(name)
    if not text:
        return None
    try:
        day, month, year = text.split(".") if "." in text else reversed(text.split("-"))
        found = date.fromisoformat(f"{year}-{month:0>2}-{day:0>2}")
    except ValueError:
        found = date.min
    if found.year not in YEARS:
        reading.errors.setdefault(name, say("audit.wrong.day"))
        return None
    return found


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
