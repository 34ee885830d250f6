"""Discounts: the largest that applies to a line, to the kopeck, and what each unit then costs."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.told import scene
from webapp.engine.situation import Line


def discounts(rules: str, *lines: dict[str, Any], **fields: Any) -> list[int]:
    answer = scene(f"rules:\n{rules}", "olga").buy("2025-03-03", "olga", *lines, **fields)
    assert answer["discount"] == sum(part["discount"] for part in answer["lines"])
    assert answer["payable"] == answer["gross"] - answer["discount"]
    return [part["discount"] for part in answer["lines"]]


@pytest.mark.parametrize(
    ("price", "percent", "discount"),
    [
        (1000, "5%", 5_000),
        ("0.10", "5%", 1),
        ("0.09", "5%", 0),
        ("33.33", "7%", 233),
        ("10.50", "5%", 53),
        ("99.99", "12.5%", 1_250),
        (500, "0%", 0),
        (500, "100%", 50_000),
        (0, "50%", 0),
    ],
)
def test_a_percent_of_the_line_rounded_half_up(price: Any, percent: str, discount: int) -> None:
    """KL-1."""
    assert discounts(f"  off: {{then: {{discount: {percent}}}}}", {"group": "service", "price": price}) == [discount]


def test_it_is_rounded_once_a_line_not_once_a_unit() -> None:
    """Three at 0.10: 5 % of 0.30 is 0.015, so 0.02; a unit alone would give 0.01."""
    line = {"group": "service", "price": "0.10", "quantity": 3}
    assert discounts("  off: {then: {discount: 5%}}", line) == [2]


TWO = """
  members: {then: {discount: 5%}}
  spring: {if: {tag: spa}, then: {discount: 20%}}
  river: {if: {salon: river}, then: {discount: 10%}}
"""


def test_the_largest_applies_to_each_line_for_itself_and_is_named() -> None:
    lines = [{"item": "haircut"}, {"item": "massage"}]
    assert discounts(TWO, *lines) == [5_000, 40_000]
    assert discounts(TWO, *lines, salon="river") == [10_000, 40_000]
    answer = scene("rules:" + TWO, "olga").buy("2025-03-03", "olga", *lines, salon="river")
    assert answer["because"] == [["river"], ["spring"]]


@pytest.mark.parametrize(
    ("table", "found"),
    [
        ("{table: [group], service: 5%, product: 7%}", [5_000, 3_500]),
        ("{table: [group], service: 5%}", [5_000, 0]),
        ("{table: [group], product: 7%, else: 1%}", [1_000, 3_500]),
        ("{table: [item], haircut: 5%, else: 2%}", [5_000, 1_000]),
        ("{table: [tag], action: 9%}", [0, 4_500]),
        ("{table: [channel], desk: 5%, online: 9%}", [5_000, 2_500]),
        ("{table: [salon_category], standard: 5%, luxury: 9%}", [5_000, 2_500]),
        ("{table: [weekday], mon: 5%, tue: 9%}", [5_000, 2_500]),
        ("{table: [level, group], basic: {service: 5%, else: 2%}}", [5_000, 1_000]),
        ("{table: [level, group], basic: {product: 3%}, else: 5%}", [5_000, 1_500]),
        ("{table: [level, group], basic: {service: 5%}, else: {product: 3%}}", [5_000, 1_500]),
        ("{table: [channel, level], desk: {else: 4%}}", [4_000, 2_000]),
    ],
)
def test_a_table_is_looked_up_by_its_keys(table: str, found: list[int]) -> None:
    """Monday 3 March 2025, the first salon, level `basic`; a missing cell is the `else` beside it or above it."""
    made = scene(f"levels: {{basic: {{enter: always}}}}\nrules: {{off: {{then: {{discount: {table}}}}}}}", "olga")
    answer = made.buy("2025-03-03", "olga", {"item": "haircut"}, {"item": "cream"})
    assert [part["discount"] for part in answer["lines"]] == found


def test_a_stranger_has_no_discount() -> None:
    answer = scene("rules: {off: {then: {discount: 5%}}}").tell(
        "2025-03-03", "purchase", receipt="R1", lines=[{"item": "haircut"}]
    )
    assert (answer["discount"], answer["refused"]) == (0, ["not_enrolled"])


@given(st.integers(0, 10**7), st.integers(1, 50), st.integers(0, 100))
def test_the_units_of_a_line_cost_nothing_below_zero_and_make_up_the_line(
    price: int, quantity: int, percent: int
) -> None:
    """X-returns-2, X-and-7: the discount is laid over the units, the payable is what is left of each."""
    line = Line("x", "service", price, quantity, 0, ())
    line.discount = line.gross * percent // 100
    units = line.net_units()
    assert sum(units) == line.gross - line.discount
    assert len(units) == quantity
    assert all(0 <= unit <= price for unit in units)
    assert max(units) - min(units) <= 1
