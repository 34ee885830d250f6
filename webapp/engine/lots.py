"""Lots of bonuses: their birth, the order in which they are spent, draws, returns and expiry. Debt is paid by the next
accrual.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from webapp.engine import calendar
from webapp.engine.calendar import FAR
from webapp.engine.decisions import Change, Entry
from webapp.engine.document.ends import Available
from webapp.engine.ends import end_of, key_of
from webapp.engine.facts import Account, Draw, Lot, LotTerms
from webapp.engine.money import LARGEST
from webapp.engine.situation import Situation

if TYPE_CHECKING:
    from webapp.engine.document.triggers import Trigger
    from webapp.engine.programme import Programme

BY_HAND = "grant"
"""The rule of bonuses granted by hand: only those of a purchase have days to pend (7K-6)."""

ORDINARY = LARGEST // 1000
"""Of more than this is seen to that no wallet holds more than the largest amount (R56)."""

GIVEN_BACK_FOR = timedelta(days=14)
"""How long spent bonuses live that come back to a lot which has gone meanwhile (design 1, order of the arithmetic)."""

NEXT = ("next_visit", "next_sale")
"""What a lot may wait for that leaves its end as it was fixed at its birth."""

MOST_REPAID = 100
"""Of so many lots it is remembered that they paid a debt; what older ones paid comes back as a new lot."""
LEVEL = "level"
"""What lots go with that end when the level does."""
NO_LOT = 0
"""No lot has this number."""

PLAIN = LotTerms()
RETURNED = "returned"
"""The source of such a lot."""


def available_on(lot: Lot, day: date, at: datetime | None = None) -> bool:
    if lot.available_from is None or lot.available_from > day:
        return False
    return lot.terms is None or lot.terms.opens_at is None or at is None or lot.terms.opens_at <= at


def spending_order(programme: Programme, lots: list[Lot]) -> list[Lot]:
    """Shortest life first, then age; never-expiring last; a campaign may put its own first or last (ES-3.6)."""
    if len(lots) < 2:
        return lots
    campaigns = programme.campaigns

    def key(lot: Lot) -> tuple[int, int, date, date, int]:
        campaign = campaigns.get(lot.campaign) if lot.campaign else None
        wallet = programme.wallets.get(lot.wallet)
        order = wallet.order if wallet else None
        named = order is not None and order.kind == "first" and order.source in (lot.source, lot.rule, lot.campaign)
        end = FAR if order is not None and order.kind == "oldest" else lot.expires or FAR
        return (campaign.place if campaign else 1, not named, end, lot.born, lot.number)

    return sorted(lots, key=key)


def usable(
    programme: Programme,
    account: Account,
    wallet: str,
    day: date,
    at: datetime | None = None,
    purse: str | None = None,
) -> list[Lot]:
    """The lots of the wallet that can be spent on `day`, in spending order: those of one purse, where gifts stay
    apart.
    """
    rule = programme.wallets.get(wallet)
    apart = rule is not None and rule.transfer == "apart"
    return spending_order(
        programme,
        [
            lot
            for lot in account.lots.values()
            if lot.wallet == wallet
            and available_on(lot, day, at)
            and (not apart or (lot.terms.purse if lot.terms else None) == purse)
        ],
    )


def balance(account: Account, wallet: str, day: date, at: datetime | None = None) -> tuple[int, int]:
    """(available, pending) of the wallet on `day`."""
    available = pending = 0
    for lot in account.lots.values():
        if lot.wallet == wallet:
            if available_on(lot, day, at):
                available += lot.left
            else:
                pending += lot.left
    return available, pending


def room(programme: Programme, account: Account, wallet: str, day: date, situation: Situation | None) -> int:
    """How much more the wallet takes."""
    rules = programme.wallets[wallet]
    most = rules.most(situation, None) if rules.most is not None and situation else None
    return max(0, (LARGEST if most is None else int(most)) - sum(balance(account, wallet, day)))


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
    available: Available | None = None,
    end: Any = None,
    released_by: Trigger | None = None,
    ref: str | None = None,
    purse: str | None = None,
    situation: Situation | None = None,
) -> Lot:
    """A new lot of `amount`, as the wallet's bonuses of that day live, unless a rule says otherwise; what the account
    owes is paid from it at once. A full wallet takes no more.
    """
    rules = programme.wallets[wallet]
    account = change.account
    if rules.most is not None or amount > ORDINARY:
        amount = min(amount, room(programme, account, wallet, day, situation))
    account.born_lots += 1
    opens, awaits, opens_at = (opening(programme, available) if available else rules.opens)(day, situation)
    if rule == BY_HAND:
        opens, awaits, opens_at = day, None, None
    awaits = awaits if released_by is None else key_of(released_by)
    found = rules.ends(day, situation) if end is None else end_of(programme, end, day, situation)
    ends, ends_at, fixed, follows, latest = found
    fixed = expires or fixed if fixed is not None else None
    own = None
    kept = ref if awaits or rule in programme.undone_rules else None
    if awaits or opens_at or ends_at or fixed or follows or purse is not None or kept is not None:
        own = LotTerms(awaits, kept, opens_at, None if expires else ends_at, fixed, follows, purse, latest)
        own = own if own != PLAIN else None
    usable_from = None if waits or awaits else opens
    until = None if awaits and awaits not in NEXT else expires or ends
    number = account.born_lots
    lot = Lot(number, wallet, amount, amount, 0, day, usable_from, until, source, campaign, rule, origin, own)
    return _born(change, lot, rules.floor == "debt")


def _born(change: Change, lot: Lot, remembers: bool) -> Lot:
    """The lot is there; what the account owes is paid from it."""
    account, wallet, day, rule, amount = change.account, lot.wallet, lot.born, lot.rule, lot.issued
    change.entries.append(Entry("accrued", wallet, lot.number, amount, day, rule))
    owed = account.owed.get(wallet, 0)
    if owed:
        paid = min(owed, amount)
        lot = lot._replace(left=amount - paid)
        _owe(account, wallet, -paid)
        change.entries.append(Entry("debt_paid", wallet, lot.number, -paid, day, rule, debt=-paid))
        if remembers:
            _remember_repaid(account.memory.repaid, lot.number, paid)
    keep(change, lot)
    if lot.expires is not None and lot.expires <= day:
        expire(change, day)
    return lot


Opening = Callable[[date, Situation | None], tuple[date, str | None, datetime | None]]
"""Of a day: (the day from which it can be used, what it waits for instead, the instant inside the day)."""


def opening(programme: Programme, available: Available) -> Opening:
    """When something becomes available, compiled."""
    kind, span = available.kind, available.span
    if kind == "next_day":
        return lambda day, situation: (day + calendar.ONE_DAY, None, None)
    if kind in NEXT or kind == "event":
        awaited = f"event {available.name}" if kind == "event" else kind
        return lambda day, situation: (day, awaited, None)
    if kind != "after" or span is None:
        return lambda day, situation: (day, None, None)
    inside, working_days = programme.span(span), programme.working_days

    def after(day: date, situation: Situation | None) -> tuple[date, str | None, datetime | None]:
        if span.hours and situation is not None:
            at = calendar.instant_after(situation.at, span, working_days)
            return at.date(), None, at
        return calendar.span_end(day, inside, working_days), None, None

    return after


def release_awaited(
    change: Change, programme: Programme, key: str, refs: frozenset[str], day: date, situation: Situation
) -> dict[str, int]:
    """Lots that waited for this become available, or go on with their pending span; where they bear a reference, it
    has to be among `refs`. The life of those that waited for a fact begins, those that waited for a visit have had it
    from birth. Returns what was released, by wallet.
    """
    found: dict[str, int] = {}
    for lot in list(change.account.lots.values()):
        terms = lot.terms
        if lot.available_from is not None or terms is None or terms.awaits != key:
            continue
        if key in NEXT:
            if key == "next_visit" and programme.by_day and lot.born >= day:
                continue
        elif terms.ref is not None and refs and refs.isdisjoint((terms.ref, lot.origin)):
            continue
        kept = terms.ref if lot.rule in programme.undone_rules else None
        fresh, gone = terms._replace(awaits=None, ref=kept), lot.expires
        if key not in NEXT or gone is None:
            ends = end_of(programme, _life(programme, lot), day, situation)
            fresh = fresh._replace(ends_at=ends.at, fixed=ends.fixed, follows=ends.follows, latest=ends.latest)
            gone = ends.day
        opens = max(day, _opens(programme, lot))
        opened = lot._replace(available_from=opens, expires=gone, terms=fresh if fresh != PLAIN else None)
        keep(change, opened)
        found[lot.wallet] = found.get(lot.wallet, 0) + lot.left
    return found


def _opens(programme: Programme, lot: Lot) -> date:
    """The first day that counts by the pending span of the lot's rule, else of its wallet."""
    if lot.terms is not None and lot.terms.opens_at is not None:
        return lot.terms.opens_at.date()
    rule = programme.rule_named.get(lot.rule or "")
    own = rule.earn.available if rule is not None and rule.earn is not None else None
    wallet = programme.wallets.get(lot.wallet)
    found = opening(programme, own) if own is not None else wallet.opens if wallet is not None else None
    return found(lot.born, None)[0] if found is not None else lot.born


