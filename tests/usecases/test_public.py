"""What strangers may ask of a chain: to join by the questionnaire, to be called. Known phones and unknown ones alike."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from tests.usecases.founded import NOW, OWNER, founded, hired
from webapp.database import transact
from webapp.engine.events import Answers, Enrol, Questionnaire
from webapp.messages.gateways import Gateways, TextFiles
from webapp.messages.senders import Files
from webapp.store import chains, consents, members
from webapp.store.tables import Attempt, Job, Member, Tenant
from webapp.store.tables import Questionnaire as Row
from webapp.usecases.ask_for_call import MOST, Caller, ask_for_call
from webapp.usecases.ask_to_join import ask_to_join, may_join
from webapp.usecases.deliver_next import Carriers, deliver_next
from webapp.usecases.enrol import enrol
from webapp.usecases.list_requests import list_requests
from webapp.usecases.open_chain import OpenChain, open_chain
from webapp.usecases.operation import Actor
from webapp.usecases.refer_friend import refer_friend
from webapp.usecases.refusal import Refusal
from webapp.usecases.request_terms import CALL_BACK
from webapp.usecases.review_questionnaire import accept_questionnaire, decline_questionnaire
from webapp.usecases.submit_questionnaire import submit_questionnaire

pytestmark = pytest.mark.usefixtures("shared_store", "nothing_kept")
CARRIERS = Carriers(
    Files(Path("/nowhere"), "laurel@example.org"), Gateways(TextFiles(Path("/nowhere")), TextFiles(Path("/nowhere")))
)
PHONE, OTHER = "+79261230001", "+79261230002"
ADDRESS = "203.0.113.7"


@pytest.fixture
def nothing_kept(shared_store: None) -> None:
    transact(lambda session: (session.query(Job).delete(), session.query(Attempt).delete()), None)


def answers(phone: str = PHONE, **said: object) -> Answers:
    told = {"full_name": "Анна Новая", "phone": phone, "birth_date": "1990-05-20", "individual": True}
    agreed = {"consent": True, "consent_version": "1", "marketing_sms": True, "marketing_sms_version": "1"}
    return Answers.model_validate(told | agreed | said)


def asked(chain: OpenChain, said: Answers, key: str = "joining 1", now: datetime = NOW) -> Refusal | list[str]:
    return ask_to_join(chain, key, said, ADDRESS, now)


def worked(now: datetime = NOW) -> list[str]:
    done: list[str] = []
    while (outcome := deliver_next(CARRIERS, now)) is not None:
        done.append(outcome)
    return done


def who(chain: OpenChain, phone: str) -> UUID | None:
    return transact(lambda session: members.by_phone(session, chain.id, phone), chain.id, readonly=True)


def waiting(chain: OpenChain) -> list[Row]:
    def work(session: Session) -> list[Row]:
        query = select(Row).where(Row.tenant_id == chain.id, Row.state == "waiting")
        return list(session.scalars(query))

    return transact(work, chain.id, readonly=True)


def known(chain: OpenChain, phone: str = OTHER) -> UUID:
    member = enrol(chain, Actor(), f"enrol {phone}", Enrol(member="new", phone=phone, full_name="Ольга"), NOW).member
    assert member is not None
    return UUID(member)


def full_name(chain: OpenChain, member: UUID) -> str | None:
    query = select(Member.full_name).where(Member.tenant_id == chain.id, Member.id == member)
    return transact(lambda session: session.scalar(query), chain.id, readonly=True)


@pytest.mark.parametrize("preset", ["seven_krasok", "keep_looking", "estetic", "blank"])
def test_a_stranger_joins_and_their_questionnaire_stands(preset: str) -> None:
    """ES-1.4, 7K-22: the account is open once the worker has come by; sent twice, it is opened once."""
    chain = founded(preset)
    assert asked(chain, answers()) == [] == asked(chain, answers())
    assert who(chain, PHONE) is None
    assert worked() == ["joined"]
    member = who(chain, PHONE)
    assert member is not None
    assert full_name(chain, member) == "Анна Новая"
    assert [row.member_id for row in waiting(chain)] == ([member] if preset == "estetic" else [])
    said = transact(lambda session: consents.latest(session, chain.id, member), chain.id, readonly=True)
    assert {one.channel for one in said} == {"electronic"}


def test_who_comes_by_a_members_code_is_brought_by_them_es_2_3b() -> None:
    """A code of nobody's changes nothing."""
    chain = founded("estetic")
    friend = known(chain)
    referral = refer_friend(chain, friend, NOW)
    assert referral is not None
    for number, (phone, code) in enumerate(((PHONE, referral.code), ("+79261230003", "NOBODY00"))):
        assert ask_to_join(chain, f"joining {number}", answers(phone), ADDRESS, NOW, code) == []
    worked()
    again = refer_friend(chain, friend, NOW)
    assert again is not None
    assert again.friends == 1
    assert who(chain, "+79261230003") is not None


