"""A member's data on the phone: advertising refused in one tap, all of it seen, then erased."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, OpenPage
from tests.journeys.guests import come_in
from tests.journeys.live import House
from tests.journeys.looks import look

TOUCH = 44


def seen(page: Page) -> None:
    """To its end: what the ways at the foot lie over while one scrolls is no target yet."""
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    look(page, TOUCH)


def test_a_guest_refuses_advertising_sees_all_and_is_erased_r63(open_page: OpenPage, estetic: House) -> None:
    phone, who = open_page(PHONE, is_mobile=True), estetic.member("Клара Прощальная")
    home = come_in(phone, estetic, who.id)
    phone.goto(f"{home}data/")
    seen(phone)
    phone.get_by_role("link", name="Согласия").click()
    advertising = phone.locator(".panel", has_text="предложения по СМС")
    advertising.get_by_role("button", name="Согласиться").click()
    expect(advertising.get_by_role("heading", name="Вы согласны")).to_be_visible()
    seen(phone)
    advertising.get_by_role("button", name="Отказаться").click()
    expect(advertising.get_by_role("heading", name="Вы отказались")).to_be_visible()
    phone.goto(f"{home}data/all")
    expect(phone.get_by_text("Клара Прощальная").first).to_be_visible()
    seen(phone)
    phone.goto(f"{home}data/")
    phone.get_by_role("link", name="Стереть мои данные").click()
    seen(phone)
    phone.get_by_label("Подтверждение").fill("стереть")
    phone.get_by_role("button", name="Стереть").click()
    expect(phone.get_by_text("Ваши данные стёрты")).to_be_visible()
    seen(phone)
    phone.goto(home)
    expect(phone.get_by_role("button", name="Получить код")).to_be_visible()
    assert estetic.sheet(who).known.full_name is None
