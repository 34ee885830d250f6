"""Questionnaires that wait: by a link or from paper, looked at beside what was, accepted or declined."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.pages.desk.counter import member, new_phone, spoken
from tests.pages.reader import Page, Reader
from webapp.database import transact
from webapp.engine.events import Answers, Enrol
from webapp.pages.shared.visit import now
from webapp.store import chains, consents, questionnaire_links
from webapp.usecases.answer_link import is_open
from webapp.usecases.enrol import enrol
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor
from webapp.usecases.take_joining import take_joining
from webapp.usecases.tokens import token_hash

Found = Callable[[str], OpenChain]
FILLED = {
    "full_name": "Анна Королёва",
    "birth_date-day": "29",
    "birth_date-month": "2",
    "birth_date-year": "1988",
    "individual": "1",
    "consent": "1",
}


def newcomer(app: Flask, chain: OpenChain, phone: str) -> str:
    with app.app_context():
        outcome = enrol(chain, Actor(), f"enrol {phone}", Enrol(member="new", phone=phone), now())
    assert outcome.member is not None
    return outcome.member


def link(desk: Reader, chain: OpenChain, who: str) -> str:
    """The path of a new one-time link."""
    desk.open(f"/{chain.slug}/desk/members/{who}")
    page = desk.press("Дать ссылку на анкету")
    assert "<svg" in page.html
    found = re.search(r'value="http://localhost(/[^"]+/questionnaire/[^"]+)"', page.html)
    assert found is not None
    return found[1]


def handed_in(app: Flask, address: str, **typed: str | None) -> Page:
    guest = Reader(app.test_client())
    guest.open(f"{address}?lang=ru")
    return guest.press("Отправить анкету", **{**FILLED, **typed})


def test_a_link_leads_to_an_active_member(app: Flask, desk: Reader, estetic: OpenChain) -> None:
    """ES-1.4, ES-1.5: the electronic questionnaire has ten working days, and stands in the queue with them."""
    phone = new_phone()
    who = newcomer(app, estetic, phone)
    address = link(desk, estetic, who)
    assert "Спасибо" in handed_in(app, address, phone=phone).text
    page = desk.open(f"/{estetic.slug}/desk/queue/")
    assert "Анна Королёва" in page.text
    desk.open(f"/{estetic.slug}/desk/members/{who}")
    page = desk.follow("Проверить анкету")
    assert "по ссылке" in page.text and "29 февраля 1988" in page.text and "срок" in page.text
    page = desk.press("Принять анкету")
    assert "Активен" in page.text
    assert "Анна Королёва" not in desk.open(f"/{estetic.slug}/desk/queue/").text


def test_the_page_behind_a_link_tells_nothing_and_is_used_once(app: Flask, desk: Reader, estetic: OpenChain) -> None:
    """R3, R42: it shows nothing that its holder did not type; a wrong, a used and an old link look alike."""
    phone = new_phone()
    who = newcomer(app, estetic, phone)
    address, second = link(desk, estetic, who), link(desk, estetic, who)
    guest = Reader(app.test_client())
    page = guest.open(f"{address}?lang=ru")
    assert phone not in page.html and page.field("phone") == ""
    assert page.field("consent") is None and page.field("marketing_sms") is None
    form, button = guest._button("Отправить анкету")
    data = form.sent(button, {**FILLED, "phone": phone})
    for _ in range(2):
        assert "Спасибо" in guest.send(button.action, data).text
    other = form.sent(button, {**FILLED, "phone": phone, "full_name": "Другое Имя"})
    dead = [guest.send(button.action, other), guest.open(address), guest.open(second)]
    dead.append(guest.open(f"/{estetic.slug}/questionnaire/{'x' * 43}"))
    assert {page.status for page in dead} == {404}
    assert len({page.text for page in dead}) == 1


def test_a_link_grows_old_after_the_chains_days(app: Flask, desk: Reader, estetic: OpenChain) -> None:
    who = newcomer(app, estetic, new_phone())
    address = link(desk, estetic, who)
    token = address.rpartition("/")[2]
    with app.app_context():
        assert is_open(estetic, token, now() + timedelta(days=6, hours=23))
        assert not is_open(estetic, token, now() + timedelta(days=7))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"birth_date-year": "2015", "birth_date-day": "1"}, "birth_date"),
        ({"birth_date-day": None, "birth_date-month": None, "birth_date-year": None}, "birth_date"),
        ({"individual": None}, "individual"),
        ({"phone": "12"}, "phone"),
        ({"email": "anna"}, "email"),
        ({"consent": None}, "consent"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_everything_typed_stays(
    app: Flask, desk: Reader, estetic: OpenChain, changed: dict[str, str | None], field: str
) -> None:
    """ES-1.1, ES-1.6"""
    phone = new_phone()
    address = link(desk, estetic, newcomer(app, estetic, phone))
    page = handed_in(app, address, **{"phone": phone, **changed})
    assert page.status == 422
    assert f'id="{field}-error"' in page.html
    assert page.field("full_name") == "Анна Королёва"


def test_a_taken_phone_is_told_and_ten_tries_end_the_link(app: Flask, desk: Reader, estetic: OpenChain) -> None:
    """R45: a link does not serve to find out who is a member."""
    taken = new_phone()
    member(app, estetic, phone=taken)
    address = link(desk, estetic, newcomer(app, estetic, new_phone()))
    answers = [handed_in(app, address, phone=taken) for _ in range(3)]
    assert all("phone-error" in page.html for page in answers)
    with app.app_context():
        key = token_hash(address.rpartition("/")[2])
        row = transact(lambda session: questionnaire_links.by_hash(session, estetic.id, key), estetic.id, readonly=True)
        assert row is not None and row.tries == 3
        for _ in range(7):
            transact(lambda session: questionnaire_links.count_try(session, estetic.id, row.id), estetic.id)
    assert app.test_client().get(address).status_code == 404


def changed_data(desk: Reader, chain: OpenChain, who: str, **typed: str | None) -> Page:
    desk.open(f"/{chain.slug}/desk/members/{who}")
    desk.follow("Изменить данные")
    return desk.press("Сохранить анкету", consent="1", individual="1", **typed)


def test_data_of_an_active_member_change_once_accepted(app: Flask, desk: Reader, estetic: OpenChain) -> None:
    """ES-4.1, ES-4.2: old beside new, differences marked; the old phone is free only afterwards."""
    old, new = new_phone(), new_phone()
    who = member(app, estetic, phone=old)
    page = changed_data(desk, estetic, who, phone=new, full_name="Ольга Новая")
    assert "Анкета ждёт проверки" in page.text
    assert page.html.count('class="changed"') == 2
    assert "Ольга Белова" in page.text and "Ольга Новая" in page.text
    assert "Ольга Белова" in desk.open(f"/{estetic.slug}/desk/members/{who}").text
    desk.follow("Проверить анкету")
    page = desk.press("Принять анкету")
    assert "данные записаны" in page.text and "Ольга Новая" in page.text
    desk.open(f"/{estetic.slug}/desk/")
    assert "Ольга Новая" in desk.press("Найти", search=new).text


def test_staff_are_warned_of_what_anybody_may_have_filled_who_knows_the_phone_r43(
    app: Flask, desk: Reader, estetic: OpenChain
) -> None:
    """An e-mail of the stranger's own would open the account to them, once it is accepted."""
    phone = new_phone()
    who = member(app, estetic, phone=phone)
    told = {"full_name": "Ольга Белова", "phone": phone, "email": "stranger@example.org", "individual": True}
    with app.app_context():
        take_joining(estetic, f"joining {who}", Answers.model_validate(told | {"birth_date": "1990-05-20"}), now())
    desk.open(f"/{estetic.slug}/desk/members/{who}")
    assert "мог заполнить любой" in desk.follow("Проверить анкету").text
    assert "мог заполнить любой" not in changed_data(desk, estetic, member(app, estetic), full_name="Анна").text


