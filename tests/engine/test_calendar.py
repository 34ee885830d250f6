"""Days: spans from an anchor, yearly dates, birthdays, windows, working days."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.engine import calendar
from webapp.engine.calendar import FAR, Duration, WorkingDays

RUSSIA = WorkingDays("RU")


def day(text: str) -> date:
    return date.fromisoformat(text)


# Spans


@pytest.mark.parametrize("months", range(121))
def test_31_january_and_n_months_is_the_31st_or_the_last_day(months: int) -> None:
    """R24: always from the anchor, so that 31 January + 2 months is 31 March."""
    year, month = 2024 + months // 12, months % 12 + 1
    assert calendar.months_after(day("2024-01-31"), months) == date(year, month, monthrange(year, month)[1])


@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)), st.integers(-120, 120))
def test_n_months_keep_the_day_or_clip_it_to_the_months_end(anchor: date, months: int) -> None:
    """R24."""
    found = calendar.months_after(anchor, months)
    assert found.year * 12 + found.month == anchor.year * 12 + anchor.month + months
    assert found.day == min(anchor.day, monthrange(found.year, found.month)[1])


@pytest.mark.parametrize(
    ("begun", "ends"),
    [
        ("2024-02-29", "2025-02-28"),
        ("2023-02-28", "2024-02-28"),
        ("2024-12-31", "2025-12-31"),
        ("2024-02-01", "2025-02-01"),
    ],
)
def test_twelve_months(begun: str, ends: str) -> None:
    assert calendar.span_end(day(begun), Duration(12)) == day(ends)


def test_the_year_of_29_february_comes_back_to_it_in_leap_years() -> None:
    """R24, X-dates-5: a level begun on 29 February has its periods from that day, never from the 28th before."""
    ends = [calendar.months_after(day("2024-02-29"), 12 * year) for year in range(1, 9)]
    assert [end.isoformat()[5:] for end in ends] == ["02-28", "02-28", "02-28", "02-29"] * 2


def test_spans_far_away_end_at_the_end_of_days_and_never_fail() -> None:
    assert calendar.span_end(day("2025-01-01"), Duration(months=99_999)) == FAR
    assert calendar.span_end(day("9999-12-01"), Duration(days=99_999)) == FAR


@pytest.mark.parametrize(
    ("last", "first"),
    [
        ("2025-02-28", "2024-02-29"),
        ("2025-03-01", "2024-03-02"),
        ("2024-02-29", "2023-03-01"),
        ("2024-02-28", "2023-03-01"),
        ("2025-12-31", "2025-01-01"),
    ],
)
def test_the_last_twelve_months_begin_the_day_after_the_day_a_year_ago(last: str, first: str) -> None:
    """X-dates-4: on 2025-02-28 they begin on 2024-02-29, which leaves on 2025-03-01."""
    assert calendar.window_start(day(last), Duration(12)) == day(first)


@given(
    st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    st.one_of(
        st.integers(1, 36).map(lambda n: Duration(months=n)), st.integers(1, 800).map(lambda n: Duration(days=n))
    ),
    st.integers(0, 6000),
)
def test_every_day_lies_in_exactly_one_period_of_the_row(anchor: date, span: Duration, later: int) -> None:
    after = anchor + timedelta(days=later)
    ends = [anchor]
    while ends[-1] <= after:
        ends.append(calendar.span_end(anchor, Duration(span.months * len(ends), span.days * len(ends))))
    assert calendar.period_end(anchor, span, after) == ends[-1]


# Yearly dates


@pytest.mark.parametrize(
    ("bought", "gone"),
    [
        ("2024-12-31", "2025-01-20"),
        ("2025-01-01", "2025-01-20"),
        ("2025-01-09", "2025-01-20"),
        ("2025-01-10", "2026-01-20"),
        ("2025-01-19", "2026-01-20"),
        ("2025-01-20", "2026-01-20"),
        ("2025-02-01", "2026-01-20"),
        ("2025-12-31", "2026-01-20"),
        ("2026-01-09", "2026-01-20"),
        ("2026-01-10", "2027-01-20"),
    ],
)
def test_bonuses_burn_on_20_january_and_those_of_10_to_20_january_a_year_later(bought: str, gone: str) -> None:
    """7K-7, R25."""
    assert calendar.yearly_end(day(bought), 1, 20, (1, 10)) == day(gone)


@pytest.mark.parametrize(
    ("bought", "gone"),
    [
        ("2025-12-24", "2026-01-05"),
        ("2025-12-25", "2027-01-05"),
        ("2026-01-04", "2027-01-05"),
        ("2026-01-05", "2027-01-05"),
    ],
)
def test_a_carry_over_may_begin_in_december(bought: str, gone: str) -> None:
    assert calendar.yearly_end(day(bought), 1, 5, (12, 25)) == day(gone)


@pytest.mark.parametrize(("bought", "gone"), [("2025-06-30", "2025-07-01"), ("2025-07-01", "2026-07-01")])
def test_without_a_carry_over_the_date_itself_belongs_to_the_next_year(bought: str, gone: str) -> None:
    assert calendar.yearly_end(day(bought), 7, 1, None) == day(gone)


@pytest.mark.parametrize(
    ("period", "first", "end"),
    [
        ("month", "2024-02-01", "2024-03-01"),
        ("quarter", "2024-01-01", "2024-04-01"),
        ("half", "2024-01-01", "2024-07-01"),
        ("year", "2024-01-01", "2025-01-01"),
    ],
)
def test_calendar_periods(period: str, first: str, end: str) -> None:
    assert calendar.period_of(day("2024-02-29"), period) == day(first)
    assert calendar.end_of_period(day("2024-02-29"), period) == day(end)


# Birthdays


@pytest.mark.parametrize(
    ("year", "custom", "kept_on"),
    [
        (2027, "feb_28", "2027-02-28"),
        (2027, "mar_1", "2027-03-01"),
        (2028, "feb_28", "2028-02-29"),
        (2028, "mar_1", "2028-02-29"),
        (2100, "feb_28", "2100-02-28"),
    ],
)
def test_a_birthday_of_29_february(year: int, custom: str, kept_on: str) -> None:
    """R23."""
    assert calendar.birthday_in(day("2004-02-29"), year, custom) == day(kept_on)


@given(
    st.dates(date(1930, 1, 1), date(2010, 12, 31)),
    st.dates(date(2011, 1, 1), date(2060, 12, 31)),
    st.sampled_from(["feb_28", "mar_1"]),
)
def test_a_day_stands_between_two_birthdays_a_year_apart(birth: date, on: date, custom: str) -> None:
    """R23: exactly one birthday a year, whatever 29 February does."""
    last, following = calendar.last_birthday(birth, on, custom), calendar.next_birthday(birth, on, custom)
    assert last <= on < following
    assert following.year == last.year + 1
    assert 364 <= (following - last).days <= 367


@pytest.mark.parametrize(
    ("birth", "on", "old_enough"),
    [
        ("2007-04-15", "2025-04-14", False),
        ("2007-04-15", "2025-04-15", True),
        ("2008-02-29", "2026-02-27", False),
        ("2008-02-29", "2026-02-28", True),
        ("2008-03-01", "2026-02-28", False),
    ],
)
def test_eighteen(birth: str, on: str, old_enough: bool) -> None:
    """ES-1.1, X-and-17."""
    assert calendar.of_age(day(birth), 18, day(on), "feb_28") is old_enough


# Working days


@pytest.mark.parametrize(
    ("holiday", "days"),
    [
        ("New Year 2025", "2025-01-01 2025-01-02 2025-01-03 2025-01-06 2025-01-07 2025-01-08"),
        ("New Year 2026, with 9 January moved", "2025-12-31 2026-01-01 2026-01-02 2026-01-05 2026-01-08 2026-01-09"),
        ("New Year 2027", "2027-01-01 2027-01-04 2027-01-05 2027-01-06 2027-01-07 2027-01-08"),
        ("May 2025", "2025-05-01 2025-05-02 2025-05-08 2025-05-09"),
        ("May 2026", "2026-05-01 2026-05-11"),
        ("June and November 2025", "2025-06-12 2025-06-13 2025-11-03 2025-11-04"),
        ("23 February and 8 March 2026", "2026-02-23 2026-03-09"),
        ("weekends", "2025-03-01 2025-03-02 2026-07-04"),
    ],
)
def test_days_off(holiday: str, days: str) -> None:
    """R27."""
    assert [text for text in days.split() if RUSSIA.is_working(day(text))] == []


@pytest.mark.parametrize("text", ["2024-04-27", "2024-11-02", "2024-12-28", "2025-11-01", "2025-01-09", "2025-05-05"])
def test_saturdays_that_are_worked_and_days_between_holidays(text: str) -> None:
    """R27."""
    assert RUSSIA.is_working(day(text))


@pytest.mark.parametrize(
    ("asked", "count", "due"),
    [
        ("2025-03-03", 5, "2025-03-10"),
        ("2025-03-08", 1, "2025-03-10"),
        ("2025-04-30", 2, "2025-05-06"),
        ("2025-12-30", 5, "2026-01-16"),
        ("2024-12-27", 2, "2025-01-09"),
        ("2025-10-31", 2, "2025-11-05"),
    ],
)
def test_the_nth_working_day_after_a_day_which_is_itself_not_counted(asked: str, count: int, due: str) -> None:
    """R27, X-certificates-4."""
    assert RUSSIA.after(day(asked), count) == day(due)
    assert calendar.span_end(day(asked), Duration(working_days=count), RUSSIA) == day(due)


def test_a_year_whose_moved_days_nobody_has_told_is_known_as_such_r27() -> None:
    """R27: a warning, not a guess; the chain's own days are an answer, and countries that move none have all years."""
    assert RUSSIA.knows(2026)
    assert not RUSSIA.knows(2093)
    assert WorkingDays("RU", {day("2093-01-09"): False}).knows(2093)
    assert WorkingDays("DE").knows(2093)
    assert WorkingDays("FR").knows(2093)


def test_a_chains_own_exceptions_go_before_the_official_calendar() -> None:
    """R27: the chain works on 2 May and rests on 7 May 2025."""
    own = WorkingDays("RU", {day("2025-05-02"): True, day("2025-05-07"): False})
    assert own.is_working(day("2025-05-02"))
    assert not own.is_working(day("2025-05-07"))
    assert own.after(day("2025-04-30"), 3) == day("2025-05-06")


def test_a_span_of_working_days_needs_to_know_them() -> None:
    with pytest.raises(ValueError, match="working"):
        calendar.span_end(day("2025-03-03"), Duration(working_days=5))


def test_the_day_itself_never_counts_for_nothing() -> None:
    assert RUSSIA.after(day("2025-05-03"), 0) == day("2025-05-03")
