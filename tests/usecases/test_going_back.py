"""Rules that leave out what members hold, and rules that come back: nothing of it is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.usecases.till import Till, till
from webapp.engine.document.check import check
from webapp.usecases.find_dropped import Dropped, find_dropped
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
