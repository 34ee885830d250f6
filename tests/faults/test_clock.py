"""Clocks that are wrong: the order of operations is told by the books (R31)."""

from __future__ import annotations

import time
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest

from tests.faults.crew import Crew
from tests.usecases.till import Call, Till
from webapp.database import new_id
from webapp.usecases.operation import Outcome


def an_hour_ahead(call: Call) -> Outcome:
    """On a host whose clock is."""
    right = time.time_ns
    time.time_ns = lambda: right() + 3_600_000_000_000
    try:
        return call()
    finally:
        time.time_ns = right


@pytest.mark.parametrize("known", [True, False])
def test_what_follows_an_operation_of_a_host_that_is_ahead_comes_after_it_r31(
    crew: Crew, store: str, desk: Till, known: bool
) -> None:
    """R31, I8: sold there, brought back here at once; also where no member's account tells the order."""
    sale = desk.purchase(desk.active() if known else None)
    sold = crew.at_once(store, [partial(an_hour_ahead, sale)])[0]
    came_back = desk.tell("return", receipt=sale.fields["receipt"])
    assert came_back.refused == []
    assert came_back.operation > sold.operation
    assert desk.reconciled() == []


def test_a_clock_that_is_set_back_between_postings_changes_no_order_r31(desk: Till) -> None:
    member = desk.active("500")
    outcomes = []
    for _ in range(4):
        desk.now -= timedelta(hours=1)
        outcomes.append(desk.purchase(member, spend="50")())
    ids = [outcome.operation for outcome in outcomes if outcome.operation]
    assert ids == sorted(ids)
    assert len(ids) == 4
    assert desk.reconciled() == []


def test_an_id_grows_past_the_one_before_it_whatever_the_clock_says_r31() -> None:
    last = UUID(int=new_id().int + (3_600_000 << 80))
    for _ in range(3):
        following = new_id(after=last)
        assert following > last
        assert (following.version, following.variant) == (7, last.variant)
        last = following
