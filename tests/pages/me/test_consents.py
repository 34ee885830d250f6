"""Consents in the member's own pages: one tap each, with their history (R65, KL-4.2, ES-7.6)."""

from __future__ import annotations

from uuid import UUID

from flask import Flask

from tests.pages.me.guests import guest, signed_in
from tests.pages.reader import Page, Reader
from webapp.database import transact
from webapp.pages.shared.visit import now
from webapp.store import consents
from webapp.usecases.change_consent import change_consent
from webapp.usecases.open_chain import OpenChain


def may(app: Flask, chain: OpenChain, who: str, channel: str) -> bool:
    with app.app_context():
        return transact(lambda session: consents.may_advertise(session, chain.id, UUID(who), channel), chain.id)


def answered(reader: Reader, name: str, answer: str) -> Page:
    """By the button of that consent."""
    form = next(form for form in reader.page.forms if ("name", name) in form.fields)
    button = next(button for button in form.buttons if button.value == answer)
    return reader.send(button.action, form.sent(button, {}))


def test_advertising_is_refused_and_agreed_to_in_one_tap_r65(app: Flask, estetic: OpenChain) -> None:
    who = guest(app, estetic)
    with app.app_context():
        change_consent(estetic, UUID(who), "marketing_sms", True, "message", now())
    reader = signed_in(app, estetic, who)
    page = reader.open(f"/{estetic.slug}/me/consents/?lang=ru")
    assert "Вы согласны Хочу получать рекламные предложения по СМС" in page.text
    assert "согласие, по ссылке из сообщения, текст от 22 ноября 2026" in page.text
    page = answered(reader, "marketing_sms", "refuse")
    assert not may(app, estetic, who, "sms")
    assert "отказ, в личном кабинете, текст от 22 ноября 2026" in page.text
    answered(reader, "marketing_sms", "give")
    assert may(app, estetic, who, "sms")


def test_one_that_is_needed_is_withdrawn_by_an_erasure_alone(app: Flask, estetic: OpenChain) -> None:
    who = guest(app, estetic)
    with app.app_context():
        change_consent(estetic, UUID(who), "consent", True, "message", now())
    reader = signed_in(app, estetic, who)
    page = reader.open(f"/{estetic.slug}/me/consents/?lang=ru")
    assert "Без этого согласия участвовать в программе нельзя." in page.text
    assert page.links["Отозвать и стереть данные"].endswith("/me/data/erasure")


def test_with_script_the_answer_is_the_list_alone(app: Flask, estetic: OpenChain) -> None:
    who = guest(app, estetic)
    reader = signed_in(app, estetic, who)
    token = reader.open(f"/{estetic.slug}/me/consents/?lang=ru").field("csrf_token") or ""
    sent = {"csrf_token": token, "name": "marketing_email", "answer": "give"}
    answer = reader.client.post(f"/{estetic.slug}/me/consents/", data=sent, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "Записано" in answer.text
    assert may(app, estetic, who, "email")


def test_what_nobody_asks_for_is_not_taken(app: Flask, estetic: OpenChain) -> None:
    reader = signed_in(app, estetic, guest(app, estetic))
    token = reader.open(f"/{estetic.slug}/me/consents/?lang=ru").field("csrf_token") or ""
    for data, status in (
        ({"name": "marketing_sms", "answer": "x"}, 400),
        ({"name": "marketing_pigeon", "answer": "give"}, 303),
    ):
        answer = reader.client.post(f"/{estetic.slug}/me/consents/", data={"csrf_token": token, **data})
        assert answer.status_code == status
    assert "О таком согласии сеть не спрашивает." in reader.open(f"/{estetic.slug}/me/consents/").text
