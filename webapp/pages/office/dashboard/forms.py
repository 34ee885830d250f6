"""Which months, which salon and which bonuses the dashboard is asked for, as it was typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from webapp.engine.calendar import months_after
from webapp.pages.shared.language import say
from webapp.pages.shared.reading import Reading
from webapp.usecases.look_at_dashboard import Period

MONTHS = 12
MOST_MONTHS = 60
YEARS = range(2000, 2101)
_MONTH = re.compile(r"([0-9]{4})-([0-9]{1,2})|([0-9]{1,2})\.([0-9]{4})")


@dataclass(slots=True)
class Asked:
    """`typed` is what the fields hold, and what the addresses of the files carry on."""

    period: Period
    salon: str | None
    wallet: str | None
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def read_asked(sent: Mapping[str, str], today: date, salons: tuple[str, ...], wallets: tuple[str, ...]) -> Asked:
    """Without a word about it: the last twelve months."""
    reading = Reading(sent)
    this = today.replace(day=1)
    until = _month(reading, "until") or this
    since = _month(reading, "since") or months_after(until, 1 - MONTHS)
    if until < since:
        reading.errors.setdefault("until", say("dashboard.wrong.until"))
    elif until >= months_after(since, MOST_MONTHS):
        reading.errors.setdefault("since", say("dashboard.wrong.long", most=MOST_MONTHS))
    period = Period(months_after(this, 1 - MONTHS), this) if reading.errors else Period(since, until)
    salon, wallet = reading.choice("salon", salons, ""), reading.choice("wallet", wallets, "")
    typed = {"since": f"{period.since:%Y-%m}", "until": f"{period.until:%Y-%m}", "salon": salon, "wallet": wallet}
    if reading.errors:
        typed |= {name: reading.typed(name) for name in ("since", "until")}
    return Asked(period, salon or None, wallet or None, typed, reading.errors)


def _month(reading: Reading, name: str) -> date | None:
    """As browsers send it, 2026-11, or as people type it where a browser has no calendar: 11.2026."""
    text = reading.typed(name)
    if not text:
        return None
    found = _MONTH.fullmatch(text)
    year, month = (int(found[1] or found[4]), int(found[2] or found[3])) if found else (0, 0)
    if year not in YEARS or not 1 <= month <= 12:
        reading.errors.setdefault(name, say("dashboard.wrong.month"))
        return None
    return date(year, month, 1)
