"""Whatever colour an owner picks, words stay readable on it and in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.pages.shared import colours

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
NEEDED = 4.5


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.0),
        ("#abcdef", "#abcdef", 1.0),
    ],
)
def test_the_ratio_is_that_of_the_standard(one: str, other: str, ratio: float) -> None:
    assert colours.contrast(one, other) == pytest.approx(ratio, abs=0.01)


@given(COLOURS)
def test_words_keep_their_contrast_by_day_and_by_night(colour: str) -> None:
    for accent, pages in (
        (colours.light(colour), (colours.LIGHT_PAGE, colours.WHITE)),
        (colours.dark(colour), (colours.DARK_PAGE, colours.INK)),
    ):
        assert colours.contrast(accent.fill, accent.on_fill) >= NEEDED
        assert all(colours.contrast(accent.ink, page) >= NEEDED for page in pages)


@pytest.mark.parametrize("colour", ["#0f8276", "#7c62c9", "#b8572e", "#4a73b8"])
def test_a_colour_that_is_readable_already_stays(colour: str) -> None:
    assert colours.light(colour).fill == colour
