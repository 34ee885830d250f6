"""Rules that leave out what members hold, rules that come back, rules that take over while a receipt is posted: nothing
is lost, and the books tell it again.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.usecases.desk import ACTOR
from tests.usecases.till import Till, till
from webapp.engine.document.check import check
from webapp.engine.events import Purchase
from webapp.usecases.find_dropped import Dropped, find_dropped
from webapp.usecases.post_receipt import post_receipt
from webapp.usecases.publish_programme import publish_programme

pytestmark = pytest.mark.usefixtures("shared_store")

HEAD = "name: {ru: Проба, en: Trial}\ncurrency: RUB\n"
RULES = """
wallets: {bonus: {worth: 1, expires: {after: 12 months}}, credit: {unit: money, expires: never}}
counters: {spent: {count: paid}}
levels: {base: {enter: always}, gold: {enter: {counter: {spent: 3000}}, lasts: 12 months}}
rewards: {cut: {gives: {discount: {percent: 100}, units: 1}}}
rules:
  bonus: {then: {earn: 10%}}
  gift: {on: {event: gift}, then: {give: {reward: cut, times: 2}}}
  fee: {on: {event: fee}, then: {earn: {give: 500, wallet: credit}}}
spending: {bonus: {share: 100%}, credit: {share: 100%}}
"""
OTHERS = ("counters: {visits: {count: visits}}", "wallets: {stars: {}}\nlevels: {star: {enter: always}}")


def publish(desk: Till, text: str) -> None:
    desk.now += timedelta(minutes=1)
    assert publish_programme(desk.chain, HEAD + text, desk.now).revision is not None
    desk.now += timedelta(minutes=1)


def holds(desk: Till, member: str) -> tuple[object, ...]:
    stands = desk.standing(member)
    return tuple(stands[name] for name in ("wallets", "lots", "held_rewards", "measures"))


@pytest.mark.parametrize("other", OTHERS)
def test_what_members_hold_is_told_before_it_is_dropped_and_is_there_when_the_rules_come_back(other: str) -> None:
    desk = till(rules=RULES)
    member = desk.enrolled()
    assert desk.purchase(member, {"group": "x", "price": "4000"}, receipt="first")().refused == []
    desk.did("event", member=member, name="gift")
    desk.did("event", member=member, name="fee")
    before = holds(desk, member)
    document, problems, _ = check(HEAD + other)
    assert document is not None, problems
    assert find_dropped(desk.chain, document, desk.now) == [
        Dropped("wallets", "bonus", 1, 400_00),
        Dropped("wallets", "credit", 1, 500_00),
        Dropped("levels", "gold", 1, 1),
        Dropped("rewards", "cut", 1, 2),
    ]
    publish(desk, other)
    assert desk.purchase(member)().refused == []
    desk.now += timedelta(days=3)
    publish(desk, RULES)
    assert holds(desk, member) == before
    assert desk.purchase(member)().refused == []
    assert desk.standing(member)["level"] == "gold"
    assert desk.did("return", receipt="first")["bonuses_taken"] == "400.00"
    assert desk.reconciled() == []


@pytest.mark.parametrize("after", [timedelta(), timedelta(seconds=2)])
def test_a_receipt_that_is_posted_while_rules_take_over_is_told_again_by_those_it_was_made_under(
    after: timedelta,
) -> None:
    """I8: within one second, and where the request had begun before them."""
    desk = till(rules="wallets: {bonus: {}}\nrules: {back: {then: {earn: 10%}}}")
    member, before = desk.enrolled(), desk.chain
    publish(desk, "wallets: {bonus: {}}\nrules: {back: {then: {earn: 20%}}}")
    published = desk.now - timedelta(minutes=1)
    lines = [{"group": "x", "price": "1000"}]
    event = Purchase.model_validate({"member": member, "lines": lines, "receipt": "during"})
    assert post_receipt(before, ACTOR, "during", event, published + after).result["earned"] == "100.00"
    assert desk.did("purchase", member=member, lines=lines, receipt="after")["earned"] == "200.00"
    assert desk.reconciled() == []
