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
