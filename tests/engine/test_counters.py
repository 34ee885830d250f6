"""Counters: what each counts, over which window, what a return takes off, what an account may forget."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.told import Scene, preset_scene, programme, scene
from webapp.engine import counters
from webapp.engine.facts import Account, Tally


def counted(made: Scene, at: str, name: str = "n") -> int:
    return made.statement(at, "olga")["measures"][name]


# What is counted


@pytest.mark.parametrize(
    ("count", "first", "second", "after_return"),
    [
        ("paid", 350_000, 440_000, 90_000),
        ("gross", 500_000, 600_000, 100_000),
        ("receipts", 100, 200, 100),
        ("units", 300, 400, 100),
        ("hours", 400, 500, 100),
    ],
)
def test_what_a_counter_counts(count: str, first: int, second: int, after_return: int) -> None:
    """KL-sum. Two massages of 2000 and 1.5 hours and a haircut of 1000 and one hour, 10 % off, 1000 prepaid;
    then another
    haircut on the same day; then the first receipt comes back."""
    made = scene(
        f"counters: {{n: {{count: {count}}}}}\nprepaid: [deposit]\nrules: {{off: {{then: {{discount: 10%}}}}}}", "olga"
    )
    lines: list[dict[str, Any]] = [{"item": "massage", "quantity": 2}, {"item": "haircut"}]
    made.buy("2025-03-03", "olga", *lines, tenders={"deposit": 1000})
    assert counted(made, "2025-03-03") == first
    made.buy("2025-03-03", "olga")
    assert counted(made, "2025-03-03") == second
    made.tell("2025-03-04", "return", receipt="R1")
    assert counted(made, "2025-03-04") == after_return


def test_units_that_come_back_one_by_one_take_what_they_counted() -> None:
    """X-and-9: three units at 100, the first paid with bonuses, 90 prepaid: 210 - 90 counted. All back:
    nothing is left.
    """
    made = scene(
        "wallets: {bonus: {}}\nspending: {share: 30%}\nprepaid: [deposit]\ncounters: {n: {count: paid}}", "olga"
    )
    made.tell("2025-03-01", "grant", member="olga", bonuses=90, reason="welcome")
    made.buy("2025-03-03", "olga", {"group": "x", "price": 100, "quantity": 3}, spend=90, tenders={"deposit": 90})
    found = [counted(made, "2025-03-03")]
    for _ in range(3):
        made.tell("2025-03-04", "return", receipt="R1", lines=[{"line": 1, "quantity": 1}])
        found.append(counted(made, "2025-03-04"))
    assert found == sorted(found, reverse=True)
    assert (found[0], found[-1]) == (12_000, 0)


def test_of_which_lines_and_receipts_is_a_condition() -> None:
    made = scene("counters: {n: {count: units, if: {group: service, channel: desk}}}", "olga")
    made.buy("2025-03-03", "olga", {"item": "haircut"}, {"item": "cream"})
    made.buy("2025-03-03", "olga", {"item": "haircut"}, channel="online")
    assert counted(made, "2025-03-03") == 100


def test_a_visit_is_a_day_however_many_receipts_it_has() -> None:
    made = scene("counters: {n: {count: visits}}", "olga")
    for at in ("2025-03-03T00:00", "2025-03-03T23:59:59", "2025-03-04"):
        made.buy(at, "olga")
    assert counted(made, "2025-03-04") == 200
    made.tell("2025-03-04", "return", receipt="R2")
    assert counted(made, "2025-03-04") == 200
    made.tell("2025-03-04", "return", receipt="R3")
    assert counted(made, "2025-03-04") == 100


def test_a_receipt_counts_until_its_last_unit_has_come_back() -> None:
    made = scene("counters: {n: {count: receipts}}", "olga")
    made.buy("2025-03-03", "olga", {"item": "cream", "quantity": 2})
    found = []
    for _ in range(2):
        made.tell("2025-03-04", "return", receipt="R1", lines=[{"line": 1, "quantity": 1}])
        found.append(counted(made, "2025-03-04"))
    assert found == [100, 0]


# Over which window


@pytest.mark.parametrize(
    ("over", "on", "value"),
    [
        ("12 months", "2025-02-28", 1),
        ("12 months", "2025-03-01", 0),
        ("30 days", "2024-03-29", 1),
        ("30 days", "2024-03-30", 0),
        ("1 month", "2024-03-28", 1),
        ("1 month", "2024-03-29", 0),
        ("life", "2034-01-01", 1),
    ],
)
def test_a_day_leaves_the_window_when_it_comes_round_again(over: str, on: str, value: int) -> None:
    """KL-2.1.2, 7K-4, X-dates-4: bought on 29 February 2024."""
    made = scene(f"counters: {{n: {{count: receipts, over: {over}}}}}", "olga", on="2024-01-01")
    made.buy("2024-02-29", "olga")
    assert counted(made, on) == value * 100


def test_a_windows_receipt_comes_back_on_its_own_day() -> None:
    """KL-sum: the return happens later than the purchase and lowers the day of the purchase."""
    made = scene("counters: {n: {count: receipts, over: 10 days}}", "olga")
    made.buy("2025-03-01", "olga")
    made.buy("2025-03-08", "olga")
    made.tell("2025-03-12", "return", receipt="R1")
    assert counted(made, "2025-03-12") == 100


LEVELS = """
counters:
  n: {count: receipts, over: WINDOW, since: level_lost}
  v: {count: receipts, over: 30 days}
