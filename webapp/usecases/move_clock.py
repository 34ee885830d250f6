"""Moves the clock of a sandbox, which nothing else does."""

from __future__ import annotations

from datetime import datetime

from webapp.database import transact
from webapp.store import api_keys
from webapp.usecases.who_calls import Caller


def move_clock(caller: Caller, moment: datetime) -> bool:
    """False where the sandbox has come further already: time does not go back."""
    home = caller.home.id
    return transact(lambda session: api_keys.move_clock(session, home, caller.key, moment), home)