def test_a_declined_questionnaire_changes_nothing(app: Flask, desk: Reader, estetic: OpenChain) -> None:
    who = member(app, estetic)
    address = changed_data(desk, estetic, who, full_name="Ольга Чужая").address
    page = desk.press("Отклонить", reason="")
    assert page.status == 422 and 'id="reason-error"' in page.html
    page = desk.press("Отклонить", reason="имя не совпадает")
    assert "Анкета отклонена" in page.text
    assert "Эту анкету отклонили" in desk.open(address).text
    assert "Ольга Чужая" not in desk.open(f"/{estetic.slug}/desk/members/{who}").text


def test_a_refusal_of_advertising_holds_at_once_and_a_consent_declined_counts_for_nothing(
    app: Flask, desk: Reader, estetic: OpenChain
) -> None:
    """ES-7.6, KL-4.2, R65: each with its text's version, the channel and the time; never changed."""
    who = member(app, estetic)
    changed_data(desk, estetic, who, marketing_sms="1")
    desk.press("Принять анкету")
    changed_data(desk, estetic, who, marketing_email="1", marketing_sms=None)
    desk.press("Отклонить", reason="проба")
    with app.app_context():
        told = transact(lambda session: consents.latest(session, estetic.id, UUID(who)), estetic.id, readonly=True)
    known = {one.name: (one.given, one.version, one.channel) for one in told}
    assert known["marketing_sms"] == (False, "2026-11-22", "paper")
    assert known["marketing_email"] == (False, "2026-11-22", "paper")
    assert known["consent"][0] is True
    assert "Хочу получать рекламные предложения по СМС" in desk.open(f"/{estetic.slug}/desk/members/{who}").text