levels:
  good: {enter: {v: 2}, begins: next_visit, lasts: 10 days, keep: {v: 9}}
"""


def test_since_the_level_was_lost_older_days_count_no_more() -> None:
    """KL-2.1.2, KL-2.1.4: a level of 10 days from 3 March is lost on the 13th; the day itself counts."""
    made = scene(LEVELS.replace("WINDOW", "12 months"), "olga")
    for day in ("2025-03-01", "2025-03-02", "2025-03-03"):
        made.buy(day, "olga")
    assert counted(made, "2025-03-12") == 300
    made.buy("2025-03-12", "olga")
    assert counted(made, "2025-03-13T00:00") == 0
    made.buy("2025-03-13T00:00", "olga")
    assert counted(made, "2025-03-13") == 100


def test_since_the_level_period_began() -> None:
    """KL-2.2.1: without a level, since counting began; with one, since its present period, the first of which
    began on the
    3rd and the second, after the loss on the 13th, on the 14th."""
    made = scene(LEVELS.replace("WINDOW, since: level_lost", "level_period"), "olga")
    found = []
    for day in ("2025-03-01", "2025-03-02", "2025-03-03", "2025-03-12", "2025-03-13", "2025-03-14"):
        made.buy(day, "olga")
        found.append(counted(made, day) // 100)
    assert found == [1, 2, 1, 2, 1, 1]


def test_for_life_a_lost_level_begins_anew() -> None:
    """X-cards-7: and what is returned from before takes nothing from the new sum (7K-13)."""
    made = scene(LEVELS.replace("WINDOW", "life"), "olga")
    for day in ("2025-03-01", "2025-03-02", "2025-03-03"):
        made.buy(day, "olga")
    assert counted(made, "2025-03-13") == 0
    made.buy("2025-03-13", "olga")
    made.buy("2025-03-14", "olga")
    made.tell("2025-03-14", "return", receipt="R1")
    assert counted(made, "2025-03-14") == 200


def test_no_counter_goes_below_zero() -> None:
    """X-and-6, X-and-9: the prepaid part had not counted."""
    made = scene("prepaid: [deposit]\ncounters: {n: {count: paid}}", "olga")
    made.buy("2025-03-03", "olga", tenders={"deposit": 1000})
    made.tell("2025-03-03", "return", receipt="R1")
    assert counted(made, "2025-03-03") == 0


def test_what_was_dated_before_counting_began_anew_did_not_count_and_takes_nothing_off() -> None:
    """7K-15, R28: a late receipt of a day before the loss of the card, posted after it and returned."""
    made = preset_scene("seven_krasok")
    made.tell("2025-03-01", "enrol", member="olga")
    made.tell("2025-03-01", "questionnaire", member="olga")
    made.tell("2025-03-01", "issue_card", member="olga", card="C1")
    made.tell("2025-03-10", "block_card", card="C1")
    made.tell("2025-03-10", "issue_card", member="olga", card="C2")
    made.buy("2025-03-11", "olga", {"group": "product", "price": 3000})
    made.buy("2025-03-12", "olga", {"group": "product", "price": 1000}, dated="2025-03-05")
    assert counted(made, "2025-03-12", "spend_total") == 300_000
    made.tell("2025-03-13", "return", receipt="R2")
    assert counted(made, "2025-03-13", "spend_total") == 300_000


def test_prepaid_to_the_last_kopeck_counts_nothing_and_takes_nothing_off_unit_by_unit() -> None:
    """X-and-9: three at 1.00 less 0.01, prepaid 2.99."""
    made = scene("prepaid: [deposit]\ncounters: {n: {count: paid}}\nrules: {off: {then: {discount: 0.33%}}}", "olga")
    made.buy("2025-03-03", "olga", {"group": "x", "price": 1, "quantity": 3}, tenders={"deposit": "2.99"})
    for _ in range(3):
        made.tell("2025-03-03", "return", receipt="R1", lines=[{"line": 1, "quantity": 1}])
        assert counted(made, "2025-03-03") == 0


# What an account may forget


@pytest.mark.parametrize("over", ["life", "12 months", "30 days", "level_period", "36 months"])
def test_old_days_are_forgotten_only_where_no_window_reaches(over: str) -> None:
    """Three years of a purchase every second day: the value is what a full list of days gives."""
    rule = programme(f"counters: {{n: {{count: paid, over: {over}}}}}").counters["n"]
    begun = date(2022, 1, 1)
    full, kept = (Account("a", "olga", begun, begun) for _ in range(2))
    for number in range(550):
        day = begun + timedelta(days=2 * number)
        counters.add(rule, full, day, 100)
        counters.add(rule, kept, day, 100)
        counters.forget_old_days([rule], kept, day)
        assert counters.value_of(rule, kept, day) == counters.value_of(rule, full, day)


def test_an_account_with_a_long_history_stays_small() -> None:
    rule = programme("counters: {n: {count: paid, over: 12 months}}").counters["n"]
    account = Account("a", "olga", date(2010, 1, 1), date(2010, 1, 1))
    for number in range(4000):
        day = date(2010, 1, 1) + timedelta(days=number)
        counters.add(rule, account, day, 100)
        counters.forget_old_days([rule], account, day)
    assert len(account.tallies["n"].days) < 500


@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(1, 1000)), max_size=20),
    st.data(),
    st.sampled_from(["life", "30 days", "12 months"]),
)
def test_added_and_lowered_in_any_order_is_as_if_never_bought(
    bought: list[tuple[int, int]], data: st.DataObject, over: str
) -> None:
    """KL-sum: what comes back leaves no trace, on any day."""
    rule = programme(f"counters: {{n: {{count: paid, over: {over}}}}}").counters["n"]
    begun = date(2024, 1, 1)
    returned = data.draw(st.lists(st.sampled_from(range(len(bought))), unique=True)) if bought else []
    account, without = (Account("a", "olga", begun, begun) for _ in range(2))
    for place, (later, amount) in enumerate(bought):
        counters.add(rule, account, begun + timedelta(days=later), amount)
        if place not in returned:
            counters.add(rule, without, begun + timedelta(days=later), amount)
    for place in returned:
        later, amount = bought[place]
        counters.lower(account, "n", begun + timedelta(days=later), amount, 0)
    for later in (0, 29, 30, 365, 366, 401):
        day = begun + timedelta(days=later)
        assert counters.value_of(rule, account, day) == counters.value_of(rule, without, day)
    assert account.tallies.get("n", Tally()).total == without.tallies.get("n", Tally()).total
