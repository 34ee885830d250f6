"""What people on one account do not share: each has wallets, counters or levels of their own. They stand in the
account's own places while that person acts, and otherwise beside the holder's, under the name with a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar

from webapp.engine import levels
from webapp.engine.decisions import Change, Counted, Entry
from webapp.engine.facts import Facts, Lot, Own, Tally

if TYPE_CHECKING:
    from webapp.engine.programme import Apart, Programme

Kept = TypeVar("Kept")
APART = "@"
"""Before the number by which somebody else's things go."""


def sit(programme: Programme, change: Change, person: str, facts: Facts | None = None) -> None:
    """The person's own things take the account's places, until somebody else's do or the decision is made."""
    account, apart = change.account, programme.apart
    if apart is None or person == (change.seat[0] if change.seat else account.holder):
        return
    rest(change)
    if person == account.holder:
        return
    new = person not in account.apart
    if new:
        account.apart[person] = Own(max((own.number for own in account.apart.values()), default=0) + 1)
    change.seat = (person, apart)
    _change_places(change, person, apart)
    if new and apart.levels:
        levels.begin_base(programme, account, account.people[person].enrolled_on)
    if facts is not None:
        mark = beside("", account.apart[person].number)
        closed = facts.closed_lots.items()
        facts.closed_lots = {key: lot._replace(wallet=lot.wallet.removesuffix(mark)) for key, lot in closed}


def beside(name: str, number: int) -> str:
    """Under which name it goes while its owner does not act."""
    return f"{name}{APART}{number}"


def own(held: dict[str, Kept]) -> dict[str, Kept]:
    """Without what somebody else on the account has apart."""
    return {name: value for name, value in held.items() if APART not in name}


def rest(change: Change) -> None:
    """The holder's own things are back in their places."""
    if change.seat is not None:
        _change_places(change, *change.seat)
        change.seat = None


def everyone(programme: Programme, change: Change) -> Iterator[str]:
    """Each who has something of their own, the holder first, while their things are in the account's places."""
    yield change.account.holder
    for person in list(change.account.apart) if programme.apart else ():
        sit(programme, change, person)
        yield person
    rest(change)


def _change_places(change: Change, person: str, apart: Apart) -> None:
    account = change.account
    own = account.apart[person]
    number = own.number
    if apart.levels:
        account.apart[person] = Own(number, account.standing, account.ladders)
        account.standing, account.ladders = own.standing, own.ladders
    account.tallies = _named(account.tallies, number, apart.counters)
    account.owed = _named(account.owed, number, apart.wallets)
    account.memory.seen = _named(account.memory.seen, number, apart.wallets)
    account.lots = _lots(account.lots, number, apart.wallets)
    change.lots = _lots(change.lots, number, apart.wallets)
    change.entries = [each._replace(wallet=_other(each.wallet, number, apart.wallets)) for each in change.entries]
    change.counted = [each._replace(counter=_other(each.counter, number, apart.counters)) for each in change.counted]


def _other(name: str, number: int, names: frozenset[str]) -> str:
    """The holder's go by the number while the person's own bear the plain name, and the other way round."""
    if name in names:
        return beside(name, number)
    plain, _, whose = name.partition(APART)
    return plain if whose == str(number) and plain in names else name


def _named(held: Mapping[str, Kept], number: int, names: frozenset[str]) -> dict[str, Kept]:
    return {_other(name, number, names): value for name, value in held.items()}


def _lots(held: Mapping[int, Lot], number: int, names: frozenset[str]) -> dict[int, Lot]:
    return {key: lot._replace(wallet=_other(lot.wallet, number, names)) for key, lot in held.items()}


def carry(programme: Programme, giver: Change, taker: Change, person: str, day: date) -> None:
    """Whoever joins or leaves an account takes along what is not shared."""
    apart = programme.apart
    if apart is None:
        return
    sit(programme, giver, person)
    sit(programme, taker, person)
    if apart.levels:
        ladders = {name: standing.copy() for name, standing in giver.account.ladders.items()}
        taker.account.standing, taker.account.ladders = giver.account.standing.copy(), ladders
    for name in apart.counters & giver.account.tallies.keys():
        tally = giver.account.tallies.pop(name)
        taker.account.tallies[name] = tally
        giver.counted += [each._replace(amount=-each.amount) for each in _counted(name, tally, day)]
        taker.counted += _counted(name, tally, day)
    for lot in [lot for lot in giver.account.lots.values() if lot.wallet in apart.wallets]:
        taker.account.born_lots += 1
        number = taker.account.born_lots
        giver.entries.append(Entry("moved_out", lot.wallet, lot.number, -lot.left, day, lapsed=-lot.lapsed))
        taker.entries.append(Entry("moved_in", lot.wallet, number, lot.left, day, lapsed=lot.lapsed))
        giver.lots[lot.number] = lot._replace(left=0, lapsed=0)
        del giver.account.lots[lot.number]
        taker.lots[number] = taker.account.lots[number] = lot._replace(number=number)
    rest(giver)
    rest(taker)


def _counted(name: str, tally: Tally, day: date) -> list[Counted]:
    """What the counter has by day; what is too old to be kept by day on the day before all others."""
    old = tally.total - sum(tally.days.values())
    before = min([day, *tally.days]) - timedelta(days=1)
    days = {**tally.days, **({before: old} if old else {})}
    return [Counted(name, on, amount, tally.epoch) for on, amount in days.items()]
