"""The chain in figures: members, bonuses and what they cost, by month and by salon, and what looks odd.

What time alone has brought about and nobody has written down yet counts as if it were: the engine settles it here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.calendar import months_after
from webapp.engine.document.bounds import Hours
from webapp.engine.money import rounded
from webapp.ledger import figures
from webapp.ledger.figures import Sum
from webapp.ledger.patterns import KIN, MOST, Pattern, given_often, patterns
from webapp.store import certificates, members, staff
from webapp.store.alike import is_called, surname_of
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.sum_up import sum_up

Key = TypeVar("Key")

SHOWN = {
    "accrued": "issued",
    "taken_back": "taken_back",
    "withdrawn": "taken_back",
    "debt_paid": "taken_back",
    "redeemed": "spent",
    "given_back": "spent",
    "expired": "expired",
}
"""Under which figure the ledger's movements of a kind stand; other kinds move no bonuses."""
SOLD = ("receipts", "payable", "discount", "visits", "repeated")


class Period(NamedTuple):
    """First days of the first and the last month."""

    since: date
    until: date

    @property
    def end(self) -> date:
        """The first day after."""
        return months_after(self.until, 1)

    @property
    def months(self) -> list[date]:
        count = (self.until.year - self.since.year) * 12 + self.until.month - self.since.month + 1
        return [months_after(self.since, number) for number in range(count)]


@dataclass(slots=True)
class Sums:
    """Of a month, a salon or all of them. Bonuses and money are hundredths; issued - taken_back - spent - expired is
    the growth of what is outstanding.
    """

    issued: int = 0
    taken_back: int = 0
    spent: int = 0
    expired: int = 0
    receipts: int = 0
    payable: int = 0
    discount: int = 0
    visits: int = 0
    repeated: int = 0
    outstanding: int = 0
    """At the end of the month."""

    @property
    def redemption(self) -> int | None:
        """Spent of issued, in hundredths of a percent; None where nothing was issued."""
        return rounded(self.spent * 10_000, self.issued, 1, "half_up") if self.issued else None

    @property
    def repeat_share(self) -> int | None:
        return rounded(self.repeated * 10_000, self.visits, 1, "half_up") if self.visits else None


class Oddity(NamedTuple):
    """A pattern with the names of whom it is about."""

    pattern: Pattern
    by: str
    name: str


@dataclass(slots=True)
class Dashboard:
    """`months` and `total` are of the salon that was chosen, `salons` and all the rest of the whole chain. `wallet` is
    None in a chain without bonuses; `outstanding` is now, and the sum of `endings`. `oddities` are of the days from
    `odd_since` to `odd_until`; `working` are the hours outside which work is odd.
    """

    period: Period
    wallet: str | None
    odd_since: date
    odd_until: date
    working: Hours
    months: dict[date, Sums] = field(default_factory=dict)
    salons: dict[str | None, Sums] = field(default_factory=dict)
    total: Sums = field(default_factory=Sums)
    outstanding: int = 0
    endings: dict[date | None, int] = field(default_factory=dict)
    levels: dict[str | None, int] = field(default_factory=dict)
    certificates: dict[str, int] = field(default_factory=dict)
    ordered: dict[date, dict[str, int]] = field(default_factory=dict)
    """Certificates by the month of their order and today's state, of the salon that was chosen."""
    ordered_in: dict[str | None, dict[str, int]] = field(default_factory=dict)
    """Those of the period by where they are booked, were used or else go to, of the whole chain."""
    oddities: list[Oddity] = field(default_factory=list)


def look_at_dashboard(
    chain: OpenChain, period: Period, now: datetime, salon: str | None = None, wallet: str | None = None
) -> Dashboard:
    """`salon` None is all of them; `wallet` None the chain's main one."""
    sum_up(chain, now)
    local = chain.local(now)
    programme = chain.timeline.at(local)
    chosen = wallet if wallet in programme.wallets else programme.main_wallet

    def work(session: Session) -> Dashboard:
        hours = programme.document.limits.working_hours
        made = Dashboard(period, chosen, *_odd_days(period, local.date()), hours)
        _lay_out(made, _read(session, chain, made, local.date()), salon)
        _count_certificates(session, chain, made, local, salon)
        made.oddities = _oddities(session, chain, made)
        return made

    return transact(work, chain.id, readonly=True)


