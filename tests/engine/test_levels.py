"""Levels: what makes one due, when it begins, how its periods are judged, where one falls."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.engine.told import Scene, scene
from webapp.engine.levels import way

COUNT = (
    "counters: {year: {count: paid, over: 12 months, since: level_lost}, period: {count: paid, over: level_period}}\n"
)


def spend(made: Scene, at: str, roubles: int) -> str | None:
    """A visit for so many roubles; the level it ran under."""
    level: str | None = made.buy(at, "olga", {"group": "service", "price": roubles})["level"]
    return level


def stands(made: Scene, at: str) -> tuple[str | None, str | None, str | None, str | None]:
    """(level, since, until, due)."""
    found = made.statement(at, "olga")
    since, until = found["level_since"], found["level_until"]
    return found["level"], since and since.isoformat(), until and until.isoformat(), found["level_due"]


# Entering


@pytest.mark.parametrize(
    ("begins", "same_day", "next_day"),
    [("at_once", "good", "good"), ("next_visit", None, "good"), ("card_issue", None, None)],
)
def test_when_a_level_begins(begins: str, same_day: str | None, next_day: str | None) -> None:
    """KL-2.1.1, 7K-2: the crossing receipt itself never runs under the new level."""
    made = scene(
        COUNT + f"cards: {{valid: 2 years}}\nlevels: {{good: {{enter: {{year: 100}}, begins: {begins}}}}}", "olga"
    )
    assert spend(made, "2025-03-03", 100) is None
    assert spend(made, "2025-03-03", 1) == same_day
    assert spend(made, "2025-03-04", 1) == next_day


def test_the_base_level_is_held_from_the_enrolment() -> None:
    """7K-1."""
    made = scene(COUNT + "levels: {basic: {enter: always}, good: {enter: {year: 100}}}", "olga")
    assert stands(made, "2025-01-01") == ("basic", "2025-01-01", None, None)
    assert spend(made, "2025-03-03", 100) == "basic"


@pytest.mark.parametrize(
    ("paid", "level"), [(99, None), (100, "good"), (200, "better"), (300, "best"), (9_999, "best")]
)
def test_the_highest_level_whose_condition_holds_wins(paid: int, level: str | None) -> None:
    rules = COUNT + "levels: {good: {enter: {year: 100}}, better: {enter: {year: 200}}, best: {enter: {year: 300}}}"
    made = scene(rules, "olga")
    spend(made, "2025-03-03", paid)
    assert stands(made, "2025-03-03")[0] == level


@pytest.mark.parametrize(
    ("from_", "steps"),
    [("", ["best", "best"]), ("from: good, ", ["good", "best"]), ("from: [better], ", ["good", "better"])],
)
def test_from_lets_nobody_skip_a_level(from_: str, steps: list[str]) -> None:
    """KL-2.2.1, KL-2.3.1: one step a visit, however much is paid."""
    made = scene(
        COUNT + "levels: {good: {enter: {year: 100}}, better: {from: good, enter: {year: 9000}}, "
        f"best: {{{from_}enter: {{year: 1000}}}}}}",
        "olga",
    )
    found = []
    for day, roubles in (("2025-03-03", 1000), ("2025-03-04", 8000)):
        spend(made, day, roubles)
        found.append(stands(made, day)[0])
    assert found == steps


def test_a_level_due_gives_way_to_a_higher_one_before_it_begins() -> None:
    rules = (
        COUNT
        + "levels: {good: {enter: {year: 100}, begins: next_visit}, best: {enter: {year: 300}, begins: next_visit}}"
    )
    made = scene(rules, "olga")
    spend(made, "2025-03-03", 100)
    assert stands(made, "2025-03-03")[3] == "good"
    spend(made, "2025-03-03", 200)
    assert stands(made, "2025-03-03")[3] == "best"
    assert spend(made, "2025-03-04", 1) == "best"
    assert stands(made, "2025-03-04") == ("best", "2025-03-04", None, None)


def test_what_is_due_waits_through_silence_and_begins_with_a_desk_receipt_only() -> None:
    """X-levels-3, X-levels-7."""
    made = scene(COUNT + "levels: {good: {enter: {year: 100}, begins: next_visit}}", "olga")
    spend(made, "2025-03-03", 100)
    made.buy("2031-01-01", "olga", channel="online")
    assert stands(made, "2031-01-01") == (None, None, None, "good")
    assert spend(made, "2031-01-02", 1) == "good"


def test_a_level_due_goes_with_the_return_of_its_crossing_but_not_if_the_rest_still_reaches_it() -> None:
    """X-levels-4: judged as of the crossing visit."""
    made = scene(COUNT + "levels: {good: {enter: {year: 100}, begins: next_visit}}", "olga")
    spend(made, "2025-03-03", 60)
    spend(made, "2025-03-03", 60)
    made.tell("2026-03-10", "return", receipt="R1")
    assert stands(made, "2026-03-10")[3] is None
    spend(made, "2026-04-01", 100)
    spend(made, "2026-04-01", 10)
    made.tell("2026-04-02", "return", receipt="R4")
    assert stands(made, "2026-04-02")[3] == "good"


def test_a_return_that_takes_the_higher_level_leaves_the_lower_one_due() -> None:
    rules = (
        COUNT
        + "levels: {good: {enter: {year: 100}, begins: next_visit}, best: {enter: {year: 300}, begins: next_visit}}"
    )
    made = scene(rules, "olga")
    spend(made, "2025-03-03", 100)
    spend(made, "2025-03-03", 200)
    made.tell("2025-03-03", "return", receipt="R2")
    assert stands(made, "2025-03-03")[3] == "good"


# Periods


@pytest.mark.parametrize(
    ("lasts", "until"),
    [
        ("12 months", "2025-02-28"),
        ("30 days", "2024-03-30"),
        ("{end_of: year}", "2025-01-01"),
        ("{end_of: quarter, plus: 1 month}", "2024-05-01"),
        ("{yearly: 01-20}", "2025-01-20"),
        ("{date: 2024-06-01}", "2024-06-01"),
        ("never", None),
    ],
)
def test_how_long_a_level_lasts(lasts: str, until: str | None) -> None:
    made = scene(COUNT + f"levels: {{good: {{enter: {{year: 100}}, lasts: {lasts}}}}}", "olga", on="2024-01-01")
    spend(made, "2024-02-29", 100)
    assert stands(made, "2024-02-29") == ("good", "2024-02-29", until, None)
    assert stands(made, "2034-01-01")[0] == ("good" if until is None else None)


def kept(roubles: int, at: str) -> Scene:
    """GOOD at once on 29 February 2024, kept by 150 in each of its years; the 50 of its first day are of the
    first year.
    """
    made = scene(
        COUNT + "levels: {good: {enter: {year: 50}, lasts: 12 months, keep: {period: 150}}}", "olga", on="2024-01-01"
    )
    spend(made, "2024-02-29", 50)
    spend(made, at, roubles)
    return made


@pytest.mark.parametrize(
    ("roubles", "at", "is_kept"),
    [
        (100, "2024-03-01", True),
        (100, "2025-02-27T23:59:59", True),
        (99, "2025-02-27T23:59:59", False),
        (100, "2025-02-28T00:00", False),
    ],
)
def test_a_level_is_kept_by_what_its_period_counted(roubles: int, at: str, is_kept: bool) -> None:
    """KL-2.1.3, KL-2.1.4: begun on 29 February 2024, judged at 00:00 on 28 February 2025; a level begun anew
    is another.
    """
    assert (stands(kept(roubles, at), "2025-02-28T12:00")[1] == "2024-02-29") is is_kept


def test_a_kept_level_keeps_its_beginning_and_moves_its_end_from_the_anchor() -> None:
    """X-dates-5, X-levels-2, R24."""
    made = kept(100, "2024-03-01")
    ends = ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]
    for year, until in zip(range(2024, 2028), ends, strict=True):
        assert stands(made, f"{year}-06-01") == ("good", "2024-02-29", until, None)
        spend(made, f"{year}-06-02", 150)


def test_each_period_is_judged_by_what_it_counted_itself() -> None:
    """X-levels-2, KL-2.1.3: a thousand in the first year does not keep the second."""
    made = kept(1000, "2024-03-01")
    assert stands(made, "2026-02-27")[0] == "good"
    assert stands(made, "2026-02-28")[0] is None


def test_a_period_is_judged_as_of_its_last_day() -> None:
    """KL-2.1.3: by a window of 10 days, on the day before the end, when the purchase of nine days before still counts."""
    rules = (
        "counters: {n: {count: receipts, over: 10 days}}\nlevels: {good: {enter: {n: 1}, lasts: 1 month, keep: {n: 1}}}"
    )
    made = scene(rules, "olga")
    for at in ("2025-03-03", "2025-03-24"):
        spend(made, at, 1)
    assert stands(made, "2025-04-03")[:3] == ("good", "2025-03-03", "2025-05-03")


@pytest.mark.parametrize(
    ("else_", "falls_to"), [("none", None), ("basic", "basic"), ("good", "good"), ("matching", "good")]
)
def test_where_a_level_falls_that_is_not_kept(else_: str, falls_to: str | None) -> None:
    """KL-2.2.4, KL-2.3.4, 7K-13: `matching` is the highest whose terms the ended period met."""
    made = scene(
        COUNT + "levels: {basic: {enter: always}, good: {enter: {period: 100}, lasts: 12 months, keep: {period: 350}}, "
        f"best: {{enter: {{period: 300}}, lasts: 12 months, keep: {{period: 500}}, else: {else_}}}}}",
        "olga",
        on="2024-01-01",
    )
    spend(made, "2024-02-01", 300)
    spend(made, "2024-03-01", 60)
    assert stands(made, "2025-01-31")[:3] == ("best", "2024-02-01", "2025-02-01")
    level, since, until, _ = stands(made, "2025-02-01T00:00")
    assert level == falls_to
    assert since == (None if level is None else "2025-02-01")
    assert until == ("2026-02-01" if level == "good" else None)


def test_where_the_period_met_nothing_the_base_is_what_matches() -> None:
    made = scene(
        COUNT + "levels: {basic: {enter: always}, good: {enter: {period: 100}, lasts: 1 year, keep: {period: 350}}, "
        "best: {enter: {period: 300}, lasts: 12 months, keep: {period: 500}, else: matching}}",
        "olga",
        on="2024-01-01",
    )
    spend(made, "2024-02-01", 300)
    assert stands(made, "2025-02-01")[0] == "basic"


def test_falls_happen_each_on_its_own_day_however_late_somebody_looks() -> None:
    """KL-2.3.4, R25."""
    rules = COUNT + (
        "levels: {good: {enter: {year: 100}, lasts: 12 months}, "
        "best: {enter: {year: 300}, lasts: 12 months, keep: {period: 400}, else: good}}"
    )
    made = scene(rules, "olga", on="2024-01-01")
    spend(made, "2024-02-01", 300)
    assert stands(made, "2025-06-01") == ("good", "2025-02-01", "2026-02-01", None)
    assert stands(made, "2029-06-01") == (None, None, None, None)
    history = made.world.accounts["account of olga"].standing.history
    assert [(span.since, span.level) for span in history] == [(date(2024, 2, 1), "best")]
    spend(made, "2029-06-01", 1)
    history = made.account("olga").standing.history
    assert [(span.since.isoformat(), span.level) for span in history] == [
        ("2024-02-01", "best"),
        ("2025-02-01", "good"),
        ("2026-02-01", None),
    ]


def test_a_late_receipt_has_the_level_of_its_own_day() -> None:
    """R28: and thresholds are looked at on the day of posting."""
    rules = COUNT + "levels: {good: {enter: {year: 100}, lasts: 12 months, keep: {period: 1000}}}"
    made = scene(rules, "olga", on="2024-01-01")
    spend(made, "2024-02-01", 100)
    late = {"member": "olga", "lines": [{"item": "cream"}]}
    levels = [
        made.tell("2025-03-03", "purchase", receipt=f"L{day}", dated=day, **late)["level"]
        for day in ("2024-01-31", "2024-02-01", "2025-01-31", "2025-02-01")
    ]
    assert levels == [None, "good", "good", None]


# The way to the next one


@pytest.mark.parametrize(
    ("enter", "paid", "missing"),
    [
        ("{year: 100}", 0, {"year": 10_000}),
        ("{year: 100}", 99, {"year": 100}),
        ("{year: 100}", 100, None),
        ("{year: {more_than: 100}}", 100, {"year": 1}),
        ("{year: {at_most: 100}}", 0, None),
        ("{year: 100, visits: 2}", 60, {"year": 4_000, "visits": 100}),
        ("{any: [{year: 500, visits: 9}, {visits: 3}]}", 60, {"visits": 200}),
        ("{all: [{year: 100}, {visits: 3}]}", 100, {"visits": 200}),
        ('{attribute: {club: ["yes"]}}', 0, None),
    ],
)
def test_what_the_next_level_still_wants(enter: str, paid: int, missing: dict[str, int] | None) -> None:
    """The lowest that is reached by counting; a base level is no goal."""
    counts = "counters: {year: {count: paid, over: 12 months}, visits: {count: visits, over: 12 months}}\n"
    made = scene(f"{counts}levels: {{basic: {{enter: always}}, good: {{enter: {enter}, begins: at_once}}}}", "olga")
    if paid:
        spend(made, "2025-03-03", paid)
    account = next(iter(made.world.accounts.values()))
    found = way(made.world.timeline.at(datetime(2025, 3, 3)), account, date(2025, 3, 3))
    assert (found.missing if found else None) == missing
