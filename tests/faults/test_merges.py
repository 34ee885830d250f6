"""Two accounts are merged while others work on them, each in a process of its own: what is done lands on the one who
stays, and no bonus is made or lost (R11).
"""

from __future__ import annotations

import random
from decimal import Decimal

from tests.conftest import LONG
from tests.faults.crew import Crew
from tests.faults.test_twins import PLAIN, at_once
from tests.usecases.till import Call, Till, till

ROUNDS = 40 if LONG else 4
COUNTED = (
    PLAIN + "counters: {spent: {count: paid, over: 12 months}}\nrules: {cashback: {on: sale, then: {earn: 10%}}}\n"
)


def bonuses(desk: Till, *people: str) -> Decimal:
    return sum((Decimal(desk.standing(one)[kind]) for one in people for kind in ("available", "pending")), Decimal(0))


def test_whatever_meets_a_merge_lands_on_who_stays_r11(crew: Crew, store: str) -> None:
    """R11, I5: spending, earning, a return and a grant for the one who goes, both ways to merge, and its undoing."""
    desk, chance = till(rules=COUNTED), random.Random(11)
    for turn in range(ROUNDS):
        one, other = desk.active("500"), desk.active("700")
        desk.purchase(other, {"group": "service", "price": "1000"}, receipt=f"before {turn}")()
        had = bonuses(desk, one, other)
        calls: list[Call] = [
            desk.call("merge", member=one, absorbed=other),
            desk.call("merge", member=other, absorbed=one),
            desk.purchase(other, {"group": "service", "price": "400"}, spend="200"),
            desk.purchase(one, {"group": "service", "price": "400"}, spend="200"),
            desk.call("return", receipt=f"before {turn}"),
            desk.call("grant", member=other, bonuses="50", reason="x"),
        ]
        chance.shuffle(calls)
        outcomes = dict(zip((call.key for call in calls), at_once(crew, calls), strict=True))
        told = {call.verb: outcomes[call.key] for call in calls if call.verb != "purchase"}
        merges = [outcomes[call.key].refused for call in calls if call.verb == "merge"]
        assert sorted(merges) == [[], ["merged_already"]]
        assert all(outcomes[call.key].refused == [] for call in calls if call.verb != "merge")
        sales = [outcomes[call.key].result for call in calls if call.verb == "purchase"]
        moved = sum(Decimal(sale["earned"]) - Decimal(sale["redeemed"]) for sale in sales)
        expected = had + moved + 50 - Decimal(told["return"].result["bonuses_taken"])
        assert bonuses(desk, one) == bonuses(desk, other) == expected
        gone = next(call for call in calls if call.verb == "merge" and not outcomes[call.key].refused)
        undo = [desk.call("unmerge", member=gone.fields["absorbed"]), desk.purchase(other, spend="10")]
        parted, sold = at_once(crew, undo)
        assert parted.refused == [] == sold.refused
        left = expected + Decimal(sold.result["earned"]) - Decimal(sold.result["redeemed"])
        assert bonuses(desk, one, other) == left
    assert desk.reconciled() == []