def _life(programme: Programme, lot: Lot) -> Any:
    """The end that a waiting lot's rule gives it, else its wallet's."""
    rule = programme.rule_named.get(lot.rule or "")
    own = rule.earn.expires if rule is not None and rule.earn is not None else None
    wallet = programme.wallets.get(lot.wallet)
    return own or (wallet.expires if wallet else None)


def keep_alive(change: Change, programme: Programme, situation: Situation, keys: frozenset[str]) -> None:
    """A fact that keeps a wallet alive moves the end of all its lots that are idle by the rules."""
    for wallet in programme.idle_wallets:
        idle = wallet.idle
        if idle is None or not any(key_of(trigger) in keys for trigger in idle.of):
            continue
        span = programme.span(idle.span, idle.last_day)
        ends = calendar.span_end(situation.day, span, programme.working_days)
        if still_mark(wallet.name) in change.account.memory.marks:
            change.account.memory.marks[still_mark(wallet.name)] = str(situation.day)
        for lot in list(change.account.lots.values()):
            if lot.wallet == wallet.name and lot.expires is not None and lot.terms and lot.terms.fixed is not None:
                keep(change, lot._replace(expires=min(ends, lot.terms.fixed)))


def still_mark(wallet: str) -> str:
    """Where an account remembers since when the wallet's expiry stands still."""
    return f"still {wallet}"


