"""A questionnaire on the guest's own phone, its review at the desk, and cards, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, TABLET, OpenPage
from tests.journeys.live import House
from tests.journeys.looks import look
from tests.journeys.test_desk import find, sign_in
from tests.pages.desk.counter import new_phone


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_from_an_unknown_phone_to_an_active_member(open_page: OpenPage, houses: dict[str, House], script: bool) -> None:
    """ES-1.2 to ES-1.5: enrolled at the tablet, filled on a phone, accepted from the queue."""
    house, number = houses["estetic"], new_phone()
    name = f"Анна Журавлёва {number[-4:]}"
    desk = open_page(TABLET, java_script_enabled=script)
    sign_in(desk, house)
    find(desk, number)
    desk.get_by_role("button", name="Открыть счёт").click()
    desk.get_by_role("button", name="Дать ссылку на анкету").click()
    expect(desk.get_by_role("img", name="QR-код")).to_be_visible()
    look(desk)
    guest = open_page(PHONE, is_mobile=True, java_script_enabled=script)
    guest.goto(desk.get_by_label("Ссылка").input_value())
    fill(guest, name, number)
    guest.get_by_role("button", name="Отправить анкету").click()
    expect(guest.get_by_text("Без этой отметки анкету принять нельзя").first).to_be_visible()
    look(guest, touch=44)
    expect(guest.get_by_label("Фамилия, имя, отчество")).to_have_value(name)
    guest.get_by_label("Даю согласие").check()
    guest.get_by_role("button", name="Отправить анкету").click()
    expect(guest.get_by_role("heading", name="Спасибо")).to_be_visible()
    desk.get_by_role("link", name="Анкеты").click()
    look(desk)
    desk.get_by_role("link", name=name).click()
    look(desk)
    desk.get_by_role("button", name="Принять анкету").click()
    expect(desk.get_by_role("heading", name=name)).to_be_visible()
    expect(desk.locator(".chip.active")).to_be_visible()


def fill(guest: Page, name: str, number: str) -> None:
    """All but the consent."""
    guest.get_by_label("Фамилия, имя, отчество").fill(name)
    for part, value in (("День", "29"), ("Месяц", "2"), ("Год", "1988")):
        guest.get_by_label(part, exact=True).fill(value)
    guest.get_by_label("Мобильный телефон").fill(number)
    guest.get_by_label("Я частное лицо").check()


def test_cards_from_the_first_to_the_further_one(open_page: OpenPage, houses: dict[str, House]) -> None:
    """7K-1, 7K-2, 7K-14: the cumulative card, the exchange for Privilege, a further card for a friend."""
    house = houses["seven_krasok"]
    who, friend = house.member("Ирина Хозяйка"), house.member("Вера Вторая")
    desk = open_page(TABLET)
    sign_in(desk, house)
    desk.goto(f"{house.desk}members/{who.id}")
    desk.get_by_role("link", name="Выдать, обменять, заблокировать").click()
    desk.get_by_role("button", name="Выдать карту").click()
    expect(desk.get_by_text("Накопительная карта").first).to_be_visible()
    house.bought(who, "silk_road", 3)
    desk.reload()
    expect(desk.get_by_text("Уровень с этой картой: Привилегия")).to_be_visible()
    desk.get_by_role("button", name="Обменять карту").click()
    expect(desk.get_by_text("заменена")).to_be_visible()
    look(desk)
    desk.get_by_role("link", name="Дополнительная карта").click()
    desk.get_by_label("Для кого").fill(friend.phone)
    desk.get_by_role("button", name="Найти").click()
    desk.get_by_role("link", name=friend.name).click()
    look(desk)
    desk.get_by_role("button", name="Выдать дополнительную карту").click()
    expect(desk.get_by_text("У кого карта: Вера Вторая")).to_be_visible()
    desk.get_by_role("link", name="Показать и напечатать").first.click()
    expect(desk.get_by_role("img", name="Штрихкод")).to_be_visible()
    look(desk)