def test_a_second_person_accepts_what_was_typed_in_where_the_chain_wants_one(
    app: Flask, found_twice: OpenChain, sign_in: Callable[..., Reader]
) -> None:
    chain = found_twice
    typist, another = sign_in(chain, salon="centre"), sign_in(chain, role="manager")
    phone = new_phone()
    who = newcomer(app, chain, phone)
    typist.open(f"/{chain.slug}/desk/members/{who}/questionnaire/?lang=ru")
    typist.press("Сохранить анкету", **FILLED, phone=phone)
    page = typist.follow("Проверить анкету")
    assert "кто-то другой" in page.text and "Принять анкету" not in page.text
    passed_by = [("csrf_token", page.field("csrf_token") or ""), ("operation", "pressed on a page of before")]
    page = typist.send(f"/{chain.slug}/desk/members/{who}/activation", passed_by)
    assert "кто-то другой" in page.text and "Ждёт активации" in page.text
    another.open(f"/{chain.slug}/desk/members/{who}?lang=ru")
    another.follow("Проверить анкету")
    assert "Активен" in another.press("Принять анкету").text


@pytest.fixture
def found_twice(app: Flask, founded_here: Found) -> OpenChain:
    """Estetic, where a second pair of eyes is wanted."""
    return asking(app, founded_here("estetic"), {"checked_by": "second_person"})


def asking(app: Flask, chain: OpenChain, changed: dict[str, Any]) -> OpenChain:
    """The chain with this in its questionnaire."""

    def want(session: Session) -> None:
        row = chains.read(session, chain.id)
        row.questionnaire = {**row.questionnaire, **changed}
        session.flush()
        chains.touch(session, chain.id)

    with app.app_context():
        transact(want, chain.id)
    return chain


HAIR = {
    "name": "hair",
    "kind": "choice",
    "required": True,
    "label": {"ru": "Волосы", "en": "Hair"},
    "hint": None,
    "choices": {"short": {"ru": "Короткие", "en": "Short"}, "long": {"ru": "Длинные", "en": "Long"}},
}
PHONES = {
    "name": "others",
    "kind": "phones",
    "required": False,
    "label": {"ru": "Другие телефоны", "en": "Other phones"},
    "hint": None,
    "choices": None,
}


@pytest.fixture
def asks_more(app: Flask, founded_here: Found) -> OpenChain:
    """7 Krasok, whose form asks to choose and for several phones as well."""
    chain = founded_here("seven_krasok")
    return asking(app, chain, {"fields": [*chain.questionnaire["fields"], HAIR, PHONES]})


def test_a_chain_may_ask_to_choose_and_for_several_phones_kl_4_2(
    app: Flask, asks_more: OpenChain, sign_in: Callable[..., Reader]
) -> None:
    chain, number, second, third = asks_more, new_phone(), new_phone(), new_phone()
    desk, who = sign_in(chain, salon="arbat"), newcomer(app, chain, number)
    typed = {**FILLED, "phone": number, "others-1": second, "others-2": "12", "others-3": third, "hair": None}
    del typed["individual"]
    desk.open(f"/{chain.slug}/desk/members/{who}/questionnaire/?lang=ru")
    page = desk.press("Сохранить анкету", **typed)
    assert page.status == 422
    assert 'id="hair-error"' in page.html and 'id="others-2-error"' in page.html
    assert [page.field(f"others-{place}") for place in (1, 2, 3)] == [second, "12", third]
    page = desk.press("Сохранить анкету", **{**typed, "hair": "short", "others-2": ""})
    assert "Активен" in page.text and spoken(second) in page.text and spoken(third) in page.text
    for found in (second, third):
        desk.open(f"/{chain.slug}/desk/")
        assert "Анна Королёва" in desk.press("Найти", search=found).text
    changed = {**typed, "hair": "long", "others-1": "", "others-2": "", "others-3": third}
    desk.open(f"/{chain.slug}/desk/members/{who}/questionnaire/")
    desk.press("Сохранить анкету", **changed)
    page = desk.press("Принять анкету")
    assert spoken(third) in page.text and spoken(second) not in page.text


