"""How often a key may call: so many times within a minute, whichever process answers.

A process takes several calls at once from the key's row and lets them through one by one, so that reading does not mean
writing each time.
"""

from __future__ import annotations

from datetime import datetime
from threading import Lock
from typing import NamedTuple
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from webapp.database import current_engine, transact
from webapp.store import api_keys
from webapp.usecases.who_calls import Caller

MOST = 1200
"""Calls of one key within a minute: a till makes a few for each guest, an import some hundreds."""
AT_ONCE = 20
MINUTE = 60
MOST_KEPT = 10_000


class Allowance(NamedTuple):
    """Whether the call is let through, how many more will be, and in how many seconds counting begins anew."""

    admitted: bool
    most: int
    left: int
    reset: int


class _Share(NamedTuple):
    """What this process may let through of a key's minute, and what it left for all others."""

    minute: datetime
    own: int
    others: int


_shares: WeakKeyDictionary[Engine, dict[UUID, _Share]] = WeakKeyDictionary()
_lock = Lock()


def admit_call(caller: Caller, now: datetime, most: int = MOST) -> Allowance:
    minute, reset = now.replace(second=0, microsecond=0), MINUTE - now.second
    with _lock:
        shares = _shares.setdefault(current_engine(), {})
        share = shares.get(caller.key)
        if share is None or share.minute != minute or (not share.own and share.others > 0):
            share = _taken(caller, minute, most)
        admitted = share.own > 0
        share = share._replace(own=share.own - 1) if admitted else share
        if len(shares) >= MOST_KEPT:
            shares.clear()
        shares[caller.key] = share
    return Allowance(admitted, most, share.own + share.others, reset)


def _taken(caller: Caller, minute: datetime, most: int) -> _Share:
    def work(session: Session) -> _Share:
        row = api_keys.locked(session, caller.home.id, caller.key)
        if row is None:
            return _Share(minute, 0, 0)
        if row.minute != minute:
            row.minute, row.calls = minute, 0
        share = max(0, min(AT_ONCE, most - row.calls))
        row.calls += share
        return _Share(minute, share, max(0, most - row.calls))

    return transact(work, caller.home.id)
