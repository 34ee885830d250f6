"""What a sale earns: percents and fixed numbers, per unit and per line, rules that add and rules that multiply."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.told import Scene, scene
from webapp.engine.document.phrases import Speaker
from webapp.engine.sentences import say_line


def earned(rules: str, *lines: dict[str, Any], wallet: str = "step: 0.01", rest: str = "", **fields: Any) -> list[int]:
    """What each line earns for a member who holds 5000 bonuses."""
    made = holder(rules, wallet, rest)
    answer = made.buy("2025-03-03", "olga", *lines, **fields)
    found = [part["earned"] for part in answer["lines"]]
    assert answer["earned"] == sum(found)
    for part in answer["lines"]:
        assert sum(unit["earned"] for unit in part["units"].listed()) == part["earned"]
    return found


def holder(rules: str, wallet: str = "step: 0.01", rest: str = "") -> Scene:
    made = scene(
        f"wallets: {{bonus: {{{wallet}}}}}\nspending: {{share: 50%, per: unit}}\n{rest}\nrules:\n{rules}", "olga"
    )
    made.tell("2025-03-01", "grant", member="olga", bonuses=5000, reason="welcome")
    return made


def line(price: Any, quantity: int = 1, group: str = "service") -> dict[str, Any]:
    return {"group": group, "price": price, "quantity": quantity}


# Percents


@pytest.mark.parametrize(
    ("price", "percent", "found"), [(1000, "5%", 5_000), ("199.99", "7%", 1_399), ("0.14", "7%", 0), ("0.15", "7%", 1)]
)
def test_a_percent_of_what_is_paid_rounded_down(price: Any, percent: str, found: int) -> None:
    """7K-3."""
    assert earned(f"  back: {{then: {{earn: {percent}}}}}", line(price)) == [found]


@pytest.mark.parametrize(("of", "found"), [("line", 209), ("unit", 3 * 69)])
def test_it_is_rounded_once_a_line_or_once_a_unit(of: str, found: int) -> None:
    """Three at 9.99: 7 % of 29.97 is 2.0979, of 9.99 is 0.6993."""
    assert earned(f"  back: {{then: {{earn: {{give: 7%, of: {of}}}}}}}", line("9.99", 3)) == [found]


@pytest.mark.parametrize(
    ("wallet", "found"),
    [
        ("step: 0.10", 3_330),
        ("step: 1", 3_300),
        ("step: 50", 0),
        ("step: 1, round: half_up", 3_300),
        ("step: 0.10, round: half_up", 3_330),
        ("step: 1, round: up", 3_400),
        ("step: 50, round: half_up", 5_000),
    ],
)
def test_the_wallets_step_and_rounding(wallet: str, found: int) -> None:
    """10 % of 333.33 is 33.333."""
    assert earned("  back: {then: {earn: 10%}}", line("333.33"), wallet=wallet) == [found]


def test_it_is_of_what_is_paid_after_discount_and_bonuses() -> None:
    """7K-3, ES-2.2: 1000 less 10 % is 900, less 450 of bonuses is 450."""
    rules = "  back: {then: {earn: 10%}}\n  off: {then: {discount: 10%}}"
    assert earned(rules, line(1000), spend="max") == [4_500]


def test_what_is_paid_with_something_bought_earlier_earns_nothing_line_after_line() -> None:
    """X-and-9: 1200 by gift card pays the first 1000 and 200 of the second."""
    tenders = {"gift_card": 1200, "cash": 800}
    assert earned(
        "  back: {then: {earn: 10%}}", line(1000), line(1000), rest="prepaid: [gift_card]", tenders=tenders
    ) == [
        0,
        8_000,
    ]
    assert earned("  back: {then: {earn: 10%}}", line(1000), line(1000), tenders=tenders) == [10_000, 10_000]


@pytest.mark.parametrize(("asked", "prepaid", "found"), [(50, 150, 0), (50, 75, 750), (100, 50, 500), (0, 20, 1_800)])
def test_of_a_line_paid_partly_with_bonuses_and_partly_prepaid_no_unit_earns_below_nothing(
    asked: int, prepaid: int, found: int
) -> None:
    """Two units at 100: the bonuses fill the first; what is prepaid is laid over what is left of each."""
    answer = holder("  back: {then: {earn: {give: 10%, of: unit}}}", rest="prepaid: [gift_card]").buy(
        "2025-03-03", "olga", line(100, 2), spend=asked, tenders={"gift_card": prepaid}
    )
    units = [unit["earned"] for unit in answer["lines"][0]["units"].listed()]
    assert answer["earned"] == sum(units) == found
    assert min(units) >= 0


# Fixed numbers

FIXED = "  back: {then: {earn: {give: {table: [group], service: 100, product: 5}, of: unit, scaled: paid_share}}}"


@pytest.mark.parametrize(("quantity", "found"), [(1, 10_000), (3, 30_000)])
def test_a_fixed_number_for_each_unit(quantity: int, found: int) -> None:
    """ES-2.1, ES-2.5."""
    assert earned(FIXED, line(1000, quantity)) == [found]
    assert earned("  back: {then: {earn: 100}}", line(1000, quantity)) == [found]


def test_nothing_where_the_table_has_no_cell() -> None:
    assert earned(FIXED, line(1000, group="gift_card"), line(1000, group="product")) == [0, 500]


def test_scaled_it_shrinks_with_the_part_paid() -> None:
    """ES-2.2: 100 × 2000 ÷ 3000 = 66.60 in steps of 0.10."""
    made = holder(FIXED, "step: 0.10")
    assert made.buy("2025-03-03", "olga", line(3000), spend=1000)["earned"] == 6_660


def test_not_scaled_it_stays_whole() -> None:
    rules = "  back: {then: {earn: {give: 100, of: unit}}}"
    assert earned(rules, line(3000), spend=1000) == [10_000]


@pytest.mark.parametrize(("of", "found"), [("unit", 3 * 666), ("line", 2_000)])
def test_scaled_it_is_rounded_once_a_unit_or_once_a_line(of: str, found: int) -> None:
    """ES-2.5: three at 0.03, of which bonuses pay 0.01 each: 10 × 2 ÷ 3 is 6.66 a unit, 30 × 6 ÷ 9 is 20 a line."""
    rules = f"  back: {{then: {{earn: {{give: 10, of: {of}, scaled: paid_share}}}}}}"
    assert earned(rules, line("0.03", 3), spend="max") == [found]


def test_scaled_by_the_price_after_the_discount() -> None:
    """ES-2.2: payable ÷ (gross - discount): a discount alone takes nothing away."""
    rules = FIXED + "\n  off: {then: {discount: 10%}}"
    assert earned(rules, line(1000)) == [10_000]


# Several rules


def test_the_first_that_fits_a_line_applies() -> None:
    rules = "  spa: {if: {tag: spa}, then: {earn: 10%}}\n  back: {then: {earn: 5%}}"
    assert earned(rules, {"item": "massage"}, {"item": "haircut"}) == [20_000, 5_000]


def test_one_without_a_cell_for_the_line_leaves_it_to_the_next() -> None:
    rules = "  named: {then: {earn: {table: [group], product: 1%}}}\n  back: {then: {earn: 5%}}"
    assert earned(rules, line(1000), line(1000, group="product")) == [5_000, 1_000]


def test_those_that_add_come_on_top_wherever_they_stand() -> None:
    rules = (
        "  monday: {if: {weekday: mon}, then: {earn: {give: 10, adds: true}}}\n"
        "  back: {then: {earn: 5%}}\n"
        "  other: {then: {earn: 50%}}\n"
        "  spa: {if: {tag: spa}, then: {earn: {give: 1%, adds: true}}}"
    )
    assert earned(rules, {"item": "haircut"}, {"item": "massage"}) == [6_000, 13_000]


@pytest.mark.parametrize("order", [("line", "unit"), ("unit", "line"), ("unit", "unit"), ("line", "line")])
def test_of_a_line_and_of_a_unit_add_up_in_either_order(order: tuple[str, str]) -> None:
    """The units still make up the line: 1 % of three at 99.99 is 2.99 or 3 × 0.99."""
    worth = {"line": 299, "unit": 297}
    first, second = order
    rules = f"  one: {{then: {{earn: {{give: 1%, of: {first}}}}}}}\n  two: {{then: {{earn: {{give: 1%, of: {second}, adds: true}}}}}}"
    assert earned(rules, line("99.99", 3)) == [worth[first] + worth[second]]


@pytest.mark.parametrize("of", ["line", "unit"])
def test_those_that_multiply_come_last_and_only_for_their_lines(of: str) -> None:
    """7K-17: double bonuses for some lines, half as many again on Mondays; what other rules add is not multiplied."""
    rules = (
        "  double: {if: {tag: spa}, then: {earn: {times: 2}}}\n"
        "  half: {if: {weekday: mon}, then: {earn: {times: 1.5}}}\n"
        f"  back: {{then: {{earn: {{give: 5%, of: {of}}}}}}}\n"
        "  more: {then: {earn: {give: 10, adds: true}}}"
    )
    assert earned(rules, {"item": "haircut"}, {"item": "massage"}) == [8_500, 31_000]


def test_a_multiplied_sum_is_brought_to_the_step_again() -> None:
    rules = "  back: {then: {earn: 5%}}\n  more: {then: {earn: {times: 1.25}}}"
    assert earned(rules, line(10), wallet="step: 0.10") == [60]


def test_every_rule_that_gave_is_named_and_none_that_did_not() -> None:
    rules = (
        "  spa: {if: {tag: spa}, then: {earn: 10%}}\n"
        "  back: {then: {earn: 5%}}\n"
        "  more: {then: {earn: {give: 1, adds: true}}}\n"
        "  double: {if: {tag: spa}, then: {earn: {times: 2}}}"
    )
    answer = holder(rules).buy("2025-03-03", "olga", {"item": "massage"}, {"item": "haircut"})
    assert answer["because"] == [["spa", "double", "more"], ["back", "more"]]


def test_a_refusal_withholds_the_earning_and_is_named() -> None:
    """ES-2.7."""
    rules = "  back: {then: {earn: 5%}}\n  parts: {if: {instalments: true}, then: {refuse: {earning: instalments}}}"
    answer = holder(rules).buy("2025-03-03", "olga", instalments=True)
    assert (answer["earned"], answer["refused"], answer["because"]) == (0, ["instalments"], [["parts"]])
    assert holder(rules).buy("2025-03-03", "olga")["earned"] == 5_000


@given(
    st.integers(0, 10**6), st.integers(1, 9), st.integers(0, 10**6), st.sampled_from(["unit", "line"]), st.booleans()
)
def test_no_unit_earns_below_nothing_nor_above_the_full_number(
    price: int, quantity: int, spend: int, of: str, fixed: bool
) -> None:
    """ES-2.2, ES-2.5."""
    give = "7" if fixed else "7%"
    made = holder(f"  back: {{then: {{earn: {{give: {give}, of: {of}, scaled: paid_share}}}}}}")
    answer = made.buy("2025-03-03", "olga", line(f"{price / 100:.2f}", quantity), spend=f"{spend / 100:.2f}")
    units = [unit["earned"] for unit in answer["lines"][0]["units"].listed()]
    assert sum(units) == answer["earned"]
    assert all(0 <= unit <= (700 if fixed else price * 7 // 100 + 1) for unit in units)


def test_so_much_for_each_so_much_is_told_by_what_came_of_it() -> None:
    made = scene("wallets: {bonus: {}}\nrules: {points: {then: {earn: {give: 1, per: 10}}}}", "olga")
    sale = made.decide("2025-01-02", "purchase", member="olga", receipt="r", lines=[{"group": "cut", "price": "2350"}])
    speaker = Speaker(made.world.timeline.at(datetime(2025, 1, 2)).document, "ru")
    assert say_line(speaker, sale.lines[0]) == ["«баллы»: 235\N{NO-BREAK SPACE}бонусов."]