def test_a_choice_that_was_not_offered_is_asked_for_again(
    app: Flask, asks_more: OpenChain, sign_in: Callable[..., Reader]
) -> None:
    desk, who = sign_in(asks_more, salon="arbat"), newcomer(app, asks_more, new_phone())
    desk.open(f"/{asks_more.slug}/desk/members/{who}/questionnaire/?lang=ru")
    page = desk.press("Сохранить анкету", **{**FILLED, "hair": "green"})
    assert page.status == 422 and 'id="hair-error"' in page.html


def test_a_mismatch_is_raised_with_a_reason_and_taken_down(app: Flask, desk: Reader, estetic: OpenChain) -> None:
    """ES-7.3"""
    who = member(app, estetic)
    desk.open(f"/{estetic.slug}/desk/members/{who}")
    desk.follow("Данные не совпадают")
    token = desk.page.field("csrf_token") or ""
    page = desk.press("Данные не совпадают", reason="")
    assert page.status == 422 and 'id="reason-error"' in page.html
    page = desk.press("Данные не совпадают", reason="в документе другое имя")
    assert "Приостановлен" in page.text and "в документе другое имя" in page.text
    stale = {"open": "yes", "reason": "имя", "operation": "of-another-tablet", "csrf_token": token}
    page = desk.send(f"/{estetic.slug}/desk/members/{who}/mismatch/", list(stale.items()))
    assert "в документе другое имя" in page.text, "the flag was up already, so nothing is done"
    desk.follow("Снять отметку о несовпадении")
    assert "Активен" in desk.press("Снять отметку о несовпадении", reason="проверено").text


def test_a_questionnaire_accepted_may_take_the_flag_down(app: Flask, desk: Reader, estetic: OpenChain) -> None:
    """ES-7.3: until a new questionnaire."""
    who = member(app, estetic)
    desk.open(f"/{estetic.slug}/desk/members/{who}/mismatch/")
    desk.press("Данные не совпадают", reason="имя")
    changed_data(desk, estetic, who)
    assert "Активен" in desk.press("Принять анкету", match="1").text


def test_an_accepted_one_is_accepted_once(app: Flask, desk: Reader, estetic: OpenChain) -> None:
    """R2, R3"""
    who = member(app, estetic)
    changed_data(desk, estetic, who, full_name="Ольга Дважды")
    form, button = desk._button("Принять анкету")
    data = form.sent(button, {})
    assert "данные записаны" in desk.send(button.action, data).text
    assert "данные записаны" in desk.send(button.action, data).text
    again = [(name, value) for name, value in data if name != "operation"]
    page = desk.send(button.action, [*again, ("operation", "another-operation-id")])
    assert page.status == 422 and "уже рассмотрели" in page.text


def test_a_link_goes_by_e_mail(app: Flask, desk: Reader, estetic: OpenChain) -> None:
    """ES-1.4"""
    who = member(app, estetic)
    changed_data(desk, estetic, who, email="anna@example.org")
    desk.press("Принять анкету")
    assert "отправлена на почту" in desk.press("Анкету по почте").text


def test_what_was_declined_activates_nobody(app: Flask, desk: Reader, estetic: OpenChain) -> None:
    """ES-1.5: another questionnaire has to be filled in first."""
    phone = new_phone()
    who = newcomer(app, estetic, phone)
    desk.open(f"/{estetic.slug}/desk/members/{who}/questionnaire/?lang=ru")
    desk.press("Сохранить анкету", **FILLED, phone=phone)
    desk.follow("Проверить анкету")
    desk.press("Отклонить", reason="имя не совпадает с документом")
    desk.open(f"/{estetic.slug}/desk/members/{who}")
    page = desk.press("Анкета внесена в базу")
    assert "Сначала нужна анкета" in page.text and "Ждёт активации" in page.text
    desk.open(f"/{estetic.slug}/desk/members/{who}/questionnaire/")
    desk.press("Сохранить анкету", **FILLED, phone=phone)
    desk.follow("Проверить анкету")
    assert "Активен" in desk.press("Принять анкету").text


def test_what_is_free_to_refuse_stays_as_it_was_said(app: Flask, desk: Reader, estetic: OpenChain) -> None:
    who = member(app, estetic)
    changed_data(desk, estetic, who, marketing_sms="1")
    desk.press("Принять анкету")
    page = desk.open(f"/{estetic.slug}/desk/members/{who}/questionnaire/")
    assert (page.field("marketing_sms"), page.field("marketing_email"), page.field("consent")) == ("1", None, None)