def test_a_known_phone_changes_nothing_until_staff_accept_it_r45_es_4_1() -> None:
    """Not even where its account has no questionnaire yet; its consents count once it is accepted."""
    chain = founded("keep_looking")
    member, owner = known(chain), Actor(hired(chain, OWNER))
    assert asked(chain, answers(OTHER)) == []
    assert worked() == ["joined"]
    assert full_name(chain, member) == "Ольга"
    assert not transact(lambda session: consents.latest(session, chain.id, member), chain.id, readonly=True)
    (row,) = waiting(chain)
    accept_questionnaire(chain, owner, "accepted", row.id, NOW + timedelta(hours=1))
    assert full_name(chain, member) == "Анна Новая"
    assert waiting(chain) == []
    said = transact(lambda session: consents.latest(session, chain.id, member), chain.id, readonly=True)
    assert {one.at for one in said} == {NOW}


def test_what_staff_decline_leaves_no_consent_behind_r45() -> None:
    chain = founded("keep_looking")
    member = known(chain)
    asked(chain, answers(OTHER))
    worked()
    (row,) = waiting(chain)
    decline_questionnaire(chain, Actor(hired(chain, OWNER)), row.id, "Гость об этом не знает", NOW)
    assert full_name(chain, member) == "Ольга"
    assert not transact(lambda session: consents.latest(session, chain.id, member), chain.id, readonly=True)


def test_a_stranger_pushes_no_waiting_questionnaire_aside_r45() -> None:
    chain = founded("estetic")
    member = known(chain)
    filled = Questionnaire(member=str(member), channel="electronic", answers=answers(OTHER, full_name="Ольга Сама"))
    submit_questionnaire(chain, Actor(), "own", filled, NOW)
    (own,) = waiting(chain)
    asked(chain, answers(OTHER))
    assert worked() == ["joined"]
    assert [row.id for row in waiting(chain)] == [own.id]


def test_known_and_unknown_phones_cost_the_same_statements_r45() -> None:
    chain = founded("estetic")
    known(chain)
    told = []
    for number, phone in enumerate((PHONE, OTHER)):
        statements: list[str] = []

        def look(*said: Any, heard: list[str] = statements) -> None:
            heard.append(said[2])

        event.listen(Engine, "before_cursor_execute", look)
        try:
            assert asked(chain, answers(phone), f"joining {number}") == []
        finally:
            event.remove(Engine, "before_cursor_execute", look)
        told.append(statements)
    assert told[0] == told[1]
    assert told[0]


def test_what_the_answers_say_by_themselves_is_told_at_once_es_1_1() -> None:
    chain = founded("estetic")
    for phone in (PHONE, OTHER):
        assert asked(chain, answers(phone, birth_date="2015-01-01")) == ["under_age"]
    assert worked() == []


