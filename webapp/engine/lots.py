"""Lots of bonuses: their birth, the order in which they are spent, draws, returns and expiry. Debt is paid by the next
accrual.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from webapp.engine.calendar import FAR
from webapp.engine.decisions import Change, Entry
from webapp.engine.facts import Account, Draw, Lot

if TYPE_CHECKING:
    from webapp.engine.programme import Programme

BY_HAND = "grant"
"""The rule of bonuses granted by hand: only those of a purchase have days to pend (7K-6)."""

GIVEN_BACK_FOR = timedelta(days=14)
"""How long spent bonuses live that come back to a lot which has gone meanwhile (design 1, order of the arithmetic)."""


RETURNED = "returned"
"""The source of such a lot."""


def available_on(lot: Lot, day: date) -> bool:
    return lot.available_from is not None and lot.available_from <= day


def spending_order(programme: Programme, lots: list[Lot]) -> list[Lot]:
    """Shortest life first, then age; never-expiring last; a campaign may put its own first or last (ES-3.6)."""
    campaigns = programme.campaigns
    if len(lots) < 2:
        return lots

    def key(lot: Lot) -> tuple[int, date, date, int]:
        campaign = campaigns.get(lot.campaign) if lot.campaign else None
        return (campaign.place if campaign else 1, lot.expires or FAR, lot.born, lot.number)

    return sorted(lots, key=key)


def usable(programme: Programme, account: Account, wallet: str, day: date) -> list[Lot]:
    """The lots of the wallet that can be spent on `day`, in spending order."""
    return spending_order(
        programme, [lot for lot in account.lots.values() if lot.wallet == wallet and available_on(lot, day)]
    )


def balance(account: Account, wallet: str, day: date) -> tuple[int, int]:
    """(available, pending) of the wallet on `day`."""
    available = pending = 0
    for lot in account.lots.values():
        if lot.wallet == wallet:
            if available_on(lot, day):
                available += lot.left
            else:
                pending += lot.left
    return available, pending


def bear(
    change: Change,
    programme: Programme,
    wallet: str,
    amount: int,
    day: date,
    source: str,
    *,
    waits: bool = False,
    expires: date | None = None,
    campaign: str | None = None,
    rule: str | None = None,
    origin: str | None = None,
) -> Lot:
    """A new lot of `amount`, as the wallet's bonuses of that day live; what the account owes is paid from it
    at once.
    """
    rules = programme.wallets[wallet]
    account = change.account
    account.born_lots += 1
    lot = Lot(
        account.born_lots,
        wallet,
        amount,
        amount,
        0,
        day,
        None if waits else day if rule == BY_HAND else rules.available_from(day),
        expires or rules.expires_on(day),
        source,
        campaign,
        rule,
        origin,
    )
    change.entries.append(Entry("accrued", wallet, lot.number, amount, day, rule))
    owed = account.owed.get(wallet, 0)
    if owed:
        paid = min(owed, amount)
        lot = lot._replace(left=amount - paid)
        _owe(account, wallet, -paid)
        change.entries.append(Entry("debt_paid", wallet, lot.number, -paid, day, rule, debt=-paid))
    _keep(change, lot)
    if lot.expires is not None and lot.expires <= day:
        expire(change, day)
    return lot


def take(change: Change, lot: Lot, amount: int, day: date, kind: str, rule: str | None = None) -> None:
    """Draws `amount` from a lot that holds it."""
    change.entries.append(Entry(kind, lot.wallet, lot.number, -amount, day, rule))
    _keep(change, lot._replace(left=lot.left - amount))


def give_back(
    change: Change,
    programme: Programme,
    draws: Mapping[int, int],
    wallet: str,
    day: date,
    closed: Mapping[int, Lot],
    rule: str | None,
) -> None:
    """Spent bonuses return to the lots they came from with their old end; what came from a lot that has gone lives 14
    days more, and remembers the receipt that brought it.
    """
    gone: dict[tuple[str | None, str | None], int] = {}
    for number, amount in draws.items():
        lot = _known(change, number, closed)
        if lot is None or (lot.expires is not None and lot.expires <= day):
            whence = (lot.campaign, lot.origin) if lot else (None, None)
            gone[whence] = gone.get(whence, 0) + amount
            continue
        change.entries.append(Entry("given_back", wallet, number, amount, day, rule))
        _keep(change, lot._replace(left=lot.left + amount))
    account = change.account
    for (campaign, origin), amount in gone.items():
        account.born_lots += 1
        ends = day + GIVEN_BACK_FOR
        lot = Lot(account.born_lots, wallet, amount, amount, 0, day, day, ends, RETURNED, campaign, rule, origin)
        change.entries.append(Entry("given_back", wallet, lot.number, amount, day, rule))
        _keep(change, lot)


def take_back(
    change: Change,
    programme: Programme,
    own: int | None,
    amount: int,
    wallet: str,
    day: date,
    closed: Mapping[int, Lot],
    rule: str | None,
) -> int:
    """Takes earned bonuses back: from their own lot, then from available ones in spending order, then from pending
    ones; the
    rest is owed. What expired unspent in their own lot, or after it had come back from being spent, leaves nothing to
    take. Returns what was really taken."""
    left = amount
    lot = None if own is None else _known(change, own, closed)
    for lapsed in [] if lot is None else [lot, *_come_back(change, lot, closed)]:
        forgone = min(left, lapsed.lapsed)
        if forgone:
            change.entries.append(Entry("forgone", wallet, lapsed.number, 0, day, rule, lapsed=-forgone))
            _keep(change, lapsed._replace(lapsed=lapsed.lapsed - forgone))
            left -= forgone
    account = change.account
    mine = [lot for lot in account.lots.values() if lot.number == own]
    others = [lot for lot in account.lots.values() if lot.wallet == wallet and lot.number != own]
    ready = spending_order(programme, [lot for lot in others if available_on(lot, day)])
    pending = spending_order(programme, [lot for lot in others if not available_on(lot, day)])
    taken = 0
    for source in [*mine, *ready, *pending]:
        part = min(left - taken, source.left)
        if part <= 0:
            continue
        take(change, source, part, day, "taken_back", rule)
        taken += part
    if taken < left:
        _owe(account, wallet, left - taken)
        change.entries.append(Entry("owed", wallet, None, 0, day, rule, debt=left - taken))
    return taken


def expire(change: Change, day: date) -> None:
    """Closes the lots whose end has come."""
    for lot in list(change.account.lots.values()):
        if lot.expires is not None and lot.expires <= day:
            change.entries.append(Entry("expired", lot.wallet, lot.number, -lot.left, day, lapsed=lot.left))
            _keep(change, lot._replace(left=0, lapsed=lot.lapsed + lot.left))


def release(change: Change, programme: Programme, day: date) -> None:
    """Lots that waited for the activation become available, or go on with their pending span."""
    for lot in list(change.account.lots.values()):
        if lot.available_from is None:
            rules = programme.wallets.get(lot.wallet)
            pends = rules is not None and lot.rule != BY_HAND
            _keep(
                change,
                lot._replace(available_from=max(day, rules.available_from(lot.born)) if rules and pends else day),
            )


def summed(draws: list[Draw]) -> dict[int, int]:
    totals: dict[int, int] = {}
    for draw in draws:
        totals[draw.lot] = totals.get(draw.lot, 0) + draw.amount
    return totals


def _known(change: Change, number: int, closed: Mapping[int, Lot]) -> Lot | None:
    """The lot as it stands in this decision: among the open ones, those touched by it, or those closed before."""
    return change.account.lots.get(number) or change.lots.get(number) or closed.get(number)


def _come_back(change: Change, own: Lot, closed: Mapping[int, Lot]) -> list[Lot]:
    """What came back of the lot after it had gone, and is gone too."""
    known = {**closed, **change.lots}
    return [
        lot
        for lot in known.values()
        if own.origin and lot.origin == own.origin and lot.source == RETURNED and lot.wallet == own.wallet
    ]


def _keep(change: Change, lot: Lot) -> None:
    change.lots[lot.number] = lot
    if lot.left:
        change.account.lots[lot.number] = lot
    else:
        change.account.lots.pop(lot.number, None)


def _owe(account: Account, wallet: str, amount: int) -> None:
    owed = account.owed.get(wallet, 0) + amount
    if owed:
        account.owed[wallet] = owed
    else:
        account.owed.pop(wallet, None)