def follow(change: Change, what: str, ends: date | None) -> None:
    """Lots that go with a level or a counter end when it does now, or at another end of theirs that comes first."""
    for lot in list(change.account.lots.values()):
        if lot.terms and lot.terms.follows == what:
            latest = lot.terms.latest
            keep(change, lot._replace(expires=ends if latest is None else min(ends or FAR, latest)))


def end_with(change: Change, what: str, day: date) -> None:
    """The level or counter has ended: so have its lots, but for those whose expiry stands still."""
    follow(change, what, day)
    marks = change.account.memory.marks
    wallets = {lot.wallet for lot in change.account.lots.values()}
    expire(change, day, kept=frozenset(name for name in wallets if still_mark(name) in marks))


def draw(
    change: Change,
    lots_in_order: list[Lot],
    amount: int,
    day: date,
    kind: str,
    rule: str | None = None,
) -> list[Draw]:
    """Takes up to `amount` from these lots, one after another."""
    draws = []
    for lot in lots_in_order:
        part = min(lot.left, amount)
        if part:
            take(change, lot, part, day, kind, rule)
            draws.append(Draw(lot.number, part))
            amount -= part
    return draws


def owe(change: Change, wallet: str, amount: int, day: date, rule: str | None) -> None:
    """The account owes so much more, which the next accrual pays."""
    _owe(change.account, wallet, amount)
    change.entries.append(Entry("owed", wallet, None, 0, day, rule, debt=amount))


def _remember_repaid(repaid: dict[int, int], number: int, paid: int) -> None:
    repaid[number] = paid
    for oldest in list(repaid)[:-MOST_REPAID]:
        del repaid[oldest]


