"""What a member is told of what is kept of them: all of it, and nothing of anybody else (R64)."""

from __future__ import annotations

import json
from uuid import UUID

import pytest

from tests.usecases.test_erasures import EMAILS, NAMES, PHONES, WORDS, lived
from tests.usecases.till import till
from webapp.store.personal import OF_PEOPLE
from webapp.usecases.tell_my_data import tell_my_data

pytestmark = pytest.mark.usefixtures("shared_store")
TOLD = {name for name, table in OF_PEOPLE.items() if table.told}
ELSEWHERE = {"certificates", "certificate_codes", "member_codes", "member_passwords", "messages"}
"""What this guest has none of."""


def test_all_of_it_is_told_and_nothing_of_another_r64() -> None:
    """R64: a value of hers in each table that tells something, none of the guest who came after her."""
    desk = till("seven_krasok")
    member, _ = lived(desk)
    stranger = desk.tell("enrol", member="z", phone="+79990001122", full_name="Чужая Гостья", email="other@example.org")
    assert stranger.member is not None
    desk.did("questionnaire", member=stranger.member, answers={"full_name": "Чужая Гостья", "birth_date": "1970-01-02"})
    desk.purchase(stranger.member, {"group": "spa_service", "price": "777"}, receipt="S-1")()
    mine = tell_my_data(desk.chain, UUID(member), desk.now)
    assert mine is not None
    assert mine.tables.keys() == TOLD - ELSEWHERE
    told = json.loads(mine.as_json())
    assert all(value in mine.as_json() for value in (*NAMES, *PHONES, *EMAILS, WORDS, "R-1", "R-2"))
    assert not any(value in mine.as_json() for value in ("Чужая", "+79990001122", "other@example.org", "S-1", "777.00"))
    assert told["data"]["receipts"][0]["payable"] == "20000.00"
    theirs = tell_my_data(desk.chain, UUID(stranger.member), desk.now)
    assert theirs is not None
    assert not any(value in theirs.as_json() for value in (*NAMES, *PHONES, *EMAILS, WORDS, "R-1"))


def test_nobody_of_the_chain_is_told_nothing() -> None:
    assert tell_my_data(till().chain, UUID(till().active()), till().now) is None
