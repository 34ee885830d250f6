"""Charts as plain rectangles, to be drawn by the page: no script, no style."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 720, 200
GAP = 0.25
"""The part of a bar's room that stays empty."""


class Bar(NamedTuple):
    """In the units of the drawing, from its upper left corner; `series` counts from 1."""

    x: float
    y: float
    width: float
    height: float
    series: int


class Chart(NamedTuple):
    name: str
    bars: list[Bar]


def chart(name: str, rows: Sequence[Sequence[int]]) -> Chart:
    """For each row a group of bars, one a series; the tallest fills the height. What is below nothing has no bar."""
    most = max((value for row in rows for value in row), default=0)
    bars = []
    for place, row in enumerate(rows):
        room = WIDTH / len(rows)
        width = room * (1 - GAP) / max(len(row), 1)
        for series, value in enumerate(row):
            if value <= 0:
                continue
            height = round(HEIGHT * value / most, 1)
            x = place * room + room * GAP / 2 + series * width
            bars.append(Bar(round(x, 1), round(HEIGHT - height, 1), round(width, 1), height, series + 1))
    return Chart(name, bars)
