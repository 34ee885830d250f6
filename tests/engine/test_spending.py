"""Bonuses that pay for a receipt: how much of each unit, in which order, from which lots."""

from __future__ import annotations

from datetime import date, datetime
from itertools import chain, combinations, pairwise
from typing import Any, NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.engine.told import Scene, programme, scene
from webapp.engine.facts import Lot
from webapp.engine.rules.spending import Purse, Room, lay
from webapp.engine.situation import Line, Situation

DAY = date(2025, 3, 3)
HALF = "wallets: {bonus: {step: 0.10}}\nspending: {share: 50%, per: unit}"


def holder(rules: str, bonuses: Any = 5000) -> Scene:
    made = scene(rules, "olga")
    made.tell("2025-03-01", "grant", member="olga", bonuses=bonuses, reason="welcome")
    return made


def line(price: Any, quantity: int = 1, group: str = "service") -> dict[str, Any]:
    return {"group": group, "price": price, "quantity": quantity}


# How much


@pytest.mark.parametrize(
    ("share", "price", "redeemed"),
    [
        ("50%", 1000, 50_000),
        ("50%", "333.33", 16_660),
        ("30%", "99.99", 2_990),
        ("100%", "99.99", 9_990),
        ("0%", 500, 0),
        ("300", 1000, 30_000),
        ("300", 200, 20_000),
    ],
)
def test_a_unit_is_paid_up_to_its_share_rounded_down_to_the_step(share: str, price: Any, redeemed: int) -> None:
    made = holder(f"wallets: {{bonus: {{step: 0.10}}}}\nspending: {{share: {share}, per: unit}}")
    assert made.buy("2025-03-03", "olga", line(price), spend="max")["redeemed"] == redeemed


@pytest.mark.parametrize(("per", "redeemed"), [("unit", 3 * 1_660), ("line", 4_990)])
def test_the_share_is_taken_of_each_unit_or_of_the_line(per: str, redeemed: int) -> None:
    """Three jars for 33.33: half of one is 16.66, of all 49.99."""
    made = holder(f"wallets: {{bonus: {{step: 0.10}}}}\nspending: {{share: 50%, per: {per}}}")
    assert made.buy("2025-03-03", "olga", line("33.33", 3), spend="max")["redeemed"] == redeemed


def test_the_share_is_of_the_price_after_the_discount() -> None:
    made = holder(HALF + "\nrules: {tenth: {then: {discount: 10%}}}")
    answer = made.buy("2025-03-03", "olga", line(1000), spend="max")
    assert (answer["discount"], answer["redeemed"], answer["payable"]) == (10_000, 45_000, 45_000)


def test_lines_that_bonuses_may_not_pay_stay_whole() -> None:
    made = holder(HALF.replace("}\nspending: {", "}\nspending: {on: {not: {group: gift_card}}, "))
    answer = made.buy("2025-03-03", "olga", line(1000, group="gift_card"), line(1000), spend="max")
    assert [part["redeemed"] for part in answer["lines"]] == [0, 50_000]


