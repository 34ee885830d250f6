"""Two accounts of one person made one: afterwards all goes on as if there had been one from the beginning (R11)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.told import Scene, scene

RULES = """
wallets: {bonus: {expires: 90 days, available: 10 days}}
counters: {year: {count: paid, over: 12 months}, visits: {count: visits, over: life}}
rules: {cashback: {on: sale, then: {earn: 10%}}}
"""
LEVELS = """
counters: {year: {count: paid, over: 12 months, since: level_lost}}
levels:
  basic: {enter: always}
  good: {enter: {year: 1000}, begins: at_once, lasts: 12 months, keep: {year: 1000}, else: basic}
"""
BEGIN = date(2025, 1, 2)
MERGED_ON = BEGIN + timedelta(days=60)
receipts = st.lists(
    st.tuples(st.sampled_from(["olga", "olya"]), st.integers(0, 59), st.integers(1, 500)), min_size=1, max_size=8
)


def told(facts: list[tuple[str, int, int]], *, as_one: bool) -> Scene:
    """The receipts in their order, two buyers' or one's, and the merge where there are two."""
    made = scene(RULES, "olga", "olya")
    for member in ("olga", "olya"):
        made.tell("2025-01-01", "activate", member=member)
    for who, day, roubles in sorted(facts, key=lambda fact: fact[1]):
        at = (BEGIN + timedelta(days=day)).isoformat()
        made.buy(at, "olga" if as_one else who, {"group": "service", "price": roubles})
    if not as_one:
        assert made.tell(MERGED_ON.isoformat(), "merge", member="olga", absorbed="olya")["refused"] == []
    return made


def shown(made: Scene, at: str) -> dict[str, Any]:
    found = made.statement(at, "olga")
    lots = sorted(tuple(str(value) for value in lot.values()) for lot in found["lots"])
    return {**{name: found[name] for name in ("available", "pending", "owed", "measures")}, "lots": lots}


def without_visits(made: Scene, at: str) -> dict[str, Any]:
    found = shown(made, at)
    del found["measures"]["visits"]
    return found


@given(receipts, st.integers(0, 200))
def test_what_follows_is_what_would_follow_of_one_account_r11(facts: list[tuple[str, int, int]], later: int) -> None:
    """Balances, lots with their days and counters, on any day afterwards; two visits of one day are one. A receipt that
    comes back takes its sum along, and its visit if it was the one that counted.
    """
    at = (MERGED_ON + timedelta(days=later)).isoformat()
    merged, one = told(facts, as_one=False), told(facts, as_one=True)
    assert shown(merged, at) == shown(one, at)
    receipt = f"R{len(facts)}"
    back = [made.tell(at, "return", receipt=receipt) for made in (merged, one)]
    assert back[0] == back[1]
    after = (MERGED_ON + timedelta(days=later + 30)).isoformat()
    for made in (merged, one):
        assert made.statement(after, "olga")["measures"]["visits"] <= shown(made, at)["measures"]["visits"]
    assert without_visits(merged, after) == without_visits(one, after)


def test_a_sum_of_two_may_lead_to_a_level_and_its_undoing_takes_it_back_r11() -> None:
    made = scene(LEVELS, "olga", "olya")
    for member in ("olga", "olya"):
        made.buy("2025-02-01", member, {"group": "service", "price": 600})
    assert made.tell("2025-03-01", "merge", member="olga", absorbed="olya")["level"] == "good"
    assert made.statement("2025-03-02", "olya")["level"] == "good"
    assert made.tell("2025-03-31", "unmerge", member="olya")["refused"] == []
    assert [made.statement("2025-03-31", member)["level"] for member in ("olga", "olya")] == ["basic", "basic"]


def test_a_level_reached_meanwhile_stays_until_its_period_ends_r11() -> None:
    made = scene(LEVELS, "olga", "olya")
    made.buy("2025-02-01", "olya", {"group": "service", "price": 600})
    made.tell("2025-03-01", "merge", member="olga", absorbed="olya")
    made.buy("2025-03-02", "olga", {"group": "service", "price": 500})
    assert made.tell("2025-03-03", "unmerge", member="olya")["level"] == "good"
    found = made.statement("2026-03-03", "olga")
    assert (found["level"], made.statement("2025-03-03", "olya")["level"]) == ("basic", "basic")


@pytest.mark.parametrize("who_stays", ["olga", "olya"])
def test_the_higher_level_stands_whoever_stays_r11(who_stays: str) -> None:
    made = scene(LEVELS, "olga", "olya")
    made.buy("2025-02-01", "olya", {"group": "service", "price": 1000})
    goes = "olga" if who_stays == "olya" else "olya"
    found = made.tell("2025-03-01", "merge", member=who_stays, absorbed=goes)
    assert found["level"] == "good"
    assert str(made.statement("2025-03-01", who_stays)["level_since"]) == "2025-02-01"


def test_a_friend_who_was_absorbed_is_still_rewarded_r11() -> None:
    rules = "wallets: {bonus: {}}\nrules: {friend: {on: {friend: first_sale}, then: {earn: 250}}}\n"
    made = scene(rules, "olga", "olya")
    made.tell("2025-01-02", "enrol", member="inga", referred_by="olya")
    made.tell("2025-01-03", "merge", member="olga", absorbed="olya")
    made.buy("2025-01-04", "inga")
    assert made.statement("2025-01-04", "olga")["pending"] + made.statement("2025-01-04", "olga")["available"] == 25000


def test_a_birthday_is_given_once_and_not_again_after_the_undoing_r11() -> None:
    rules = "wallets: {bonus: {}}\nrules: {birthday: {on: birthday, once: {per: year}, then: {earn: 100}}}\n"
    made = scene(rules, "olga", "olya")
    for member in ("olga", "olya"):
        made.tell("2025-01-02", "questionnaire", member=member, answers={"birth_date": "1990-03-01"})
        made.tell("2025-01-02", "activate", member=member)
    made.tell("2025-02-27", "merge", member="olga", absorbed="olya")
    assert made.statement("2025-03-02", "olga")["available"] == 10_000
    made.tell("2025-03-02", "unmerge", member="olya")
    assert [made.statement("2025-03-05", one)["available"] for one in ("olga", "olya")] == [10_000, 0]


SHARED = """
wallets: {{bonus: {{expires: 90 days}}}}
counters: {{year: {{count: paid, over: 12 months}}}}
people: {{share: {share}, further: 2}}
levels: {{basic: {{enter: always}}, good: {{enter: {{year: 1000}}, begins: at_once, lasts: 12 months}}}}
rules: {{cashback: {{on: sale, then: {{earn: 10%}}}}}}
"""


def at_a_family(share: str) -> Scene:
    """Inga is on Olga's account, Olya on one of her own."""
    made = scene(SHARED.format(share=share), "olga", "inga", "olya")
    made.tell("2025-01-02", "join_account", member="inga", account_of="olga")
    for member, price in (("olga", 300), ("inga", 500), ("olya", 700)):
        made.buy("2025-01-03", member, {"group": "service", "price": price})
    return made


