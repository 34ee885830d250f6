"""Whatever a document asks for, a fact is answered soon and no wallet outgrows what stores can keep (R56, R61)."""

from __future__ import annotations

import pytest

from tests.engine.told import scene
from webapp.engine.decisions import MOST_EFFORT
from webapp.engine.document.amounts import Amount
from webapp.engine.money import LARGEST
from webapp.engine.rewards import MOST_HELD
from webapp.engine.rules.spending import best_blocks

BONUS = "wallets: {bonus: {}}\ncounters: {n: {count: paid}, m: {count: visits}}\n"
ITEM = "rewards: {r: {gives: {item: massage}}}\n"
UNIT = "wallets: {bonus: {}}\nrewards: {r: {gives: {wallet: bonus, units: 1}}}\n"


@pytest.mark.parametrize(
    ("rules", "bonuses"),
    [
        ("a: {on: {counter: n, every: 1}, then: {earn: {give: 2}}}", 200_000_000),
        ("a: {on: {counter: n, every: 0.01}, then: {earn: {give: 1, cap: {per: day, most: 50}}}}", 5_000),
        ("a: {on: {counter: n, every: 0.01}, then: {earn: {give: 100000000000}}}", LARGEST),
        ("a: {on: {counter: n, every: 0.01}, then: {earn: {give: 1}, count: {m: 1}}}", MOST_EFFORT * 100),
    ],
)
def test_crossings_without_number_are_answered_at_once_r61(rules: str, bonuses: int) -> None:
    """A million roubles cross a threshold of a kopeck a hundred million times: alike gifts are one lot."""
    made = scene(f"{BONUS}rules: {{{rules}}}", "olga")
    made.buy("2025-03-03", "olga", {"group": "x", "price": 1_000_000})
    assert made.statement("2025-03-03", "olga")["available"] == bonuses


@pytest.mark.parametrize(
    "rules",
    [
        "a: {then: {give: {reward: r, times: 100000000}}}",
        "a: {then: {give: r}}, b: {on: {reward: r, given: true}, then: {give: {reward: r, times: 1000}}}",
    ],
)
def test_rewards_without_number_are_as_many_as_an_account_may_hold_r61(rules: str) -> None:
    made = scene(f"{ITEM}rules: {{{rules}}}", "olga")
    for day in ("2025-03-03", "2025-03-04"):
        made.buy(day, "olga")
        assert MOST_HELD - 1000 < len(made.account("olga").memory.held) <= MOST_HELD


def test_units_of_a_wallet_are_credited_in_one_however_many_r61() -> None:
    made = scene(f"{UNIT}rules: {{a: {{then: {{give: {{reward: r, times: 100000000}}}}}}}}", "olga")
    made.buy("2025-03-03", "olga")
    assert made.statement("2025-03-03", "olga")["available"] == 10_000_000_000


@pytest.mark.parametrize(("blocks", "spent"), [(3000, 7_500), (3, 7_500)])
def test_blocks_without_number_are_tried_as_far_as_it_is_soon_r61(blocks: int, spent: int) -> None:
    """Of what costs its own number, some sum is 7500."""
    worths = [(size * 100, Amount(size * 100)) for size in range(1, blocks + 1)]
    assert best_blocks(worths, 1_000_000_000, spent * 100, None) == (spent * 100, spent * 100)


def test_a_fact_whose_consequences_come_to_no_end_is_refused_and_changes_nothing() -> None:
    """Only a condition bounds this rule, and here it never does: nothing is cut at some number of steps."""
    rules = "rules: {d: {on: {wallet: bonus, every: 100}, if: {state: active}, then: {earn: {give: 100}}}}"
    made = scene(f"{BONUS}{rules}", "olga")
    assert made.tell("2025-03-03", "grant", member="olga", bonuses=99, reason="x")["refused"] == []
    assert made.tell("2025-03-03", "grant", member="olga", bonuses=1, reason="x")["refused"] == ["endless_rules"]
    assert made.statement("2025-03-03", "olga")["available"] == 9_900
