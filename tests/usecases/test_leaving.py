"""A member closes their account alone: at once, or when the programme's days are over (ES-1.6)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.usecases.till import till
from webapp.usecases.find_members import find_members
from webapp.usecases.leave_alone import Left, leave_alone
from webapp.usecases.settle_accounts import settle_accounts

pytestmark = pytest.mark.usefixtures("shared_store")
PHONE = "+79267770001"
DAYS = """
wallets: {bonus: {worth: 1}}
enrolment: {minimum_term: 1 month, leaving: 14 days}
"""


def test_at_once_where_the_rules_name_no_days_es_1_6() -> None:
    desk = till("estetic")
    member = desk.tell("enrol", member="x", phone=PHONE).member
    assert member is not None
    assert [leave_alone(desk.chain, member, "leave", desk.now) for _ in range(2)] == [Left([])] * 2
    assert desk.standing(member)["state"] == "closed"
    assert find_members(desk.chain, PHONE) == []
    assert leave_alone(desk.chain, member, "again", desk.now).refused == ["closed"]


def test_the_phone_is_free_once_the_days_are_over() -> None:
    desk = till(rules=DAYS)
    member = desk.tell("enrol", member="x", phone=PHONE).member
    assert member is not None
    assert leave_alone(desk.chain, member, "early", desk.now).refused == ["minimum_term"]
    desk.now += timedelta(days=40)
    left = leave_alone(desk.chain, member, "leave", desk.now)
    assert left.refused == []
    assert left.leaves_on is not None
    assert desk.standing(member)["state"] == "leaving"
    assert find_members(desk.chain, PHONE) != []
    desk.now += timedelta(days=20)
    settle_accounts(desk.chain, desk.now)
    assert find_members(desk.chain, PHONE) == []
    assert desk.tell("enrol", member="y", phone=PHONE).refused == []
    assert desk.reconciled() == []