def figures(made: Scene, at: str, *members: str) -> list[tuple[str | None, int, int]]:
    """Of each the level, the bonuses and the year's sum."""
    found = [made.statement(at, member) for member in members]
    return [(each["level"], each["available"] // 100, each["measures"]["year"] // 100) for each in found]


@pytest.mark.parametrize(
    ("share", "apart", "merged"),
    [
        ("wallets", [("basic", 80, 300), ("basic", 80, 500)], [("basic", 150, 300), ("good", 150, 1200)]),
        ("counters", [("basic", 30, 800), ("basic", 50, 800)], [("basic", 30, 1500), ("good", 120, 1500)]),
        ("levels", [("basic", 30, 300), ("basic", 50, 500)], [("good", 30, 300), ("good", 120, 1200)]),
    ],
)
def test_what_people_on_one_account_hold_apart_stays_each_ones_own_r11(
    share: str, apart: list[tuple[str | None, int, int]], merged: list[tuple[str | None, int, int]]
) -> None:
    """What comes goes to the one who stays and to what all share, and comes back from there."""
    made = at_a_family(share)
    assert figures(made, "2025-01-04", "olga", "inga") == apart
    assert made.tell("2025-01-04", "merge", member="inga", absorbed="olya")["refused"] == []
    assert figures(made, "2025-01-05", "olga", "inga") == merged
    assert made.tell("2025-01-06", "unmerge", member="olya")["refused"] == []
    assert figures(made, "2025-01-06", "olga", "inga", "olya") == [*apart, ("basic", 70, 700)]


@pytest.mark.parametrize("share", ["wallets", "counters", "levels"])
def test_whoever_is_left_alone_on_a_common_account_goes_with_their_own_r11(share: str) -> None:
    """The holder has closed: what they held apart stays where it was, and comes to nobody."""
    made = at_a_family(share)
    _, hers = figures(made, "2025-01-04", "olga", "inga")
    made.tell("2025-01-05", "close", member="olga")
    assert made.tell("2025-01-06", "merge", member="olya", absorbed="inga")["refused"] == []
    ((level, bonuses, year),) = figures(made, "2025-01-06", "olya")
    assert (level, bonuses, year) == ("good", 70 + hers[1], 700 + hers[2])
    assert made.tell("2025-01-07", "unmerge", member="inga")["refused"] == []
    assert figures(made, "2025-01-07", "inga", "olya") == [hers, ("basic", 70, 700)]


def test_whoever_leaves_a_shared_account_may_be_merged_with_what_was_apart_r11() -> None:
    made = at_a_family("counters")
    assert made.tell("2025-01-04", "merge", member="olya", absorbed="inga")["refused"] == ["shared_account"]
    assert made.tell("2025-01-04", "leave_account", member="inga")["refused"] == []
    assert made.tell("2025-01-05", "merge", member="olya", absorbed="inga")["refused"] == []
    assert figures(made, "2025-01-05", "olga", "olya") == [("basic", 30, 800), ("basic", 120, 700)]
