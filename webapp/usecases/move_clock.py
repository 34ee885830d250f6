"""Moves the clock of a sandbox, which nothing else does. No night passes there by itself, so who is placed in a ranking
is told as the clock passes the end of its period.
"""

from __future__ import annotations

from datetime import datetime

from webapp.database import transact
from webapp.engine import rankings
from webapp.engine.calendar import midnight
from webapp.store import api_keys
from webapp.usecases.place_members import place_members
from webapp.usecases.who_calls import Caller


def move_clock(caller: Caller, moment: datetime) -> bool:
    """False where the sandbox has come further already: time does not go back."""
    home, chain = caller.home.id, caller.chain
    if not transact(lambda session: api_keys.move_clock(session, home, caller.key, moment), home):
        return False
    since, until = (chain.local(one).date() for one in (caller.clock or moment, moment))
    for period in rankings.over(chain.timeline, since, until):
        place_members(chain, midnight(period.end).replace(tzinfo=chain.zone))
    return True
