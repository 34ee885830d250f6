"""The night's work writes down earlier what any look would find, and changes no answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from tests.usecases.till import Till, till
from webapp.database import transact
from webapp.ledger.tables import Entry, Operation
from webapp.usecases import settle_accounts as night
from webapp.usecases.place_members import place_members
from webapp.usecases.settle_accounts import settle_accounts, settle_chains

pytestmark = pytest.mark.usefixtures("shared_store")

SHORT = """
wallets: {bonus: {worth: 1, expires: {after: 10 days}}}
rules: {bonus: {on: sale, then: {earn: 10%}}}
"""


def bought(desk: Till, count: int) -> list[str]:
    members = [desk.enrolled() for _ in range(count)]
    for member in members:
        assert desk.purchase(member)().refused == []
    return members


def expired(desk: Till) -> int:
    """Entries of bonuses that ran out."""
    query = select(func.count()).select_from(Entry).where(Entry.tenant_id == desk.chain.id, Entry.kind == "expired")
    return transact(lambda session: session.scalars(query).one(), desk.chain.id, readonly=True)


def test_what_runs_out_is_written_down_once_whenever_the_night_comes() -> None:
    desk = till(rules=SHORT)
    bought(desk, 3)
    desk.now += timedelta(days=9)
    assert settle_accounts(desk.chain, desk.now) == 0
    desk.now += timedelta(days=1)
    assert settle_accounts(desk.chain, desk.now) == 3
    assert expired(desk) == 3
    assert settle_accounts(desk.chain, desk.now) == 0
    assert settle_accounts(desk.chain, desk.now + timedelta(days=40)) == 0
    assert expired(desk) == 3
    assert desk.reconciled() == []


def test_it_needs_no_more_than_its_few_accounts_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(night, "AT_ONCE", 2)
    desk = till(rules=SHORT)
    bought(desk, 5)
    assert settle_accounts(desk.chain, desk.now + timedelta(days=20)) == 5
    assert expired(desk) == 5


@pytest.mark.parametrize("preset", ["estetic", "seven_krasok"])
def test_with_or_without_nights_a_year_ends_in_the_same_place_es_2_3_7k_7(preset: str) -> None:
    """ES-2.3b, 7K-7: birthdays give and bonuses end, whether somebody looks or not."""
    nightly, never = till(preset), till(preset)
    members = [desk.active(bonuses="500") for desk in (nightly, never)]
    for day in range(0, 400, 8):
        settle_accounts(nightly.chain, nightly.now + timedelta(days=day))
    for desk in (nightly, never):
        desk.now += timedelta(days=400)
    seen, unseen = nightly.standing(members[0]), never.standing(members[1])
    assert seen == unseen
    assert nightly.reconciled() == []
    told = (
        select(func.count())
        .select_from(Operation)
        .where(Operation.tenant_id == nightly.chain.id, Operation.verb == "settle")
    )
    assert transact(lambda session: session.scalars(told).one(), nightly.chain.id, readonly=True) >= 1


def test_a_chain_that_is_stopped_waits() -> None:
    desk = till(rules=SHORT)
    bought(desk, 1)
    stopped = replace(desk.chain, state="suspended")
    assert settle_accounts(stopped, desk.now + timedelta(days=20)) == 0
    assert expired(desk) == 0


def test_a_day_is_every_chains_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Born on 22 November at 12:30 in Moscow: gone on 2 December there, from its first moment on."""
    desk = till(rules=SHORT)
    bought(desk, 1)
    monkeypatch.setattr(night, "all_slugs", lambda: [desk.slug])
    assert dict(settle_chains(datetime(2026, 12, 1, 20, 59, tzinfo=UTC))) == {desk.slug: 0}
    assert dict(settle_chains(datetime(2026, 12, 9, tzinfo=UTC), date(2026, 12, 2))) == {desk.slug: 1}
    first = select(Operation.local).where(Operation.tenant_id == desk.chain.id, Operation.verb == "settle")
    told = transact(lambda session: session.scalars(first).one(), desk.chain.id, readonly=True)
    assert told == "2026-12-02T00:00:00"


RANKED = """
wallets: {bonus: {worth: 1}}
counters: {spent: {count: paid}}
people: {further: 1}
rankings: {best: {by: spent, every: month, places: 2, if: {not: {attribute: {employee: yes}}}}}
rules: {prize: {on: {event: best}, then: {earn: {table: [event.place], 1: 500, 2: 300}}}}
"""


def test_the_best_of_a_month_are_told_once_whatever_comes_later() -> None:
    """Nights twice and late, receipts that come back afterwards; nobody tells a place by hand."""
    desk = till(rules=RANKED, now=datetime(2026, 3, 10, 9, tzinfo=UTC))
    members = [desk.enrolled() for _ in range(4)]
    desk.did("set", member=members[3], attributes={"employee": "yes"})
    for number, (member, price) in enumerate(zip(members, ("900", "700", "900", "5000"), strict=True)):
        desk.did("purchase", member=member, receipt=f"A{number}", lines=[{"group": "service", "price": price}])
        desk.now += timedelta(days=1)
    desk.did("return", receipt="A2", lines=[{"line": 1}])
    assert desk.tell("event", member=members[1], name="best", attributes={"place": "1"}).refused == ["not_offered"]

    def balances() -> list[str]:
        return [desk.standing(member)["available"] for member in members]

    desk.now = datetime(2026, 3, 31, 20, 30, tzinfo=UTC)
    assert place_members(desk.chain, desk.now) == 0
    desk.now = datetime(2026, 3, 31, 21, 30, tzinfo=UTC)  # half past midnight of 1 April in Moscow
    assert place_members(desk.chain, desk.now) == 2
    assert balances() == ["500.00", "300.00", "0.00", "0.00"]
    desk.did("return", receipt="A0")
    desk.did(
        "purchase", member=members[2], receipt="A9", dated="2026-03-30", lines=[{"group": "service", "price": 9000}]
    )
    for later in (timedelta(hours=1), timedelta(days=20), timedelta(days=60)):
        place_members(desk.chain, desk.now + later)
    assert balances()[:2] == ["500.00", "300.00"]
    assert desk.reconciled() == []


def test_a_night_that_comes_late_places_the_month_as_it_finds_it() -> None:
    desk = till(rules=RANKED, now=datetime(2026, 3, 10, 9, tzinfo=UTC))
    member = desk.enrolled()
    desk.did("purchase", member=member, receipt="A1", lines=[{"group": "service", "price": "100"}])
    assert place_members(desk.chain, datetime(2026, 4, 25, 9, tzinfo=UTC)) == 1
    other = till(rules=RANKED, now=datetime(2026, 3, 10, 9, tzinfo=UTC))
    other.did("purchase", member=other.enrolled(), receipt="A1", lines=[{"group": "service", "price": "100"}])
    assert place_members(other.chain, datetime(2026, 5, 25, 9, tzinfo=UTC)) == 0
