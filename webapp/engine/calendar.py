"""Days of a tenant: spans from an anchor day, yearly dates, birthdays, working days. Whole local days only; no zones,
no clock.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

import holidays

FAR = date(9999, 12, 31)
LAST = FAR.toordinal()
ONE_DAY = timedelta(days=1)


class Duration(NamedTuple):
    """A span: months and days from an anchor day (month ends clipped), working days after it (the day itself not
    counted), or hours from an instant. Days may be negative beside months.
    """

    months: int = 0
    days: int = 0
    working_days: int = 0
    hours: int = 0


YEARS_IN_A_ROW = 3
"""In which a government moved days: it does so every year."""


class WorkingDays:
    """The working days of a country as its government moved them, with the chain's own exceptions on top."""

    def __init__(self, country: str, exceptions: Mapping[date, bool] | None = None) -> None:
        self.country = country
        self.exceptions = dict(exceptions or {})
        self._official = _official_holidays(country)

    def is_working(self, day: date) -> bool:
        exception = self.exceptions.get(day)
        return self._official.is_working_day(day) if exception is None else exception

    def knows(self, year: int) -> bool:
        """Whether days that its government moves every year are known of that one, or told by the chain (R27)."""
        moved = {key for key in getattr(self._official, "special_public_holidays", {}) if isinstance(key, int)}
        last = max(moved, default=year)
        yearly = moved >= set(range(last - YEARS_IN_A_ROW + 1, last + 1))
        return year <= last or not yearly or any(day.year == year for day in self.exceptions)

    def after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, which is itself not counted."""
        while count > 0:
            day += timedelta(days=1)
            if self.is_working(day):
                count -= 1
        return day

    def before(self, day: date, count: int) -> date:
        """The earliest day whose `count`-th working day after it is later than `day`."""
        while count > 0:
            count -= self.is_working(day)
            day -= timedelta(days=1)
        return day + timedelta(days=1)


@lru_cache(maxsize=32)
def _official_holidays(country: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country)


def known_country(country: str) -> bool:
    return country in holidays.list_supported_countries()


def months_after(anchor: date, months: int) -> date:
    """The same day of the month, `months` later or earlier, clipped to the month's end. Always from the anchor, never
    step by step (R24).
    """
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    if not 1 <= year <= 9998:
        return FAR if months > 0 else date.min
    month += 1
    day = anchor.day
    return date(year, month, day if day <= 28 else min(day, monthrange(year, month)[1]))


def span_end(anchor: date, span: Duration, working: WorkingDays | None = None) -> date:
    """The first day outside the span [anchor, anchor + span)."""
    months, days, working_days, hours = span
    if working_days:
        if working is None:
            raise ValueError("a span of working days needs a working calendar")
        return working.after(anchor, working_days)
    day = months_after(anchor, months) if months else anchor
    if hours:
        day += timedelta(days=-(-hours // 24))
    if not days:
        return day
    ends = day.toordinal() + days
    return date.fromordinal(ends) if ends < LAST else FAR


def instant_after(at: datetime, span: Duration, working: WorkingDays | None = None) -> datetime:
    """The instant so long after `at`: the time of day stays, hours are added to it."""
    day = span_end(at.date(), span._replace(hours=0), working)
    return datetime.combine(day, at.time()) + timedelta(hours=span.hours)


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def noon(day: date) -> datetime:
    """When it happens of which no more than the day is known."""
    return datetime(day.year, day.month, day.day, 12)


def inside(span: Duration, last_day: str) -> Duration:
    """The span whose last day is still inside it, where it is read so."""
    return span._replace(days=span.days + 1) if last_day == "in" and not span.hours else span


def window_start(last: date, span: Duration, working: WorkingDays | None = None) -> date:
    """The first day of the window (last - span, last]; of hours the first that it touches."""
    if span.working_days:
        if working is None:
            raise ValueError("a window of working days needs a working calendar")
        return working.before(last, span.working_days)
    if span.hours:
        return last - timedelta(days=-(-span.hours // 24))
    return span_end(last, Duration(-span.months, -span.days)) + ONE_DAY


def reach(span: Duration) -> int:
    """No fewer days than a window of the span ever looks back."""
    return span.months * 31 + span.days + span.working_days * 2 + 20 * bool(span.working_days) + span.hours // 24 + 1


def period_end(anchor: date, span: Duration, after: date) -> date:
    """The end of the period that holds the day `after`, in the row of equal periods that begins on `anchor`."""
    count = 1
    if span.months:
        count = max(1, ((after.year - anchor.year) * 12 + after.month - anchor.month) // span.months)
    elif span.days:
        count = max(1, (after - anchor).days // span.days)
    while (end := span_end(anchor, Duration(span.months * count, span.days * count))) <= after:
        count += 1
    return end


def yearly_end(born: date, month: int, day: int, carry_over: tuple[int, int] | None) -> date:
    """The yearly date on which what was born on `born` is gone; born from `carry_over` on it waits for the date of the
    year after (7K-7).
    """
    year, of_year = born.year, (born.month, born.day)
    end = year if of_year < (month, day) else year + 1
    if carry_over:
        carried = end if carry_over < (month, day) else end - 1
        if (year, of_year) >= (carried, carry_over):
            end += 1
    return date(end, month, day)


def birthday_in(birth: date, year: int, feb_29: str) -> date:
    """The birthday of that year; 29 February is kept in common years as the document says (`feb_28` or `mar_1`)."""
    if (birth.month, birth.day) == (2, 29) and monthrange(year, 2)[1] == 28:
        return date(year, 2, 28) if feb_29 == "feb_28" else date(year, 3, 1)
    return date(year, birth.month, birth.day)


def next_birthday(birth: date, after: date, feb_29: str) -> date:
    """The first birthday later than the day `after`."""
    day = birthday_in(birth, after.year, feb_29)
    return day if day > after else birthday_in(birth, after.year + 1, feb_29)


def last_birthday(birth: date, on: date, feb_29: str) -> date:
    """The latest birthday on or before the day `on`."""
    day = birthday_in(birth, on.year, feb_29)
    return day if day <= on else birthday_in(birth, on.year - 1, feb_29)


def of_age(birth: date, years: int, on: date, feb_29: str) -> bool:
    """Whether that many birthdays have come: the birthday itself is old enough (ES-1.1)."""
    return birthday_in(birth, birth.year + years, feb_29) <= on


def week_of(day: date) -> date:
    """The Monday of the week that holds `day`."""
    return day - timedelta(days=day.weekday())


def row_start(anchor: date, span: Duration, on: date) -> date:
    """Where the span begins that holds the day `on`, in the row of equal spans that begins on `anchor`."""
    if on < anchor:
        return anchor
    end = period_end(anchor, span, on)
    count = 1
    while span_end(anchor, Duration(span.months * count, span.days * count)) < end:
        count += 1
    return span_end(anchor, Duration(span.months * (count - 1), span.days * (count - 1)))


def next_tick(anchor: date, span: Duration, after: date) -> date:
    """The first day later than `after` on the grid that steps by `span` from `anchor`, which is itself no tick."""
    return period_end(anchor, span, max(after, anchor))


def period_of(day: date, period: str) -> date:
    """The first day of the month, quarter, half or year that holds `day`."""
    length = {"month": 1, "quarter": 3, "half": 6, "year": 12}[period]
    return date(day.year, (day.month - 1) // length * length + 1, 1)


def end_of_period(day: date, period: str) -> date:
    """The first day after the month, quarter, half or year that holds `day`."""
    length = {"month": 1, "quarter": 3, "half": 6, "year": 12}[period]
    return months_after(period_of(day, period), length)
