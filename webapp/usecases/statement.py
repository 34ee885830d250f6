"""Where a member stands now."""

from __future__ import annotations

from datetime import datetime

from webapp.engine.events import Statement
from webapp.usecases.gather import for_statement
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, ask


def statement(chain: OpenChain, member: str, now: datetime, at_end: bool = False) -> Outcome:
    """The statement of design 3, with amounts as decimal strings; `refused: [not_enrolled]` for nobody of this
    chain. `at_end` looks at the last moment of the day.
    """
    return ask(Order(chain, Actor(), "", "statement", Statement(member=member, at_end=at_end), now), for_statement)