def test_a_chain_that_has_stopped_or_wants_nobody_by_the_site_takes_none() -> None:
    chain = founded("estetic")
    form = {**chain.questionnaire, "public": False}

    def close(session: Session) -> None:
        session.query(Tenant).filter(Tenant.id == chain.id).update({"questionnaire": form})
        chains.touch(session, chain.id)

    transact(close, chain.id)
    found = open_chain(chain.slug)
    assert found is not None
    assert may_join(chain)
    assert not may_join(found)
    assert asked(found, answers()) == Refusal("joining_off")


def test_a_phone_is_joined_with_few_times_a_day_and_an_address_many_times() -> None:
    chain = founded("estetic")
    for number in range(3):
        assert asked(chain, answers(), f"joining {number}") == []
    assert asked(chain, answers(), "joining 4") == Refusal("too_many_joinings")
    assert asked(chain, answers(), "joining 5", NOW + timedelta(hours=23)) == Refusal("too_many_joinings")
    assert asked(chain, answers(), "joining 6", NOW + timedelta(hours=25)) == []


def test_what_was_asked_of_a_chain_that_stops_waits_until_it_is_open() -> None:
    chain = founded("estetic")
    asked(chain, answers())
    transact(lambda session: chains.set_state(session, chain.id, "suspended", "late"), chain.id)
    assert deliver_next(CARRIERS, NOW) == "held"
    transact(lambda session: chains.set_state(session, chain.id, "open", None), chain.id)
    assert worked(NOW + timedelta(hours=1)) == ["joined"]
    assert who(chain, PHONE) is not None


def call(chain: OpenChain, phone: str = PHONE, key: str = "call 1", **told: object) -> Refusal | None:
    caller = Caller(phone, "Анна", None, "1")._replace(**told)  # type: ignore[arg-type]
    return ask_for_call(chain, key, caller, ADDRESS, NOW)


def test_a_strangers_call_stands_in_the_queue_under_its_clock_7k_21() -> None:
    chain = founded("seven_krasok")
    assert call(chain) is None
    assert call(chain) is None
    (row,) = list_requests(chain, CALL_BACK, NOW).rows
    assert (row.name, row.asked.subject, row.asked.due_at - NOW) == ("Анна", PHONE, timedelta(minutes=15))
    assert row.asked.made_by is None
    assert row.asked.details == {"agreed": "1"}


def test_a_call_for_later_has_its_clock_from_then_on_7k_21() -> None:
    chain = founded("seven_krasok")
    wished = chain.local(NOW) + timedelta(hours=3)
    assert call(chain, wished=wished) is None
    (row,) = list_requests(chain, CALL_BACK, NOW).rows
    assert row.asked.due_at - NOW == timedelta(hours=3, minutes=15)


def test_a_call_answers_the_same_for_members_strangers_and_those_who_wait_r45() -> None:
    chain = founded("seven_krasok")
    member = known(chain)
    assert [call(chain, PHONE, "1"), call(chain, OTHER, "2"), call(chain, PHONE, "3"), call(chain, OTHER, "4")] == [
        None
    ] * 4
    rows = list_requests(chain, CALL_BACK, NOW).rows
    assert {row.asked.member_id for row in rows} == {None, member}
    assert len(rows) == 2


def test_calls_are_capped_a_day_by_phone() -> None:
    chain = founded("seven_krasok")
    for number in range(MOST.of_phone):
        assert call(chain, key=f"call {number}") is None
    assert call(chain, key="one more") == Refusal("too_many_calls")
    assert call(chain, OTHER, "another") is None


def test_nobody_is_taken_twice_however_often_the_worker_comes() -> None:
    """A worker that died after its work does it once more."""
    chain = founded("keep_looking")
    asked(chain, answers())
    worked()
    written = answers().model_dump(mode="json", exclude_none=True)
    again: dict[Any, Any] = {
        "done_at": None,
        "payload": {"key": "joining 1", "answers": written, "at": NOW.isoformat()},
    }
    transact(lambda session: session.query(Job).update(again), None)
    assert worked() == ["joined"]
    assert waiting(chain) == []
