"""What a member sends after their sign-in has ended comes back with the next one (R50)."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask

from tests.pages.desk.counter import new_phone
from tests.pages.me.guests import COOKIE, code_of, guest, letters, signed_in
from tests.pages.me.test_passwords import PASSWORD, chosen
from tests.pages.reader import Page, Reader
from webapp.usecases.open_chain import OpenChain


def sent_late(reader: Reader, chain: OpenChain, phone: str) -> Page:
    """A form that was opened in good time and is sent when the sign-in is over."""
    reader.open(f"/{chain.slug}/me/phone/?lang=ru")
    reader.client.delete_cookie(COOKIE, path=f"/{chain.slug}/")
    reader.client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    return reader.press("Отправить коды", phone=phone)


@pytest.mark.parametrize("way", ["code", "password"])
def test_a_form_sent_too_late_is_had_back_after_signing_in_r50(app: Flask, estetic: OpenChain, way: str) -> None:
    old, new = new_phone(), new_phone()
    who = guest(app, estetic, phone=old)
    reader = chosen(app, estetic, who) if way == "password" else signed_in(app, estetic, who)
    page = sent_late(reader, estetic, new)
    assert page.status == 401
    assert "введённое сохранено" in page.text
    if way == "password":
        reader.press("Войти по паролю", who=old)
        page = reader.press("Войти", password=PASSWORD)
    else:
        reader.press("Получить код", who=old)
        page = reader.press("Войти", code=code_of(letters(app, estetic)[-1]))
    assert "Введённое сохранилось" in page.text, page.text
    assert page.field("phone") == new
    page = reader.press("Продолжить")
    assert page.status == 200
    assert {old, new} <= {letter["to"] for letter in letters(app, estetic)[-2:]}


def test_a_form_of_one_browser_is_never_had_back_in_another_r51(app: Flask, estetic: OpenChain) -> None:
    """R51: whoever sends somebody the address of a code page sends no form along under their sign-in."""
    phone, planted = new_phone(), new_phone()
    guest(app, estetic, phone=phone)
    reader = signed_in(app, estetic, guest(app, estetic))
    sent_late(reader, estetic, planted)
    address = reader.press("Получить код", who=phone).address
    other = Reader(app.test_client())
    other.open(address)
    page = other.press("Войти", code=code_of(letters(app, estetic)[-1]))
    assert page.status == 200
    assert planted not in page.html and "Введённое сохранилось" not in page.text


def test_what_another_site_sent_is_never_kept_r50(app: Flask, estetic: OpenChain) -> None:
    client = app.test_client()
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {}):
        answer = client.post(f"/{estetic.slug}/me/phone/", data={"phone": "+79990000001"}, headers=headers)
        assert answer.status_code in (400, 401)
        assert "+79990000001" not in answer.text
    desk = f'["/{estetic.slug}/desk/members/", [["phone", "+79990000001"]]]'
    reader = Reader(client)
    reader.open(f"/{estetic.slug}/me/sign-in?lang=ru")
    sent = {"csrf_token": reader.page.field("csrf_token") or "", "kept": desk, "who": ""}
    assert "+79990000001" not in client.post(f"/{estetic.slug}/me/sign-in/with-password", data=sent).text


def test_a_photo_that_was_not_kept_is_told_before_the_claim_goes_out_without_it_r50(
    app: Flask, estetic: OpenChain
) -> None:
    phone = new_phone()
    reader = chosen(app, estetic, guest(app, estetic, phone=phone))
    reader.open(f"/{estetic.slug}/me/requests/new?kind=claim&lang=ru")
    typed = {"receipt": "77", "bought-day": "1", "bought-month": "3", "bought-year": "2026", "kind": "claim"}
    form = {"csrf_token": reader.page.field("csrf_token"), "operation": reader.page.field("operation")}
    reader.client.delete_cookie(COOKIE, path=f"/{estetic.slug}/")
    photo = {"photo": (BytesIO(b"a picture"), "receipt.jpg")}
    reader.send(f"/{estetic.slug}/me/requests/", [*{**form, **typed, **photo}.items()])  # type: ignore[list-item]
    reader.press("Войти по паролю", who=phone)
    reader.press("Войти", password=PASSWORD)
    page = reader.press("Продолжить")
    assert page.status == 422 and page.field("receipt") == "77"
    assert "Выберите фото ещё раз" in page.text
    assert reader.press("Отправить").status == 200
