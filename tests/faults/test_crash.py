"""Processes that die: what they began is there as a whole or not at all, and what they answered is there (R3, R14)."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from tests.conftest import LONG
from tests.faults.books import operations, written
from tests.faults.crew import Crew
from tests.faults.stories import STORIES
from tests.faults.victim import answered_before_death, lived_through
from tests.usecases.till import Call, Till

KILLS = 30 if LONG else 3
ALWAYS = {"purchase", "return", "further card"}
every_verb = pytest.mark.parametrize(
    ("desk", "story"),
    [pytest.param(*told, id=name, marks=() if name in ALWAYS else pytest.mark.long) for name, told in STORIES.items()],
    indirect=["desk"],
)


@every_verb
def test_a_process_that_dies_leaves_all_or_nothing_r14(
    store: str, desk: Till, story: Callable[[Till], Call], crew: Crew
) -> None:
    """R14, R3: killed at each point in turn; after the commit, whoever sends it again gets the answer that was lost."""
    call = story(desk)
    before = written(desk)
    point = 0
    while lived_through(store, call, point) is None and operations(desk, call.key) == 0:
        assert written(desk) == before, f"the process that died at point {point} left something"
        point += 1
    assert point >= 3
    after = written(desk)
    here, elsewhere = call(), crew.at_once(store, [call])[0]
    assert here.repeated and elsewhere.repeated
    assert (here.result, here.operation) == (elsewhere.result, elsewhere.operation)
    assert written(desk) == after
    assert operations(desk, call.key) == 1
    assert desk.reconciled() == []


def test_the_last_point_is_the_one_after_the_commit_r3(store: str, desk: Till) -> None:
    """R3: dead with the commit made and nothing answered; what is sent again is not posted again."""
    member = desk.active("500")
    product = {"item": "product", "price": "1000"}
    first = lived_through(store, desk.purchase(member, product, spend="100"))
    assert first is not None
    points = first[1]
    call = desk.purchase(member, product, spend="100")
    assert lived_through(store, call, points - 2) is None
    assert operations(desk, call.key) == 0
    assert lived_through(store, call, points - 1) is None
    assert operations(desk, call.key) == 1
    again = lived_through(store, call)
    assert again is not None and again[0].repeated
    assert desk.standing(member)["available"] == "300.00"
    assert desk.reconciled() == []


def test_what_was_answered_is_there_whenever_the_process_was_killed_r14(store: str, desk: Till) -> None:
    """R14: at any moment, in the middle of a commit too."""
    chance = random.Random(14)
    member = desk.active()
    sale = desk.purchase(member, {"item": "product", "price": "100"})
    answered = 0
    for _ in range(KILLS):
        heard = answered_before_death(store, sale, chance.uniform(0, 0.3))
        answered += len(heard)
        for call, outcome in heard:
            again = call()
            assert again.repeated and again.operation == outcome.operation
        assert desk.reconciled() == []
    posted = len(written(desk)["receipts"])
    assert answered <= posted <= answered + KILLS
