"""The moment of a fact: the tenant's local time, its day, and the revision that rules then."""

from __future__ import annotations

from datetime import datetime

from webapp.engine.decisions import Change
from webapp.engine.facts import Account
from webapp.engine.programme import Programme, Timeline
from webapp.engine.settle import settle


class Moment:
    __slots__ = ("at", "day", "programme", "timeline")

    def __init__(self, at: datetime, timeline: Timeline, programme: Programme) -> None:
        self.at = at
        self.day = at.date()
        self.timeline = timeline
        self.programme = programme

    @property
    def open(self) -> bool:
        """Whether the programme runs on this day (7K-23)."""
        return self.programme.runs_on(self.day)

    def look_at(self, account: Account) -> Change:
        """A copy of the account to work on, with all that time alone has brought about."""
        change = Change(account.copy())
        settle(change, self.timeline, self.day, self.at)
        return change
