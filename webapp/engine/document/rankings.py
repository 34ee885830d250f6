"""Rankings: members placed by what a counter counted in a calendar period."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from webapp.engine.document.conditions import Condition, Strict
from webapp.engine.document.named import Named
from webapp.engine.document.values import Count, Word, misfit

SUMMED = frozenset({"paid", "gross", "visits", "receipts", "units", "hours", "minutes", "earned", "event", "give"})
"""What counters count that adds up day by day: by these alone can anybody be placed."""
MOST_PLACES = 100


def _places(count: int) -> int:
    if not 1 <= count <= MOST_PLACES:
        raise misfit("places", found=str(count), most=str(MOST_PLACES))
    return count


class Ranking(Strict):
    """Once the period is over each placed member is told an event of the ranking's name, with their `place` among its
    attributes and what was counted as its `amount`. `ties`: whoever came to it `earlier` stands higher, or the place is
    `shared` and the next ones are left out.
    """

    name: Named | None = None
    by: Word
    every: Literal["month", "quarter", "half", "year"] = "month"
    if_: Condition | None = Field(default=None, alias="if")
    places: Annotated[Count, AfterValidator(_places)] = 10
    ties: Literal["earlier", "shared"] = "earlier"
