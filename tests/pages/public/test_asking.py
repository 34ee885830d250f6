"""Strangers' forms: a call and a questionnaire, kept as typed where something is wrong, the same for every phone."""

from __future__ import annotations

import re
from datetime import timedelta

from flask import Flask

from tests.pages.desk.counter import member, new_phone
from tests.pages.public.conftest import Found
from tests.pages.reader import Reader
from webapp.database import transact
from webapp.pages.shared.visit import now
from webapp.store import chains
from webapp.usecases.list_requests import list_requests
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.request_terms import CALL_BACK

CHANCE = re.compile(r'name="(?:csrf_token|operation)" value="[^"]*"')
FORM = {
    "full_name": "Анна Новая",
    "birth_date-day": "20",
    "birth_date-month": "5",
    "birth_date-year": "1990",
    "individual": "1",
    "consent": "1",
}


def calls(app: Flask, chain: OpenChain) -> list[str | None]:
    with app.app_context():
        return [row.asked.subject for row in list_requests(chain, CALL_BACK, now()).rows]


def test_a_call_is_asked_for_in_one_form_7k_21(app: Flask, reader: Reader, found: Found) -> None:
    chain, phone = found("seven_krasok"), new_phone()
    page = reader.open(f"/{chain.slug}/call/?lang=ru")
    assert "15 минут" in page.text
    page = reader.press("Жду звонка", phone=phone, name="Анна", agreed="1")
    assert page.address.endswith("/call/thanks")
    assert calls(app, chain) == [phone]


def test_a_call_without_consent_or_phone_says_what_is_missing_and_keeps_the_rest(
    app: Flask, reader: Reader, found: Found
) -> None:
    chain = found("seven_krasok")
    reader.open(f"/{chain.slug}/call/?lang=ru")
    yesterday = (chain.local(now()) - timedelta(days=1)).date().isoformat()
    page = reader.press("Жду звонка", phone="12", name="Анна", **{"wished-day": yesterday, "wished-time": "10:00"})
    assert page.status == 422
    assert page.field("name") == "Анна"
    assert page.field("phone") == "12"
    for field in ("phone", "wished", "agreed"):
        assert f'href="#{field}"' in page.html
        assert f'id="{field}-error"' in page.html
    assert calls(app, chain) == []


def test_a_chain_that_has_stopped_takes_no_calls_and_no_members(app: Flask, reader: Reader, found: Found) -> None:
    chain = found("estetic")
    with app.app_context():
        transact(lambda session: chains.set_state(session, chain.id, "suspended", "late"), chain.id)
    page = reader.open(f"/{chain.slug}/?lang=ru")
    assert "Заказать звонок" not in page.text
    assert "Вступить" not in page.links
    assert reader.open(f"/{chain.slug}/join/").status == 404


def test_joining_says_the_same_for_a_phone_that_is_known_r45(app: Flask, found: Found) -> None:
    chain, known, unknown = found("estetic"), new_phone(), new_phone()
    member(app, chain, "Ольга Своя", phone=known)
    told = []
    for phone in (known, unknown):
        reader = Reader(app.test_client())
        reader.open(f"/{chain.slug}/join/?lang=ru")
        page = reader.press("Вступить", phone=phone, **FORM)
        assert page.address.endswith("/join/thanks")
        told.append((page.status, page.html))
    assert told[0] == told[1]


def test_a_friends_code_stays_with_the_form_es_2_3b(reader: Reader, found: Found) -> None:
    page = reader.open(f"/{found('estetic').slug}/join/?from=ABCD2345&lang=ru")
    assert "Вас пригласил участник" in page.text
    page = reader.press("Вступить", phone="")
    assert page.status == 422
    assert page.field("from") == "ABCD2345"


def test_what_is_wrong_in_the_questionnaire_is_named_and_kept_es_1_1(reader: Reader, found: Found) -> None:
    reader.open(f"/{found('estetic').slug}/join/?lang=ru")
    page = reader.press("Вступить", **{**FORM, "phone": "", "birth_date-year": "2015"})
    assert page.status == 422
    assert page.field("full_name") == "Анна Новая"
    assert 'href="#phone"' in page.html
    page = reader.press("Вступить", **{**FORM, "phone": new_phone(), "birth_date-year": "2015"})
    assert page.status == 422
    assert "возраст меньше" in page.text.lower()
    page = reader.press("Вступить", **{**FORM, "phone": new_phone(), "full_name": "Приз на prize.example"})
    assert page.status == 422
    assert "В имени не может быть адреса" in page.text


def test_a_form_that_came_twice_is_taken_once_and_one_from_elsewhere_not_at_all_r50(
    app: Flask, reader: Reader, found: Found
) -> None:
    chain, phone = found("estetic"), new_phone()
    page = reader.open(f"/{chain.slug}/call/?lang=ru")
    form, button = next((form, one) for form in page.forms for one in form.buttons if one.text == "Жду звонка")
    sent = form.sent(button, {"phone": phone, "agreed": "1"})
    for _ in range(2):
        assert reader.send(button.action, sent).address.endswith("/call/thanks")
    assert calls(app, chain) == [phone]
    foreign = [(name, value) for name, value in sent if name != "csrf_token"]
    assert reader.send(button.action, foreign).status == 400
