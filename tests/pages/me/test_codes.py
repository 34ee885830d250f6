"""A member comes in by a one-time code."""

from __future__ import annotations

from flask import Flask

from tests.pages.desk.counter import new_phone
from tests.pages.me.guests import COOKIE, code_of, guest, letters, signed_in
from tests.pages.reader import Page, Reader
from webapp.usecases.open_chain import OpenChain


def asked(app: Flask, chain: OpenChain, who: str, after: str = "") -> Reader:
    reader = Reader(app.test_client())
    reader.open(f"/{chain.slug}/me/sign-in?lang=ru{after}")
    reader.press("Получить код", who=who)
    return reader


def entered(reader: Reader, code: str) -> Page:
    return reader.press("Войти", code=code)


def test_a_member_comes_in_by_phone_with_the_code_from_the_letter(app: Flask, estetic: OpenChain) -> None:
    phone = new_phone()
    guest(app, estetic, "Клара Новая", phone)
    reader = asked(app, estetic, phone, f"&next=/{estetic.slug}/me/?here")
    assert phone not in reader.page.address
    letter = letters(app, estetic)[-1]
    assert letter["to"] == f"guest{phone[1:]}@example.org"
    page = entered(reader, f" {code_of(letter)[:3]} {code_of(letter)[3:]} ")
    assert "Клара Новая" in page.text
    assert page.address == f"/{estetic.slug}/me/?here"


def test_a_code_is_good_once(app: Flask, estetic: OpenChain) -> None:
    phone = new_phone()
    guest(app, estetic, phone=phone)
    reader = asked(app, estetic, phone)
    code, address = code_of(letters(app, estetic)[-1]), reader.page.address
    entered(reader, code)
    other = Reader(app.test_client())
    other.open(address)
    assert entered(other, code).status == 422


def test_a_sign_in_ends_here_and_everywhere_for_copies_of_its_cookie_too_r46(app: Flask, estetic: OpenChain) -> None:
    who = guest(app, estetic)
    first, second = signed_in(app, estetic, who), signed_in(app, estetic, who)
    copy = first.client.get_cookie(COOKIE, path=f"/{estetic.slug}/")
    assert copy is not None
    first.open(f"/{estetic.slug}/me/?lang=ru")
    first.press("Выйти")
    first.client.set_cookie(COOKIE, copy.value, path=f"/{estetic.slug}/")
    assert "sign-in" in first.open(f"/{estetic.slug}/me/").address
    third = signed_in(app, estetic, who)
    second.open(f"/{estetic.slug}/me/?lang=ru")
    second.press("Выйти на всех устройствах")
    assert "sign-in" in third.open(f"/{estetic.slug}/me/").address


def test_whoever_is_not_signed_in_is_asked_to_and_comes_back(app: Flask, estetic: OpenChain) -> None:
    reader = Reader(app.test_client())
    page = reader.open(f"/{estetic.slug}/me/?x=1")
    assert page.address.startswith(f"/{estetic.slug}/me/sign-in?next=")
    assert page.field("next") == f"/{estetic.slug}/me/?x=1"


def test_staff_are_nobody_on_the_members_pages_and_members_nobody_at_the_desk(
    app: Flask, estetic: OpenChain, desk: Reader
) -> None:
    assert "sign-in" in desk.open(f"/{estetic.slug}/me/").address
    who = guest(app, estetic, "Клара Новая")
    token = signed_in(app, estetic, who).client.get_cookie(COOKIE, path=f"/{estetic.slug}/")
    assert token is not None
    desk.client.set_cookie(COOKIE, token.value, path=f"/{estetic.slug}/")
    assert "Клара Новая" in desk.open(f"/{estetic.slug}/me/").text
    assert desk.open(f"/{estetic.slug}/desk/").status == 200
    alone = signed_in(app, estetic, who)
    assert "/desk/sign-in" in alone.open(f"/{estetic.slug}/desk/").address