def _read(session: Session, chain: OpenChain, made: Dashboard, today: date) -> list[Sum]:
    """The sums of the books, with what time has brought since."""
    wallet = made.wallet or ""
    known = figures.kept(session, chain.id)
    sums = [*known.sums, *figures.sums(session, chain.id, known.up_to), *figures.returned(session, chain.id)]
    made.endings = figures.endings(session, chain.id, wallet) if wallet else {}
    made.levels = figures.levels(session, chain.id)
    for account in figures.unwritten(session, chain.id, chain.timeline, today):
        sums += [Sum("", one.day.replace(day=1), one.kind, one.wallet, one.amount) for one in account.change.entries]
        for sign, stands in ((-1, account.before), (1, account.change.account)):
            people = sum(person.state != "closed" for person in stands.people.values())
            _add(made.levels, stands.standing.level, sign * people)
            for lot in stands.lots.values():
                if lot.wallet == wallet:
                    _add(made.endings, lot.expires.replace(day=1) if lot.expires else None, sign * lot.left)
    made.endings = {month: left for month, left in made.endings.items() if left}
    made.levels = {level: count for level, count in made.levels.items() if count}
    made.outstanding = sum(made.endings.values())
    return [one for one in sums if one.wallet in ("", wallet)]


def _count_certificates(
    session: Session, chain: OpenChain, made: Dashboard, local: datetime, salon: str | None
) -> None:
    made.certificates = {state: one.waiting for state, one in certificates.counted(session, chain.id, local).items()}
    if not made.certificates:
        return
    made.ordered = {month: {} for month in made.period.months}
    for one in certificates.by_month(session, chain.id, local.date(), made.period.since, made.period.end):
        _add(made.ordered_in.setdefault(one.salon, {}), one.state, one.number)
        if salon is None or one.salon == salon:
            _add(made.ordered[one.month], one.state, one.number)


def _add(counts: dict[Key, int], key: Key, amount: int) -> None:
    counts[key] = counts.get(key, 0) + amount


def _lay_out(made: Dashboard, sums: list[Sum], salon: str | None) -> None:
    made.months = {month: Sums() for month in made.period.months}
    moved = [one for one in sums if one.wallet]
    left = sum(one.amount for one in moved if one.month < made.period.since)
    for month, figure in made.months.items():
        left += sum(one.amount for one in moved if one.month == month)
        figure.outstanding = left
    for one in sums:
        if not made.period.since <= one.month <= made.period.until:
            continue
        targets = [made.salons.setdefault(one.salon or None, Sums())]
        if salon is None or one.salon == salon:
            targets += [made.months[one.month], made.total]
        for target in targets:
            _count(target, one)


def _count(figure: Sums, one: Sum) -> None:
    name = SHOWN.get(one.what) if one.wallet else one.what
    if name is not None:
        amount = one.amount if name in SOLD or name == "issued" else -one.amount
        setattr(figure, name, getattr(figure, name) + amount)


def _odd_days(period: Period, today: date) -> tuple[date, date]:
    """The last two months of the period that have begun, so that what is read does not grow with the period."""
    end = min(period.end, max(months_after(period.since, 1), months_after(today.replace(day=1), 1)))
    return max(period.since, months_after(end, -2)), end - timedelta(days=1)


def _oddities(session: Session, chain: OpenChain, made: Dashboard) -> list[Oddity]:
    days = (made.odd_since, made.odd_until + timedelta(days=1))
    since, until = (datetime.combine(day, time(), chain.zone) for day in days)
    found = patterns(session, chain.id, since, until, made.working)
    often = given_often(session, chain.id, since, until)
    names = members.called(session, chain.id, {one.member for one in (*found, *often) if one.member})
    people = {person.id: person.name for person in staff.ever(session, chain.id)}
    told = [Oddity(one, _name(people, one.staff), _name(names, one.member)) for one in (*found, *often)]
    kin = [one for one in told if one.pattern.kind == KIN and is_called(one.name, surname_of(one.by))][:MOST]
    return [*(one for one in told if one.pattern.kind != KIN), *kin]


def _name(names: dict[UUID, str], wanted: UUID | None) -> str:
    return names.get(wanted, "") if wanted else ""