@pytest.mark.parametrize(
    ("asked", "units"),
    [
        ("max", [[50, 50], [100]]),
        (30, [[30, 0], [0]]),
        (60, [[50, 10], [0]]),
        (120, [[50, 50], [20]]),
        (200, [[50, 50], [100]]),
    ],
)
def test_the_amount_fills_unit_after_unit_and_line_after_line(asked: Any, units: list[list[int]]) -> None:
    """X-spending-4."""
    answer = holder(HALF).buy("2025-03-03", "olga", line(100, 2), line(200), spend=asked)
    found = [[unit["redeemed"] // 100 for unit in part["units"].listed()] for part in answer["lines"]]
    assert found == units


@pytest.mark.parametrize(
    ("bonuses", "asked", "refused"),
    [
        (300, "50.10", ["over_share"]),
        (20, 30, ["insufficient_bonuses"]),
        (20, 60, ["insufficient_bonuses", "over_share"]),
        (20, 20, []),
        (300, 50, []),
        (300, 0, []),
        (20, "max", []),
    ],
)
def test_a_set_amount_is_taken_whole_or_not_at_all(bonuses: int, asked: Any, refused: list[str]) -> None:
    """X-spending-1, X-spending-2."""
    answer = holder(HALF, bonuses).buy("2025-03-03", "olga", line(100), spend=asked)
    assert sorted(answer["refused"]) == refused
    wanted = 0 if refused else min(bonuses, 50) if asked == "max" else int(asked)
    assert answer["redeemed"] == wanted * 100


def test_max_with_nothing_to_take_takes_nothing_and_refuses_nothing() -> None:
    """X-spending-3."""
    answer = scene(HALF, "olga").buy("2025-03-03", "olga", spend="max")
    assert (answer["redeemed"], answer["refused"]) == (0, [])


def test_max_takes_all_of_a_balance_off_the_step() -> None:
    """X-and-18."""
    answer = holder(HALF, "12.34").buy("2025-03-03", "olga", line(100), spend="max")
    assert answer["redeemed"] == 1_234


@pytest.mark.parametrize(
    ("rules", "asked"),
    [
        ("wallets: {bonus: {}}", "max"),
        ("wallets: {bonus: {}}\nspending: {choice: amount}", "max"),
        ("wallets: {bonus: {}}\nspending: {choice: max}", 5),
        ("wallets: {bonus: {}}\nspending: {if: {salon: river}}", "max"),
    ],
)
def test_what_the_programme_does_not_offer_is_said(rules: str, asked: Any) -> None:
    answer = holder(rules).buy("2025-03-03", "olga", spend=asked)
    assert (answer["redeemed"], answer["refused"]) == (0, ["not_redeemable_here"])


def test_where_and_when_bonuses_are_spent_is_a_condition() -> None:
    made = holder("wallets: {bonus: {}}\nspending: {if: {salon: river}}")
    assert made.buy("2025-03-03", "olga", spend="max", salon="river")["redeemed"] == 100_000


# From which lots

CAMPAIGNS = """
wallets: {bonus: {}}
spending: {share: 100%}
campaigns:
  early: {spent: first}
  late: {spent: last}
  products: {pays_for: {group: product}}
"""


def test_the_shortest_life_goes_first_then_the_oldest_then_those_without_an_end() -> None:
    """ES-3.6."""
    made = scene("wallets: {bonus: {}}\nspending: {share: 100%}", "olga")
    for bonuses, expires in [(1, None), (2, "2025-09-01"), (4, "2025-06-01"), (8, "2025-06-01"), (16, None)]:
        made.tell(
            "2025-03-01",
            "grant",
            member="olga",
            bonuses=bonuses,
            reason="x",
            **({"expires": expires} if expires else {}),
        )
    assert drawn(made, "2025-03-03", 29) == [4, 8, 2, 1, 14]


def test_a_campaign_puts_its_bonuses_first_or_last() -> None:
    """ES-2.8, ES-3.6."""
    made = scene(CAMPAIGNS, "olga")
    grant(made, 1, "late", "2025-04-01")
    grant(made, 2, None, "2025-05-01")
    grant(made, 4, "early", None)
    assert drawn(made, "2025-03-03", 7) == [4, 2, 1]


def test_bonuses_for_some_lines_pay_only_those() -> None:
    """ES-2.8: 300 for products, a service for 1000 and a cream for 500."""
    made = scene(CAMPAIGNS, "olga")
    grant(made, 300, "products", None)
    answer = made.buy("2025-03-03", "olga", {"item": "haircut"}, {"item": "cream"}, spend="max")
    assert [part["redeemed"] for part in answer["lines"]] == [0, 30_000]


def test_a_set_amount_is_measured_against_the_bonuses_that_may_pay_these_lines() -> None:
    """X-and-10."""
    made = scene(CAMPAIGNS, "olga")
    grant(made, 300, "products", None)
    assert made.buy("2025-03-03", "olga", {"item": "haircut"}, spend=300)["refused"] == ["insufficient_bonuses"]
    assert made.buy("2025-03-03", "olga", {"item": "cream"}, spend=300)["redeemed"] == 30_000


def test_plain_bonuses_make_way_for_those_that_may_pay_only_there() -> None:
    """X-spending-3: the plain 500 end sooner and would pay the cream; then nothing could pay the haircut."""
    made = scene(CAMPAIGNS, "olga")
    grant(made, 500, None, "2025-04-01")
    grant(made, 500, "products", None)
    answer = made.buy("2025-03-03", "olga", {"item": "cream"}, {"item": "haircut"}, spend="max")
    assert [part["redeemed"] for part in answer["lines"]] == [50_000, 50_000]


def test_making_way_may_need_several_steps() -> None:
    """Each lot has moved one line on before the last finds room."""
    made = scene(
        "wallets: {bonus: {}}\nspending: {share: 100%}\n"
        "campaigns: {ab: {pays_for: {group: [a, b]}}, bc: {pays_for: {group: [b, c]}}, cd: {pays_for: {group: [c, d]}}}",
        "olga",
    )
    for campaign in ("ab", "bc", "cd"):
        grant(made, 100, campaign, None)
    lines = [line(100, group=group) for group in ("c", "b", "a")]
    assert made.buy("2025-03-03", "olga", *lines, spend="max")["redeemed"] == 30_000


def grant(made: Scene, bonuses: int, campaign: str | None, expires: str | None) -> None:
    named = {"campaign": campaign, "expires": expires}
    given = {name: value for name, value in named.items() if value}
    made.tell("2025-03-01", "grant", member="olga", bonuses=bonuses, reason="gift", **given)


def drawn(made: Scene, at: str, amount: int) -> list[int]:
    """What each lot gave, in the order in which they were drawn on."""
    decision = made.decide(at, "purchase", member="olga", receipt="R1", lines=[{"item": "haircut"}], spend=amount)
    return [-entry.amount // 100 for entry in decision.changes[0].entries if entry.kind == "redeemed"]


# The most that can be taken is taken, and no more

GROUPS = "abcd"
OPEN_CAMPAIGNS = [
    "".join(groups) for size in range(1, 5) for groups in combinations(GROUPS, size)
]  # which groups a lot may pay: "a", "bc", …; "abcd" is any
EVERY_RESTRICTION = programme(
    "wallets: {bonus: {step: 0.01}}\nspending: {share: 100%, per: unit}\ncampaigns:\n"
    + "".join(f"  for_{groups}: {{pays_for: {{group: [{', '.join(groups)}]}}}}\n" for groups in OPEN_CAMPAIGNS)
)


class Bought(NamedTuple):
    group: str
    price: int
    quantity: int


class Held(NamedTuple):
    groups: str
    left: int


def most(units: list[tuple[str, int]], lots: list[Held]) -> int:
    """The largest sum that can flow from lots to units: the smallest cut, over all sets of groups (each group either pays
    from lots alone or is given up)."""
    sets = chain.from_iterable(combinations(GROUPS, size) for size in range(len(GROUPS) + 1))
    return min(
        sum(limit for group, limit in units if group not in kept)
        + sum(lot.left for lot in lots if not set(kept).isdisjoint(lot.groups))
        for kept in sets
    )


bought = st.lists(
    st.builds(Bought, st.sampled_from(GROUPS), st.integers(0, 9), st.integers(1, 3)), min_size=1, max_size=5
)
held = st.lists(st.builds(Held, st.sampled_from([*OPEN_CAMPAIGNS, GROUPS]), st.integers(1, 9)), max_size=6)


@given(bought, held, st.integers(0, 60))
@example([Bought("c", 1, 1), Bought("b", 1, 1), Bought("a", 1, 1)], [Held("ab", 1), Held("bc", 1), Held("cd", 1)], 3)
@example([Bought("a", 5, 1), Bought("b", 5, 1)], [Held(GROUPS, 5), Held("a", 5)], 10)
def test_units_are_filled_in_order_and_max_is_the_maximum(sold: list[Bought], lots: list[Held], amount: int) -> None:
    """X-spending-3, X-spending-4: each unit gets what can be had for it beside all before it."""
    situation = Situation(EVERY_RESTRICTION, datetime(2025, 3, 3, 12), DAY, None, None, None)
    situation.lines = [Line(None, group, price, quantity, 0, ()) for group, price, quantity in sold]
    rule = EVERY_RESTRICTION.spending
    assert rule is not None
    room = Room(situation, rule)
    kept = [
        Lot(number, "bonus", left, left, 0, DAY, DAY, None, "x", None if groups == GROUPS else f"for_{groups}")
        for number, (groups, left) in enumerate(lots, start=1)
    ]
    laid = lay(room, Purse(situation, EVERY_RESTRICTION, kept), amount)

    units = [(part.group, limit) for part, limits in room.limits for limit in limits]
    filled = [min(amount, most(units[:count], lots)) for count in range(len(units) + 1)]
    assert laid == filled[-1]
    redeemed = [unit for part, _ in room.limits for unit in part.redeemed_units or [0] * part.quantity]
    assert redeemed == [after - before for before, after in pairwise(filled)]
    by_lot: dict[int, int] = {}
    for part in situation.lines:
        for number, _, drawn_amount in part.draws or ():
            assert drawn_amount > 0
            assert part.group in lots[int(number) - 1].groups
            by_lot[int(number)] = by_lot.get(int(number), 0) + drawn_amount
        for unit in range(part.quantity):
            taken = sum(amount for _, place, amount in part.draws or () if place == unit)
            assert taken == (part.redeemed_units or [0] * part.quantity)[unit]
        assert part.payable == part.gross - part.redeemed
    assert all(taken <= kept[number - 1].left for number, taken in by_lot.items())
