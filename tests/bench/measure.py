"""Measures two things in turn, several rounds, so that what else the machine does falls on both."""

from __future__ import annotations

import gc
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import NamedTuple


class Row(NamedTuple):
    """A line of the table: `ratio` against the bare limit with its spread over the rounds, the goal, and what
    would be a defect.

    `more`: the ratio should be at least the goal; otherwise at most.
    """

    name: str
    product: str
    limit: str
    ratio: float
    spread: float
    goal: float
    defect: float
    more: bool = False

    @property
    def verdict(self) -> str:
        if self.ratio >= self.goal if self.more else self.ratio <= self.goal:
            return "goal"
        return "holds" if (self.ratio >= self.defect if self.more else self.ratio <= self.defect) else "DEFECT"


def interleaved(
    product: Callable[[], None], limit: Callable[[], None], rounds: int, clock: Callable[[], float] = perf_counter
) -> tuple[float, float, float, float]:
    """(median ratio, largest ÷ smallest ratio, median seconds of the product, of the limit). What waits for nothing is
    measured by the processor's own clock, which stands still while others have it.
    """
    product()
    limit()
    pairs = []
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            begun = clock()
            product()
            between = clock()
            limit()
            pairs.append((between - begun, clock() - between))
    finally:
        gc.enable()
    return compared(pairs)


def compared(pairs: list[tuple[float, float]]) -> tuple[float, float, float, float]:
    """The same of pairs of seconds, the product's and the limit's of one round."""
    ratios = [ours / bare for ours, bare in pairs]
    return (
        median(ratios),
        max(ratios) / min(ratios),
        median(ours for ours, _ in pairs),
        median(bare for _, bare in pairs),
    )