def forgive(
    change: Change, programme: Programme, amount: int, wallet: str, day: date, closed: Mapping[int, Lot], rule: str
) -> None:
    """So much is owed no more. What of it has been paid meanwhile goes back to the lots that paid it, the latest
    first.
    """
    account = change.account
    owed = min(amount, account.owed.get(wallet, 0))
    if owed:
        _owe(account, wallet, -owed)
        change.entries.append(Entry("debt_undone", wallet, None, 0, day, rule, debt=-owed))
    left, repaid, draws = amount - owed, account.memory.repaid, {}
    for number, paid in reversed(list(repaid.items()) if left else []):
        lot = _known(change, number, closed)
        part = min(left, paid) if lot is not None and lot.wallet == wallet else 0
        if part:
            draws[number] = part
            left -= part
            repaid.pop(number)
            if paid > part:
                repaid[number] = paid - part
    if left:
        draws[NO_LOT] = left
    give_back(change, programme, draws, wallet, day, closed, rule)


def take(change: Change, lot: Lot, amount: int, day: date, kind: str, rule: str | None = None) -> None:
    """Draws `amount` from a lot that holds it."""
    change.entries.append(Entry(kind, lot.wallet, lot.number, -amount, day, rule))
    keep(change, lot.holding(lot.left - amount))


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
    gone: dict[tuple[str, str | None, str | None], int] = {}
    for number, amount in draws.items():
        lot = _known(change, number, closed)
        if lot is None or (lot.expires is not None and lot.expires <= day):
            whence = (lot.wallet, lot.campaign, lot.origin) if lot else (wallet, None, None)
            gone[whence] = gone.get(whence, 0) + amount
            continue
        change.entries.append(Entry("given_back", lot.wallet, number, amount, day, rule))
        keep(change, lot._replace(left=lot.left + amount))
    account = change.account
    for (whose, campaign, origin), amount in gone.items():
        account.born_lots += 1
        ends = day + GIVEN_BACK_FOR
        lot = Lot(account.born_lots, whose, amount, amount, 0, day, day, ends, RETURNED, campaign, rule, origin)
        change.entries.append(Entry("given_back", whose, lot.number, amount, day, rule))
        keep(change, lot)


def take_back(
    change: Change,
    programme: Programme,
    own: int | None,
    amount: int,
    wallet: str,
    day: date,
    closed: Mapping[int, Lot],
    rule: str | None,
    short: str = "debt",
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
            keep(change, lapsed._replace(lapsed=lapsed.lapsed - forgone))
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
    if taken < left and short == "debt":
        owe(change, wallet, left - taken, day, rule)
    return taken


def expire(
    change: Change,
    day: date,
    at: datetime | None = None,
    kept: frozenset[str] = frozenset(),
    judged: frozenset[date | None] = frozenset(),
) -> None:
    """Closes the lots whose end has come, but for those of wallets whose expiry stands still, and those that go with a
    level whose end, on one of the days `judged`, is still to be judged.
    """
    for lot in list(change.account.lots.values()):
        ends_at = lot.terms.ends_at if lot.terms else None
        gone = lot.expires is not None and lot.expires <= day
        gone = gone or (ends_at is not None and at is not None and ends_at <= at)
        waits = lot.expires in judged and lot.terms is not None and lot.terms.follows == LEVEL
        if gone and lot.wallet not in kept and not waits:
            lapse(change, lot, day)


def lapse(change: Change, lot: Lot, day: date, rule: str | None = None) -> None:
    """What is left of the lot is gone."""
    change.entries.append(Entry("expired", lot.wallet, lot.number, -lot.left, day, rule, lapsed=lot.left))
    keep(change, lot._replace(left=0, lapsed=lot.lapsed + lot.left))


def release(change: Change, programme: Programme, day: date) -> None:
    """Lots that waited for the activation become available, or go on with their pending span."""
    for lot in list(change.account.lots.values()):
        if lot.available_from is None and not (lot.terms and lot.terms.awaits):
            rules = programme.wallets.get(lot.wallet)
            pends = rules is not None and lot.rule != BY_HAND
            keep(
                change,
                lot._replace(available_from=max(day, rules.opens(lot.born, None)[0]))
                if rules and pends
                else lot._replace(available_from=day),
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


def keep(change: Change, lot: Lot) -> None:
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
