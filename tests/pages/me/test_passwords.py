"""A password of a member's own: never needed, with the same limits, and with a new one every other sign-in ends (R46)."""

from __future__ import annotations

import re

from flask import Flask

from tests.pages.desk.counter import new_phone
from tests.pages.me.guests import COOKIE, count_nothing, guest, letters, signed_in
from tests.pages.reader import Page, Reader
from tests.pages.serving import token_of
from webapp.pages.shared.visit import operation_id
from webapp.usecases.open_chain import OpenChain

PASSWORD, OTHER = "four words nobody knows", "other words nobody said"


def chosen(app: Flask, chain: OpenChain, who: str) -> Reader:
    """The member with a password."""
    reader = signed_in(app, chain, who)
    reader.open(f"/{chain.slug}/me/password/?lang=ru")
    page = reader.press("Сохранить пароль", **{"new-password": PASSWORD, "again": PASSWORD})
    assert page.address.endswith("/me/profile/"), page.text
    return reader


def entering(app: Flask, chain: OpenChain, who: str, password: str) -> Page:
    reader = Reader(app.test_client())
    reader.open(f"/{chain.slug}/me/sign-in/password?lang=ru")
    return reader.press("Войти", who=who, password=password)


def test_a_member_comes_in_by_a_password_and_strangers_are_told_the_same_r45(app: Flask, estetic: OpenChain) -> None:
    phone = new_phone()
    chosen(app, estetic, guest(app, estetic, "Клара Новая", phone))
    assert "Клара Новая" in entering(app, estetic, phone, PASSWORD).text
    assert "Клара Новая" in entering(app, estetic, f"guest{phone[1:]}@example.org", PASSWORD).text
    answers = [entering(app, estetic, who, OTHER) for who in (phone, new_phone())]
    assert answers[0].status == 422
    assert answers[0].text == answers[1].text


def test_wrong_passwords_lock_the_codes_as_well_r44(app: Flask, estetic: OpenChain) -> None:
    phone = new_phone()
    chosen(app, estetic, guest(app, estetic, phone=phone))
    for _ in range(5):
        entering(app, estetic, phone, OTHER)
    assert entering(app, estetic, phone, PASSWORD).status == 422


def test_an_easy_password_or_one_typed_twice_differently_is_not_taken(app: Flask, estetic: OpenChain) -> None:
    reader = signed_in(app, estetic, guest(app, estetic))
    for new, again in (("qwerty", "qwerty"), (PASSWORD, OTHER), ("", "")):
        reader.open(f"/{estetic.slug}/me/password/?lang=ru")
        page = reader.press("Сохранить пароль", **{"new-password": new, "again": again})
        assert page.status == 422
        assert new == "" or new not in page.html


def test_with_a_new_password_every_other_sign_in_ends_r46(app: Flask, estetic: OpenChain) -> None:
    """R46: a copy of the cookie from before is worth nothing, whoever carries it."""
    who = guest(app, estetic, phone=(phone := new_phone()))
    reader = chosen(app, estetic, who)
    other, copy = signed_in(app, estetic, who), reader.client.get_cookie(COOKIE, path=f"/{estetic.slug}/")
    assert copy is not None
    reader.open(f"/{estetic.slug}/me/password/")
    assert reader.press("Сохранить пароль", old=OTHER, **{"new-password": OTHER, "again": OTHER}).status == 422
    page = reader.press("Сохранить пароль", old=PASSWORD, **{"new-password": OTHER, "again": OTHER})
    assert page.address.endswith("/me/profile/")
    assert "sign-in" in other.open(f"/{estetic.slug}/me/").address
    told = [letter["to"] for letter in letters(app, estetic) if "новый пароль" in letter["text"]]
    # What leaves at one moment has no order.
    pairs = [set(told[-4:-2]), set(told[-2:])]
    assert pairs == [{f"guest{phone[1:]}@example.org", phone}] * 2, "by mail and by phone, the first one too"
    bare = app.test_client()
    bare.set_cookie(COOKIE, copy.value, path=f"/{estetic.slug}/")
    assert "sign-in" in Reader(bare).open(f"/{estetic.slug}/me/").address


def test_a_forgotten_password_is_chosen_anew_by_a_link_that_is_good_once(app: Flask, estetic: OpenChain) -> None:
    phone = new_phone()
    who = guest(app, estetic, phone=phone)
    before, told = signed_in(app, estetic, who), []
    for asked_for in (new_phone(), phone):
        count_nothing(app)
        reader = Reader(app.test_client())
        reader.open(f"/{estetic.slug}/me/forgotten-password?lang=ru")
        told.append(reader.press("Прислать ссылку", who=asked_for, channel="email").text)
    assert told[0] == told[1]
    link = re.search(r"http://localhost(\S+)", letters(app, estetic)[-1]["text"])
    assert link is not None
    reader.open(link[1])
    page = reader.press("Сохранить пароль", **{"new-password": PASSWORD, "again": PASSWORD})
    assert page.address.endswith("/me/profile/")
    assert "sign-in" in before.open(f"/{estetic.slug}/me/").address
    assert Reader(app.test_client()).open(link[1]).status == 410
    assert Reader(app.test_client()).open(f"{link[1][:-4]}aaaa").status == 410
    assert entering(app, estetic, phone, PASSWORD).address.endswith("/me/")


def test_who_shares_an_email_gives_nobody_more_guesses_at_the_passwords_of_others_r44(
    app: Flask, estetic: OpenChain
) -> None:
    shared, phone = f"family{new_phone()[1:]}@example.org", new_phone()
    chosen(app, estetic, guest(app, estetic, phone=phone, email=shared))
    reader = signed_in(app, estetic, guest(app, estetic, email=shared))
    reader.open(f"/{estetic.slug}/me/password/?lang=ru")
    reader.press("Сохранить пароль", **{"new-password": OTHER, "again": OTHER})
    for guess in ("wrong one", "wrong two", "wrong three"):
        assert entering(app, estetic, shared, guess).status == 422
    assert entering(app, estetic, shared, OTHER).status == 200
    for guess in ("wrong four", "wrong five"):
        assert entering(app, estetic, shared, guess).status == 422
    assert entering(app, estetic, phone, PASSWORD).status == 422


def test_a_link_to_a_new_password_leads_to_the_site_whatever_name_it_was_asked_for_under_r53(
    app: Flask, estetic: OpenChain
) -> None:
    phone = new_phone()
    guest(app, estetic, phone=phone)
    client, address, elsewhere = app.test_client(), f"/{estetic.slug}/me/forgotten-password", "http://evil.example"
    token = token_of(client.get(address, base_url=elsewhere).text)
    sent = {"csrf_token": token, "who": phone, "operation": operation_id()}
    assert client.post(address, base_url=elsewhere, data=sent).status_code == 303
    assert f"{app.config['SITE_URL']}/{estetic.slug}/me/new-password?link=" in letters(app, estetic)[-1]["text"]
