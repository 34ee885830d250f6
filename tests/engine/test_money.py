"""Amounts: what is read, how it is written, every rounding, and how a line's figure is laid over its units."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.engine.money import LARGEST, hundredths, rounded, spread, written

ROUNDINGS = {"down": ROUND_DOWN, "up": ROUND_CEILING, "half_up": ROUND_HALF_UP}


@pytest.mark.parametrize(
    ("typed", "kopecks"),
    [
        ("0", 0),
        ("5,50", 550),
        ("5.5", 550),
        ("5.05", 505),
        ("007", 700),
        (" 12 ", 1200),
        ("17 777", 1_777_700),
        ("17\u00a0777,00", 1_777_700),
        ("1\u202f234\u202f567.89", 123_456_789),
        ("-5,50", -550),
        (0.1, 10),
        (1e2, 10_000),
        (199_999.99, 19_999_999),
        (Decimal("66.60"), 6660),
        (Decimal("1E+2"), 10_000),
        (350, 35_000),
        ("100000000000", LARGEST),
    ],
)
def test_read(typed: Any, kopecks: int) -> None:
    """R57: digits, spaces between thousands, one comma or point, at most two decimals."""
    assert hundredths(typed) == kopecks


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", ".", ",", "5,", ",5", "5.555", "5,5,5", "1 23", "12 34 567", "1,234.50", "5 р", "руб",
        "+5", "--5", "- 5",
        "1e5", "1E5", "1_000", "0x10", "NaN", "nan", "sNaN", "Infinity", "-inf", "٣", "５", "²", "5\n5", "5\x00",
        float("nan"), float("inf"), 1e22, 0.1 + 0.2, 1.005, Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"),
        Decimal("0.001"),
        Decimal("1E+999999999"),
        Decimal("1E-999999999"), True, False, None, [], {}, b"5",
        "100000000000.01", "999999999999999", "9" * 5000, LARGEST, 10**400,
    ],
    ids=lambda typed: repr(typed)[:24],
)  # fmt: skip
def test_not_read(typed: Any) -> None:
    """R56, R57: no exponents, no other digits, no third decimal, nothing that is no number, nothing huge."""
    with pytest.raises(ValueError):
        hundredths(typed)


@given(st.integers(-LARGEST, LARGEST))
def test_what_is_written_is_read_back(amount: int) -> None:
    """R57."""
    text = written(amount)
    assert hundredths(text) == hundredths(text.replace(".", ",")) == amount
    assert Decimal(text) == Decimal(amount) / 100


@given(st.text(max_size=12) | st.floats() | st.decimals() | st.integers())
def test_whatever_is_typed_is_an_exact_amount_or_refused(typed: Any) -> None:
    """R57."""
    try:
        amount = hundredths(typed)
    except ValueError:
        return
    assert abs(amount) <= LARGEST
    if isinstance(typed, int | Decimal):
        assert Decimal(amount) / 100 == typed


@given(
    st.integers(0, 10**15),
    st.integers(1, 10**7),
    st.sampled_from([1, 5, 10, 50, 100, 1000]),
    st.sampled_from(sorted(ROUNDINGS)),
)
def test_rounding_is_that_of_exact_decimals(numerator: int, denominator: int, step: int, direction: str) -> None:
    """R56: never through a float."""
    exact = Decimal(numerator) / Decimal(denominator * step)
    if exact != exact.quantize(Decimal("1e-9")):  # a decimal that goes on: compare with its neighbour instead
        exact = exact.quantize(Decimal("1e-9"), rounding=ROUND_DOWN) + Decimal("1e-10")
    wanted = int(exact.quantize(Decimal(1), rounding=ROUNDINGS[direction])) * step
    assert rounded(numerator, denominator, step, direction) == wanted


@pytest.mark.parametrize(
    ("direction", "half", "below", "above"), [("down", 0, 0, 0), ("up", 10, 10, 10), ("half_up", 10, 0, 10)]
)
def test_rounding_at_the_half(direction: str, half: int, below: int, above: int) -> None:
    assert rounded(5, 1, 10, direction) == half
    assert rounded(499, 100, 10, direction) == below
    assert rounded(501, 100, 10, direction) == above
    assert rounded(10, 1, 10, direction) == 10
    assert rounded(0, 7, 10, direction) == 0


@pytest.mark.parametrize(
    ("total", "parts", "units"),
    [(100, 3, [33, 33, 34]), (1, 3, [0, 0, 1]), (0, 2, [0, 0]), (299, 3, [99, 100, 100]), (700, 7, [100] * 7)],
)
def test_a_lines_figure_over_its_units(total: int, parts: int, units: list[int]) -> None:
    """X-returns-2: unit k of n has floor(total·k/n) - floor(total·(k-1)/n)."""
    assert spread(total, parts) == units


@given(st.integers(0, 10**13), st.integers(1, 1000))
def test_the_units_are_nearly_equal_and_make_up_the_line(total: int, parts: int) -> None:
    """X-returns-2."""
    units = spread(total, parts)
    assert len(units) == parts
    assert sum(units) == total
    assert max(units) - min(units) <= 1
