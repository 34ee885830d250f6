"""The moment of a fact: the tenant's local time, its day, and the revision that rules then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from webapp.engine.decisions import Change
from webapp.engine.facts import Account
from webapp.engine.programme import Programme, Timeline
from webapp.engine.settle import settle


@dataclass(frozen=True, slots=True)
class Moment:
    at: datetime
    timeline: Timeline
    programme: Programme

    @property
    def day(self) -> date:
        return self.at.date()

    @property
    def open(self) -> bool:
        """Whether the programme runs on this day (7K-23)."""
        return self.programme.runs_on(self.day)

    def look_at(self, account: Account) -> Change:
        """A copy of the account to work on, with all that time alone has brought about."""
        change = Change(account.copy())
        settle(change, self.timeline, self.day, self.at)
        return change
