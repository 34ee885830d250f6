"""The matrix of mechanics and programmes: no row is empty, and a mark means that the programme really uses it."""

from __future__ import annotations

import pytest

from tests.programmes.matrix import PROGRAMMES, uses
from tests.programmes.mechanics import MECHANICS

HOMES = {home.name: home for home in PROGRAMMES}


@pytest.mark.parametrize("mechanic", MECHANICS)
def test_every_mechanic_is_used_by_some_programme(mechanic: str) -> None:
    assert any(uses(home, mechanic) for home in PROGRAMMES)


@pytest.mark.parametrize(
    ("mechanic", "programme", "marked"),
    [
        ("rate by a fact on the member, age", "minutes-and-tenders", True),
        ("rate by a fact on the member, age", "dates-and-anniversaries", False),  # `message: ` is no age
        ("a visit or receipt must reach a minimum", "stamps-every-tenth", True),
        ("a visit or receipt must reach a minimum", "points-held-at-booking", False),  # a price in points
        ("one stamp per visit", "stamps-every-tenth", True),
        ("one stamp per visit", "no-show-penalty", False),  # visits are counted, nothing is stamped
        ("maximum per redemption", "points-per-full-hundred", True),
        ("maximum per redemption", "family-and-transferable", False),  # a cap of what is earned
        ("weekday and hours of use", "blocks-of-points", True),
        ("weekday and hours of use", "calendar-year-levels", False),  # the hours of a discount
        ("paid by gift card earns nothing", "minutes-and-tenders", True),
        ("paid by gift card earns nothing", "rates-by-tender", True),
        ("bonus for booking the next visit", "points-held-at-booking", False),  # only a message
        ("guests, gifts of points", "membership-by-fee", False),  # pooled, but nobody gives any
        ("leaderboard prize", "best-of-the-month", True),
        ("leaderboard prize", "first-evening", False),
    ],
)
def test_a_mark_is_right(mechanic: str, programme: str, marked: bool) -> None:
    assert uses(HOMES[programme], mechanic) is marked
