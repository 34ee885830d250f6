"""The dashboard's figures are those of the books and of the engine, whoever was looked at and whenever (R73, I5)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, event, update

from tests.usecases.founded import DESK, hired
from tests.usecases.till import Till, till
from webapp.database import db, transact
from webapp.engine.events import Grant, Purchase
from webapp.engine.money import hundredths
from webapp.ledger.tables import Summary
from webapp.store.tables import Staff
from webapp.usecases.grant import grant
from webapp.usecases.handle_tablet import enrol_tablet, list_tablets
from webapp.usecases.look_at_dashboard import Dashboard, Period, look_at_dashboard
from webapp.usecases.offer_link import Offer, offer_tablet
from webapp.usecases.operation import Actor
from webapp.usecases.post_receipt import post_receipt
from webapp.usecases.sum_up import sum_up

pytestmark = pytest.mark.usefixtures("shared_store")
PERIOD = Period(date(2026, 10, 1), date(2028, 6, 1))


@contextmanager
def counted() -> Iterator[list[str]]:
    sent: list[str] = []

    def look(connection: Any, cursor: Any, statement: str, *rest: object) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", look)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", look)


def look(desk: Till, period: Period = PERIOD, **chosen: str) -> Dashboard:
    return look_at_dashboard(desk.chain, period, desk.now, **chosen)


def balances(desk: Till, people: list[str]) -> int:
    """What the engine says to each of them, as on their sheet."""
    stand = [desk.standing(person) for person in people]
    return sum(hundredths(str(one[part])) for one in stand for part in ("available", "pending"))


def happened(desk: Till, chance: Random, people: list[str], receipts: list[str]) -> None:
    """Something that a chain sees every day; much of it is refused."""
    person = chance.choice(people)
    what = chance.randrange(6)
    if what < 3:
        number = f"S{len(receipts)}-{chance.random()}"
        lines = [{"item": chance.choice(list(desk.chain.lists.items)), "quantity": chance.choice([1, 3])}]
        spend = chance.choice([None, "max"])
        salon = chance.choice(list(desk.chain.lists.salons))
        if desk.tell("purchase", member=person, receipt=number, lines=lines, spend=spend, salon=salon).operation:
            receipts.append(number)
    elif what == 3 and receipts:
        desk.tell("return", receipt=chance.choice(receipts), lines=[{"line": 1, "quantity": 1}])
    elif what == 4:
        desk.tell("grant", member=person, bonuses=chance.choice(["40", "3000"]), reason="x")
    else:
        desk.tell("order_certificate", member=person, certificate="x", reward="foot_break")


@pytest.mark.parametrize("preset", ["estetic", "seven_krasok"])
@pytest.mark.parametrize("seed", range(3))
def test_what_is_outstanding_is_the_sum_of_all_balances_whatever_happened(preset: str, seed: int) -> None:
    """Lots that ran out and birthdays that came count on their day, though nobody has looked at the account since. Sums that
    were kept earlier tell the same as those made anew.
    """
    chance, desk = Random(seed), till(preset)
    people = [desk.active("500") for _ in range(4)]
    receipts: list[str] = []
    for _ in range(25):
        happened(desk, chance, people, receipts)
        if not chance.randrange(5):
            sum_up(desk.chain, desk.now, timedelta())
        desk.now += timedelta(days=chance.choice([0, 0, 1, 9, 70]))
    desk.now += timedelta(days=chance.choice([0, 100, 400]))
    seen = look(desk, Period(date(2026, 10, 1), desk.chain.local(desk.now).date().replace(day=1)))
    assert seen.outstanding == balances(desk, people)
    sums = seen.total
    assert seen.outstanding == sums.issued - sums.taken_back - sums.spent - sums.expired
    assert list(seen.months.values())[-1].outstanding == seen.outstanding
    levels = [desk.standing(person)["level"] for person in people]
    assert seen.levels == {level: levels.count(level) for level in set(levels)}
    sum_up(desk.chain, desk.now, timedelta())
    assert look(desk, seen.period) == seen
    transact(lambda session: session.execute(delete(Summary).where(Summary.tenant_id == desk.chain.id)), desk.chain.id)
    assert look(desk, seen.period) == seen


def test_what_has_run_out_is_expired_in_its_month_though_nothing_was_written() -> None:
    desk = till("estetic")
    member = desk.active()
    gone = desk.chain.local(desk.now).date() + timedelta(days=40)
    desk.did("grant", member=member, bonuses="70", reason="x", expires=gone)
    before = look(desk)
    assert (before.outstanding, before.endings[gone.replace(day=1)]) == (7000, 7000)
    desk.now += timedelta(days=40)
    after = look(desk)
    assert (after.outstanding, after.endings) == (0, {})
    assert after.months[gone.replace(day=1)].expired == 7000
    desk.did("grant", member=member, bonuses="1", reason="writes down what ran out")
    assert look(desk).months[gone.replace(day=1)].expired == 7000


def test_months_and_salons_have_their_sales_discounts_and_repeated_visits() -> None:
    desk = till("keep_looking")
    first, second = list(desk.chain.lists.salons)[:2]
    member, other = desk.active(), desk.active()
    desk.purchase(member, {"group": "service", "price": "200000"}, salon=first)()
    desk.now += timedelta(days=10)
    desk.purchase(member, {"group": "service", "price": "1000", "quantity": 2}, salon=second, receipt="two")()
    desk.purchase(other, {"group": "service", "price": "500"}, salon=second)()
    seen = look(desk)
    assert seen.wallet is None
    assert (seen.total.receipts, seen.total.visits, seen.total.repeated) == (3, 3, 1)
    assert (seen.total.discount, seen.salons[second].discount) == (10000, 10000)
    assert seen.salons[first].payable == 20000000
    assert look(desk, salon=first).total.visits == 1
    desk.did("return", receipt="two", lines=[{"line": 1, "quantity": 1}])
    assert look(desk).total.discount == 5000
    elsewhere = look(desk, Period(date(2025, 1, 1), date(2025, 2, 1)))
    assert elsewhere.total.receipts == 0


def test_certificates_stand_in_the_state_that_their_date_tells() -> None:
    desk = till("seven_krasok")
    member = desk.active()
    desk.did("issue_card", member=member, card="C-1")
    desk.purchase(member, {"group": "spa_service", "price": "20000"})()
    desk.did("renew_card", member=member, card="C-2")
    desk.did("grant", member=member, bonuses="9000", reason="x")
    made = [desk.tell("order_certificate", member=member, certificate="x", reward="foot_break") for _ in "ab"]
    desk.did("issue_certificate", certificate=made[0].certificate)
    assert look(desk).certificates == {"issued": 1, "requested": 1}
    desk.did("book_certificate", certificate=made[0].certificate, salon="khimki", visit="2026-11-30T12:00:00")
    desk.now += timedelta(days=38)
    later = desk.tell("order_certificate", member=member, certificate="x", reward="foot_break")
    desk.did("cancel_certificate", certificate=later.certificate)
    seen = look(desk)
    assert seen.certificates == {"expired": 1, "requested": 1, "cancelled": 1}
    months = {month: counts for month, counts in seen.ordered.items() if counts}
    assert months == {date(2026, 11, 1): {"expired": 1, "requested": 1}, date(2026, 12, 1): {"cancelled": 1}}
    assert seen.ordered_in == {"khimki": {"expired": 1}, None: {"requested": 1, "cancelled": 1}}
    there = look(desk, Period(date(2026, 11, 1), date(2026, 11, 1)), salon="khimki")
    assert there.ordered == {date(2026, 11, 1): {"expired": 1}}


def test_odd_patterns_are_found_in_a_month_with_planted_fraud_r73() -> None:
    """Six receipts in a day, credits by hand, one's own account and work at night; five receipts by day are nothing."""
    desk = till("estetic")
    dina = hired(desk.chain, DESK._replace(email="odd@example.org"))
    desk.now = datetime(2026, 11, 23, 7, 0, tzinfo=desk.now.tzinfo)
    member, quiet = desk.active(), desk.active()
    own = desk.enrolled(full_name="Дина", email="guest@example.org")
    for number in range(6):
        post(desk, dina if number else None, member, f"busy {number}")
    post(desk, dina, own, "before the address was known")
    theirs = update(Staff).where(Staff.tenant_id == desk.chain.id, Staff.id == dina)
    transact(lambda session: session.execute(theirs.values(email="guest@example.org")), desk.chain.id)
    for number in range(5):
        post(desk, dina, quiet, f"quiet {number}")
    given = Grant.model_validate({"member": quiet, "bonuses": "25", "reason": "x"})
    grant(desk.chain, Actor(dina), "given", given, desk.now + timedelta(days=1))
    desk.now = datetime(2026, 11, 24, 20, 0, tzinfo=desk.now.tzinfo)
    post(desk, dina, member, "by night")
    found = {one.pattern.kind: one for one in look(desk).oddities}
    assert set(found) == {"busy", "grants", "own", "night"}
    assert (str(found["busy"].pattern.member), found["busy"].pattern.times) == (member, 6)
    assert (found["grants"].pattern.amount, found["grants"].by) == (2500, "Dina")
    assert (found["night"].pattern.times, found["night"].by) == (1, "Dina")
    assert str(found["own"].pattern.member) == own
    assert look(desk, Period(date(2026, 9, 1), date(2026, 10, 1))).oddities == []


