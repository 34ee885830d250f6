"""Wallets whose expiry stands still while a condition holds: what is in them ends later by as many days as it held."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from webapp.engine import levels, lots
from webapp.engine.calendar import FAR
from webapp.engine.facts import Account, Lot

if TYPE_CHECKING:
    from webapp.engine.decisions import Change
    from webapp.engine.programme import Programme


def look(change: Change, programme: Programme, day: date) -> frozenset[str]:
    """The wallets whose expiry stands still on that day; where it goes on again, lots end so much later."""
    for name in stopped(programme, change.account):
        since = change.account.memory.marks.pop(lots.still_mark(name))
        _go_on(change, name, date.fromisoformat(since), day)
    if not programme.still_wallets:
        return frozenset()
    about = levels.situation(programme, change.account, day)
    marks, held = change.account.memory.marks, set()
    for wallet in programme.still_wallets:
        key = lots.still_mark(wallet.name)
        if wallet.while_ is not None and wallet.while_(about, None):
            marks.setdefault(key, str(day))
            held.add(wallet.name)
        elif key in marks:
            _go_on(change, wallet.name, date.fromisoformat(marks.pop(key)), day)
    return frozenset(held)


def standing(programme: Programme, account: Account) -> frozenset[str]:
    """The wallets whose expiry stood still when it was last looked at."""
    names = (wallet.name for wallet in programme.still_wallets)
    return frozenset(name for name in names if lots.still_mark(name) in account.memory.marks)


def stopped(programme: Programme, account: Account) -> list[str]:
    """The wallets whose expiry stood still and that these rules let go on."""
    begun = lots.still_mark("")
    names = [mark.removeprefix(begun) for mark in account.memory.marks if mark.startswith(begun)]
    still = {wallet.name for wallet in programme.still_wallets} if names else frozenset()
    return [name for name in names if name not in still]


def end_shown(account: Account, lot: Lot, day: date) -> date | None:
    """When the lot ends; where its expiry stands still, when it would if that went on today."""
    since = account.memory.marks.get(lots.still_mark(lot.wallet))
    if since is None or lot.expires is None:
        return lot.expires
    return _moved(lot.expires, max(timedelta(), day - max(date.fromisoformat(since), lot.born)))


def _go_on(change: Change, wallet: str, since: date, day: date) -> None:
    for lot in list(change.account.lots.values()):
        late = day - max(since, lot.born)
        if lot.wallet == wallet and lot.expires is not None and late > timedelta():
            lots.keep(change, _later(lot, lot.expires, late))


def _later(lot: Lot, ends: date, late: timedelta) -> Lot:
    terms = lot.terms
    if terms is not None:
        ends_at = terms.ends_at + late if terms.ends_at else None
        fixed, latest = _moved(terms.fixed, late), _moved(terms.latest, late)
        terms = terms._replace(ends_at=ends_at, fixed=fixed, latest=latest)
    return lot._replace(expires=_moved(ends, late), terms=terms)


def _moved(day: date | None, late: timedelta) -> date | None:
    return day + late if day is not None and day < FAR - late else day
