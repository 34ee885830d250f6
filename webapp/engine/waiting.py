"""What may wait for a fact before it can be used. Bonuses and rewards that wait do so under later rules too, until it
comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from webapp.engine.compiled import EarnRule
from webapp.engine.ends import key_of

if TYPE_CHECKING:
    from webapp.engine.document.schema import ProgrammeDocument
    from webapp.engine.programme import Programme

EVENT = "event "
"""Before an event's name in its key."""


def awaited(document: ProgrammeDocument, terms: Iterable[EarnRule | None]) -> Iterator[str]:
    """The keys of the facts that something of these rules may wait for."""
    earned = [earn for earn in terms if earn is not None]
    found = [wallet.available for wallet in document.wallets.values()]
    found += [reward.available for reward in document.rewards.values()]
    found += [earn.available for earn in earned if earn.available is not None]
    for available in found:
        if available.kind in ("next_visit", "next_sale"):
            yield available.kind
        elif available.kind == "event":
            yield f"{EVENT}{available.name}"
    yield from (key_of(earn.released_by) for earn in earned if earn.released_by is not None)


def carry(programmes: list[Programme]) -> None:
    """Later rules release what waits by earlier ones, and its events can be told."""
    for earlier, later in pairwise(programmes):
        if not earlier.waits <= later.waits:
            later.waits |= earlier.waits
            later.remembers = True
            later.event_names |= {key.removeprefix(EVENT) for key in earlier.waits if key.startswith(EVENT)}