@pytest.mark.parametrize(
    ("rules", "odd"),
    [("", [6, 22, 23]), ("limits: {working_hours: 6:30-24}", [6]), ("limits: {working_hours: 0-24}", [])],
)
def test_which_hours_are_odd_is_the_chains_to_say_r73(rules: str, odd: list[int]) -> None:
    desk = till("estetic", f"wallets: {{bonus: {{worth: 1}}}}\n{rules}")
    for hour in (6, 7, 21, 22, 23):
        night = hired(desk.chain, DESK._replace(email=f"{hour}@example.org", name=f"at {hour}"))
        desk.now = datetime(2026, 11, 24, hour, tzinfo=desk.chain.zone)
        post(desk, night, desk.active(), f"at {hour}")
    assert sorted(one.by for one in look(desk).oddities) == sorted(f"at {hour}" for hour in odd)


def test_namesakes_shared_tablets_and_phones_on_many_cards_are_noticed_r48_r73() -> None:
    """R48, R73: receipts to a relative, colleagues' PINs on one tablet, one number that goes from card to card."""
    desk = till("seven_krasok")
    dina, vera = (hired(desk.chain, DESK._replace(email=f"{name}@example.org", name=f"{name} Белова")) for name in "ДВ")
    tablet = a_tablet(desk)
    relative, guest = desk.active(), desk.active()
    for number in range(3):
        post(desk, dina, relative, f"to a namesake {number}")
        desk.now += timedelta(days=1)
    for number in range(2):
        post(desk, dina, guest, f"one's own {number}", tablet)
    assert [one.pattern.kind for one in look(desk).oddities] == ["kin"], "the guest's name is the same, but seldom"
    post(desk, vera, guest, "with a colleague's PIN", tablet)
    for number in range(3):
        holder = desk.tell("enrol", member="x", phone="+79990001122").member
        desk.did("questionnaire", member=holder, answers={"full_name": f"Ия {number}", "birth_date": "1990-08-15"})
        desk.did("issue_card", member=holder, card=f"PASSED-{number}")
        desk.did("close", member=holder, reason="leaves")
    found = {one.pattern.kind: one for one in look(desk).oddities}
    assert set(found) == {"kin", "tablet", "cards"}
    assert (str(found["kin"].pattern.member), found["kin"].pattern.times, found["kin"].by) == (relative, 3, "Д Белова")
    assert (str(found["tablet"].pattern.member), found["tablet"].pattern.times) == (guest, 3)
    assert found["cards"].pattern.times == 3


def a_tablet(desk: Till) -> UUID:
    offer = Offer(by=None, now=desk.now, key="tablet")
    link = offer_tablet(desk.chain, offer, "Стойка", "khimki")
    assert isinstance(link, UUID)
    assert isinstance(enrol_tablet(desk.chain, link, desk.now), str)
    return list_tablets(desk.chain)[0].id


def post(desk: Till, staff: Any, member: str, number: str, tablet: UUID | None = None) -> None:
    lines = [{"item": next(iter(desk.chain.lists.items))}]
    event = Purchase.model_validate({"member": member, "receipt": number, "lines": lines})
    assert post_receipt(desk.chain, Actor(staff, tablet=tablet), number, event, desk.now).operation is not None


def test_ten_times_the_members_take_the_same_few_statements() -> None:
    desk = till("estetic")
    sent = []
    for more in (2, 20):
        for _ in range(more):
            desk.purchase(desk.active("10"))()
        with counted() as statements:
            look(desk)
        sent.append(len([one for one in statements if "SELECT" in one.upper() and "LOCAL" not in one]))
    assert sent[0] == sent[1] <= 21, statements
