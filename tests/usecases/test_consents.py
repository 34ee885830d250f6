"""Consents: given and refused in one step, with their history; a refusal counts at once (KL-4.2, ES-7.6, R65)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from tests.usecases.till import Till, till
from webapp.database import transact
from webapp.engine.events import Merge
from webapp.store import consents
from webapp.store.consents import Told
from webapp.usecases.change_consent import change_consent, refuse_advertising
from webapp.usecases.merge_members import merge_members
from webapp.usecases.operation import Actor
from webapp.usecases.refusal import Refusal

pytestmark = pytest.mark.usefixtures("shared_store")


@pytest.fixture
def desk() -> Till:
    return till("estetic")


def agreed(desk: Till, **answers: object) -> UUID:
    member = desk.enrolled()
    given = {"full_name": "Ольга Белова", "birth_date": "1990-08-15", "individual": True, **answers}
    desk.did("questionnaire", member=member, channel="electronic", answers=given)
    return UUID(member)


def may(desk: Till, member: UUID, channel: str) -> bool:
    chain = desk.chain
    return transact(lambda session: consents.may_advertise(session, chain.id, member, channel), chain.id)


def history(desk: Till, member: UUID) -> list[Told]:
    chain = desk.chain
    return transact(lambda session: consents.history(session, chain.id, member), chain.id)


def test_advertising_goes_where_it_was_agreed_to_and_stops_with_a_refusal_r65(desk: Till) -> None:
    member = agreed(desk, marketing_sms=True, marketing_email=False, consent=True)
    assert [may(desk, member, channel) for channel in ("sms", "email", "messenger")] == [True, False, False]
    later = desk.now + timedelta(days=1)
    assert change_consent(desk.chain, member, "marketing_sms", False, "cabinet", later) is None
    assert change_consent(desk.chain, member, "marketing_messenger", True, "message", later) is None
    assert [may(desk, member, channel) for channel in ("sms", "email", "messenger")] == [False, False, True]
    said = [(told.name, told.given, told.version, told.channel) for told in history(desk, member)]
    assert said[:2] == [
        ("marketing_messenger", True, "2026-11-22", "message"),
        ("marketing_sms", False, "2026-11-22", "cabinet"),
    ]
    assert ("marketing_sms", True, "2026-11-22", "electronic") in said


def test_the_same_said_twice_is_one_row(desk: Till) -> None:
    member = agreed(desk, consent=True)
    for _ in range(2):
        assert change_consent(desk.chain, member, "marketing_sms", True, "cabinet", desk.now) is None
    assert [told.name for told in history(desk, member)].count("marketing_sms") == 1


def test_one_way_out_refuses_all_advertising_and_nothing_else_es_7_6(desk: Till) -> None:
    member = agreed(desk, marketing_sms=True, marketing_email=True, consent=True)
    assert refuse_advertising(desk.chain, member, "email", "message", desk.now) is None
    assert [may(desk, member, channel) for channel in ("sms", "email")] == [True, False]
    assert refuse_advertising(desk.chain, member, None, "message", desk.now) is None
    assert not may(desk, member, "sms")
    given = {told.name: told.given for told in history(desk, member) if told.channel == "electronic"}
    assert given["consent"] is True
    assert desk.standing(str(member))["state"] != "closed"


def test_what_cannot_be_said_is_refused_with_a_reason(desk: Till) -> None:
    member = agreed(desk, consent=True)
    answers = [
        change_consent(desk.chain, member, "consent", False, "cabinet", desk.now),
        change_consent(desk.chain, member, "marketing_pigeon", True, "cabinet", desk.now),
        change_consent(till("blank").chain, member, "marketing_sms", False, "cabinet", desk.now),
    ]
    codes = [answer.code if isinstance(answer, Refusal) else None for answer in answers]
    assert codes == ["consent_needed", "consent_unknown", "member_unknown"]


def test_who_was_merged_or_has_left_is_not_advertised_to(desk: Till) -> None:
    """An old message's way out refuses for whoever its member turned out to be."""
    stays, goes = agreed(desk, marketing_sms=True, consent=True), agreed(desk, marketing_sms=True, consent=True)
    event = Merge.model_validate({"member": str(stays), "absorbed": str(goes)})
    for member in (stays, goes):
        if desk.standing(str(member))["state"] != "active":
            desk.did("activate", member=str(member))
    assert merge_members(desk.chain, Actor(), "merge", event, desk.now).refused == []
    assert [may(desk, stays, "sms"), may(desk, goes, "sms")] == [True, False]
    refuse_advertising(desk.chain, goes, None, "message", desk.now + timedelta(minutes=1))
    assert not may(desk, stays, "sms")
    change_consent(desk.chain, stays, "marketing_sms", True, "cabinet", desk.now + timedelta(minutes=2))
    assert may(desk, stays, "sms")
    desk.did("close", member=str(stays))
    assert not may(desk, stays, "sms")
