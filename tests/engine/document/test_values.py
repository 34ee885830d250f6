"""How the values of a document are read: what is accepted, what is not, and reading undoes writing (R57, R61)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from webapp.engine.calendar import Duration
from webapp.engine.document import amounts, bounds, ends, triggers, values
from webapp.engine.document.amounts import Amount, Table
from webapp.engine.document.ends import Available, End
from webapp.engine.document.triggers import Trigger
from webapp.engine.money import LARGEST, hundredths, written

GOOD: list[tuple[Callable[[Any], Any], Any, Any]] = [
    (values.read_word, "spa_service", "spa_service"),
    (values.read_word, "a" * 64, "a" * 64),
    (values.read_duration, "30 days", Duration(days=30)),
    (values.read_duration, "1 day", Duration(days=1)),
    (values.read_duration, "12 months", Duration(months=12)),
    (values.read_duration, "2 years", Duration(months=24)),
    (values.read_duration, "5 working days", Duration(working_days=5)),
    (values.read_date, "2024-02-29", date(2024, 2, 29)),
    (values.read_date, date(2024, 2, 29), date(2024, 2, 29)),
    (values.read_month_day, "01-20", (1, 20)),
    (values.read_month_day, "02-28", (2, 28)),
    (values.read_flag, "yes", True),
    (values.read_flag, "no", False),
    (values.read_flag, True, True),
    (values.read_count, "18", 18),
    (values.read_count, 0, 0),
    (values.read_number, "17 777", 1_777_700),
    (values.read_number, "17\u00a0777,5", 1_777_750),
    (values.read_number, "0.10", 10),
    (values.read_number, 0.1, 10),
    (values.read_number, 100, 10_000),
    (values.read_percent, "7%", 700),
    (values.read_percent, "12,5 %", 1250),
    (values.read_percent, "100%", 10_000),
    (amounts.read_amount, "100", Amount(10_000)),
    (amounts.read_amount, "5%", Amount(500, percent=True)),
    (amounts.read_percents, "5%", Amount(500, percent=True)),
    (ends.read_end, "never", End("never")),
    (ends.read_end, "12 months", End("after", span=Duration(months=12))),
    (ends.read_end, {"after": "12 months"}, End("after", span=Duration(months=12))),
    (ends.read_end, {"yearly": "01-20"}, End("yearly", month_day=(1, 20))),
    (
        ends.read_end,
        {"yearly": "01-20", "carry_over_from": "01-10"},
        End("yearly", month_day=(1, 20), carry_over=(1, 10)),
    ),
    (ends.read_end, {"end_of": "year", "plus": "1 month"}, End("end_of", period="year", span=Duration(months=1))),
    (ends.read_end, {"date": "2026-12-31"}, End("date", day=date(2026, 12, 31))),
    (ends.read_end, {"with": "card"}, End("card")),
    (ends.read_available, "at_once", Available()),
    (ends.read_available, "7 days", Available("after", Duration(days=7))),
    (ends.read_window, "life", "life"),
    (ends.read_window, "level_period", "level_period"),
    (ends.read_window, "12 months", Duration(months=12)),
    (ends.read_window, "48 hours", Duration(hours=48)),
    (ends.read_window, "5 working days", Duration(working_days=5)),
    (amounts.read_limits, "3", 300),
    (amounts.read_names, "foot_break", ("foot_break",)),
    (amounts.read_names, ["one", "two"], ("one", "two")),
    (triggers.read_trigger, "birthday", Trigger("birthday")),
    (triggers.read_trigger, {"friend": "first_sale"}, Trigger("friend", "first_sale")),
    (triggers.read_trigger, {"request": "birthday_gift"}, Trigger("request", "birthday_gift")),
    (bounds.read_compare, "5", bounds.Compare(at_least=500)),
    (bounds.read_compare, {"more_than": "1", "at_most": "2"}, bounds.Compare(more_than=100, at_most=200)),
    (bounds.read_hours, "10-13", bounds.Hours(time(10), time(13))),
    (bounds.read_hours, "9:30-24:00", bounds.Hours(time(9, 30), time.max)),
    (bounds.read_dates, "2026-03-01", (date(2026, 3, 1), date(2026, 3, 1))),
    (bounds.read_dates, "2026-03-01..2026-03-31", (date(2026, 3, 1), date(2026, 3, 31))),
]

BAD: list[tuple[Callable[[Any], Any], str, list[Any]]] = [
    (values.read_word, "word", ["", "A", "1a", "a-b", "а", "a b", "a" * 65, None, 1, ["a"], {}]),
    (
        values.read_duration,
        "duration",
        [
            "",
            "0 days",
            "12",
            "12 month s",
            "-1 days",
            "1.5 days",
            "12months",
            "a day",
            "1 week",
            "123456 days",
            None,
            5,
            {},
        ],
    ),
    (
        values.read_date,
        "date",
        ["", "2026-02-30", "20260101", "2026-W01-1", "01.01.2026", "2026-1-1", None, 20260101, {}],
    ),
    (
        values.read_month_day,
        "month_day",
        ["02-29", "13-01", "00-10", "1-5", "01-1_0", "+1-05", " 01-05", "0105", None, 120],
    ),
    (values.read_flag, "flag", ["on", "off", "y", "1", "True", "YES", "", 1, 0, 1.0, None, [], {}]),
    (values.read_count, "count", ["", "-1", "1.5", "1_0", "1e3", "٣", "1234567", "true", True]),
    (values.read_count, "text", [None, [], {}]),
    (
        values.read_number,
        "number",
        [
            "",
            "-1",
            "1_000",
            "1e3",
            "0x10",
            ".5",
            "5.",
            "1.234",
            "NaN",
            "inf",
            "12:30:00",
            "1 00",
            "٣",
            True,
            None,
            [],
            {},
        ],
    ),
    (values.read_number, "number", [float("nan"), float("inf"), 0.001, 10**12, str(10**12)]),
    (values.read_percent, "percent", ["7", "%", "7%%", "1e1%", "NaN%", "7.123%", 7, True]),
    (values.read_percent, "percent_range", ["100.01%", "1000%", "-7%"]),
    (amounts.read_amount, "amount", ["", "five", "1e3", "-5", None, {}, {"give": 5}]),
    (amounts.read_amount, "percent_range", ["101%"]),
    (amounts.read_percents, "percent", ["5", "five"]),
    (
        ends.read_end,
        "end",
        [None, [], {}, 5, {"after": "1 day", "until": "this"}, {"yearly": "01-20", "plus": "1 day"}],
    ),
    (ends.read_end, "end", ["always"]),
    (ends.read_end, "duration", [{"after": "soon"}, {"end_of": "year", "plus": "x"}]),
    (ends.read_end, "month_day", [{"yearly": "02-29"}, {"yearly": "01-20", "carry_over_from": "1.10"}]),
    (ends.read_end, "date", [{"date": "tomorrow"}]),
    (ends.read_end, "one_of", [{"end_of": "week"}]),
    (ends.read_end, "word", [{"with": ["card"]}]),
    (ends.read_available, "duration", ["next_year"]),
    (ends.read_available, "duration", [None]),
    (ends.read_window, "window", ["forever", "5 days working", None, {}]),
    (amounts.read_limits, "number", ["many"]),
    (amounts.read_limits, "amount", [{}]),
    (amounts.read_names, "word", ["Foot", [], {}, ["foot", "Foot"], None]),
    (
        triggers.read_trigger,
        "one_of",
        ["returned", None, [], {"friend": "sister"}],
    ),
    (triggers.read_trigger, "extra_forbidden", [{"request": "x", "friend": "first_sale"}]),
    (triggers.read_trigger, "word", [{"request": "Birthday gift"}, {"request": None}]),
    (values.read_exceptions, "mapping", ["2026-01-01", [], None]),
    (values.read_exceptions, "date", [{"tomorrow": "yes"}]),
    (values.read_exceptions, "flag", [{"2026-01-01": "on"}]),
    (bounds.read_compare, "compare", [{}, {"over": "5"}]),
    (bounds.read_compare, "number", ["many", None, [], {"at_least": "many"}]),
    (
        bounds.read_hours,
        "hours",
        ["", "13-10", "10-10", "25-26", "10:5-11", "10:00-24:01", "22-02", "10:60-11", None, 10],
    ),
    (bounds.read_dates, "dates", ["", "2026-03-01..", "..2026-03-01", "2026-03-02..2026-03-01", "2026-02-30", None, 5]),
    (
        amounts.read_amounts,
        "table_keys",
        [{"table": []}, {"table": "colour", "a": "1"}, {"table": ["group", "group"]}, {"table": {}}],
    ),
    (amounts.read_amounts, "table_depth", [{"table": "group"}, {"table": ["level", "group"], "gold": "5%"}]),
    (amounts.read_amounts, "amount", [{"table": "group", "spa": {"a": "1"}}, {"table": "group", "spa": None}]),
]


@pytest.mark.parametrize(("read", "text", "value"), GOOD, ids=[f"{n}-{row[0].__name__}" for n, row in enumerate(GOOD)])
def test_what_is_accepted(read: Callable[[Any], Any], text: Any, value: Any) -> None:
    assert read(text) == value


@pytest.mark.parametrize(
    ("read", "code", "text"),
    [(read, code, text) for read, code, texts in BAD for text in texts],
    ids=[f"{n}-{place}-{row[0].__name__}" for n, row in enumerate(BAD) for place, _ in enumerate(row[2])],
)
def test_what_is_not(read: Callable[[Any], Any], code: str, text: Any) -> None:
    with pytest.raises(PydanticCustomError) as refused:
        read(text)
    assert refused.value.context is not None
    assert refused.value.context["code"] == code


def test_a_part_of_a_value_is_named_by_its_place() -> None:
    with pytest.raises(PydanticCustomError) as refused:
        amounts.read_amounts({"table": ["level", "group"], "gold": {"spa": "5%", "nails": "five"}})
    assert refused.value.context is not None
    assert refused.value.context["below"] == ("gold", "nails")


def test_cells_of_a_table_fall_back_to_the_nearest_else() -> None:
    table = amounts.read_table(
        {"table": ["level", "group"], "gold": {"spa": "5%", "else": "3%"}, "silver": {"spa": "2%"}, "else": "1%"},
        amounts.read_amount,
    )
    assert table.cell(("gold", "spa")) == Amount(500, percent=True)
    assert table.cell(("gold", "nails")) == Amount(300, percent=True)
    assert table.cell(("silver", "nails")) == Amount(100, percent=True)
    assert table.cell((None, "spa")) == Amount(100, percent=True)
    assert amounts.read_table({"table": "level", "gold": "1"}, amounts.read_amount).cell(("silver",)) is None


sums = st.integers(0, LARGEST)
months = st.integers(1, 9999).map(lambda count: Duration(months=count))
days = st.integers(1, 9999).map(lambda count: Duration(days=count))
spans = st.one_of(months, days)
words = st.text("abcdefgh_", min_size=1, max_size=4)
month_days = st.dates(date(2023, 1, 1), date(2023, 12, 31)).map(lambda day: (day.month, day.day))
any_end = st.one_of(
    st.just(End("never")),
    st.just(End("card")),
    spans.map(lambda span: End("after", span=span)),
    st.builds(
        lambda day, carried: End("yearly", month_day=day, carry_over=carried), month_days, st.none() | month_days
    ),
    st.builds(
        lambda period, plus: End("end_of", period=period, span=plus), st.sampled_from(values.PERIODS), st.none() | spans
    ),
    st.dates().map(lambda day: End("date", day=day)),
)
one_amount = st.one_of(sums.map(Amount), st.integers(0, values.MYRIAD).map(lambda part: Amount(part, percent=True)))


@given(sums)
def test_numbers_are_read_as_written(amount: int) -> None:
    """No float on the way, no drift, every notation the same amount (R57)."""
    text = values.write_number(amount)
    assert values.read_number(text) == values.read_number(text.replace(".", ",")) == amount
    assert hundredths(written(amount)) == amount
    grouped = f"{amount // 100:,}".replace(",", "\u00a0") + f",{amount % 100:02d}"
    assert values.read_number(grouped) == amount


@given(st.integers(0, values.MYRIAD))
def test_percents_are_read_as_written(part: int) -> None:
    assert values.read_percent(values.write_percent(part)) == part


@given(st.one_of(spans, st.integers(1, 9999).map(lambda count: Duration(working_days=count))))
def test_spans_are_read_as_written(span: Duration) -> None:
    assert values.read_duration(values.write_duration(span)) == span


@given(any_end)
def test_ends_are_read_as_written(end: End) -> None:
    assert ends.read_end(end.written()) == end


@given(spans | st.sampled_from(["life", "level_period"]))
def test_windows_are_read_as_written(window: Duration | str) -> None:
    assert ends.read_window(ends.write_window(window)) == window


@given(st.dictionaries(st.sampled_from(bounds._BOUNDS), sums, min_size=1))
def test_bounds_are_read_as_written(named: dict[str, int]) -> None:
    compare = bounds.Compare(**named)
    assert bounds.read_compare(compare.written()) == compare


@given(st.dates(), st.dates())
def test_spans_of_dates_are_read_as_written(one: date, other: date) -> None:
    span = (min(one, other), max(one, other))
    assert bounds.read_dates(bounds.write_dates(span)) == span


@given(st.integers(0, 24 * 60 - 1), st.integers(1, 24 * 60))
def test_hours_are_read_as_written(start: int, length: int) -> None:
    end = min(start + length, 24 * 60)
    text = f"{start // 60:02d}:{start % 60:02d}-{end // 60:02d}:{end % 60:02d}"
    assert str(bounds.read_hours(text)) == text


@given(st.dictionaries(words, st.dictionaries(words, one_amount, min_size=1, max_size=4), min_size=1, max_size=4))
def test_tables_are_read_as_written(cells: dict[str, dict[str, Amount]]) -> None:
    table = Table(("level", "group"), cells)
    assert amounts.read_amounts(table.written()) == table
