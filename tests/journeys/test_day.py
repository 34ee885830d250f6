"""A guest's first day at the counter in a real browser, in one walk: enrolled, asked, active, sold to, thanked with
bonuses that are spent at once, and sold back.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, OpenPage
from tests.journeys.live import House
from tests.journeys.looks import look
from tests.journeys.test_desk import SIZES, WAYS, add, find, sign_in
from tests.pages.desk.counter import new_phone

NAME = "Анна Журавлёва"
ISSUED = re.compile(r"^Карта \d+ выдана")


class Visit(NamedTuple):
    """What is sold first, and what the slip and the member's sheet say of it."""

    items: tuple[str, ...]
    slip: str
    sheet: str


VISITS = {
    "estetic": Visit(("facial_cleansing", "day_cream"), "«Бонусы за процедуры»: 100", "Доступно100"),
    "keep_looking": Visit(
        ("cut_men", "shampoo"), "По этой позиции правила ничего не дают", "покупки за 12 месяцев8 200,00"
    ),
    "seven_krasok": Visit(("silk_road",), "«Начисление бонусов»: 7 %", "начислено 455"),
}


@pytest.mark.parametrize(("preset", "size", "script"), WAYS)
def test_a_guests_first_day(
    open_page: OpenPage, houses: dict[str, House], preset: str, size: str, script: bool
) -> None:
    house, number, visit = houses[preset], new_phone(), VISITS[preset]
    desk = open_page(SIZES[size], java_script_enabled=script, is_mobile=size == "phone")
    sign_in(desk, house)
    find(desk, number)
    desk.get_by_role("button", name=re.compile("Открыть счёт для")).click()
    expect(desk.get_by_text("Счёт открыт")).to_be_visible()
    if preset == "estetic":
        guest = open_page(PHONE, is_mobile=True, java_script_enabled=script)
        asked_by_link(desk, guest, number, script)
    else:
        asked_on_paper(desk, script)
    expect(desk.get_by_text("Активен", exact=True)).to_be_visible()
    if preset == "seven_krasok":
        given_a_level(desk, house)
    sheet = desk.url
    sold(desk, house, *visit.items)
    slip = desk.url
    expect(desk.locator(".slip")).to_contain_text(visit.slip)
    desk.goto(sheet)
    expect(desk.locator("main")).to_contain_text(visit.sheet)
    if preset == "estetic":
        sold_for_bonuses(desk, house, script)
    else:
        desk.goto(slip)
    given_back(desk)


def asked_by_link(desk: Page, guest: Page, number: str, script: bool) -> None:
    """ES-1.2 to ES-1.5: filled on the guest's own phone, accepted from the queue."""
    desk.get_by_role("button", name="Дать ссылку на анкету").click()
    expect(desk.get_by_role("img", name="QR-код")).to_be_visible()
    guest.goto(desk.get_by_label("Ссылка").input_value())
    answer(guest)
    guest.get_by_label("Мобильный телефон").fill(number)
    guest.get_by_role("button", name="Отправить анкету").click()
    expect(guest.get_by_text("Без этой отметки анкету принять нельзя").first).to_be_visible()
    expect(guest.get_by_label("Фамилия, имя, отчество")).to_have_value(NAME)
    if script:
        look(guest, touch=44)
    guest.get_by_label("Даю согласие").check()
    guest.get_by_role("button", name="Отправить анкету").click()
    expect(guest.get_by_role("heading", name="Спасибо")).to_be_visible()
    desk.get_by_role("link", name="Анкеты").click()
    desk.get_by_role("link", name=NAME).first.click()
    desk.get_by_role("button", name="Принять анкету").click()


def asked_on_paper(desk: Page, script: bool) -> None:
    desk.get_by_role("link", name="Ввести анкету").click()
    desk.get_by_role("button", name="Сохранить анкету").click()
    expect(desk.get_by_text("Проверьте отмеченные поля")).to_be_visible()
    if script:
        look(desk)
    answer(desk)
    desk.get_by_label("Даю согласие").check()
    desk.get_by_role("button", name="Сохранить анкету").click()


def given_a_level(desk: Page, house: House) -> None:
    """7K-1, 7K-2: the cumulative card, the purchases that it counts, the card that they are good for."""
    desk.get_by_role("link", name="Выдать, обменять, заблокировать").click()
    desk.get_by_role("button", name="Выдать карту").click()
    expect(desk.get_by_text(ISSUED)).to_have_count(1)
    desk.get_by_role("link", name=NAME).click()
    desk.wait_for_url(re.compile(r"/members/[\w-]+$"))
    sheet = desk.url
    sold(desk, house, "silk_road", "silk_road", "silk_road")
    desk.goto(sheet)
    desk.get_by_role("link", name="Выдать, обменять, заблокировать").click()
    expect(desk.get_by_text("Уровень с этой картой: Привилегия")).to_be_visible()
    desk.get_by_role("button", name="Обменять карту").click()
    # The page before has that link too, and what is pressed there is lost to the answer.
    expect(desk.get_by_text(ISSUED)).to_have_count(1)
    desk.get_by_role("link", name=NAME).click()
    expect(desk.locator(".chip.level")).to_contain_text("Привилегия")


def sold(desk: Page, house: House, *items: str) -> None:
    desk.get_by_role("link", name="Новый чек").click()
    add(desk, house, *items)
    desk.get_by_role("button", name="Провести чек").click()
    expect(desk.get_by_text("Чек проведён")).to_be_visible()
    # The slip's script ends the draft; whoever leaves before that has it brought back.
    desk.wait_for_load_state()


def sold_for_bonuses(desk: Page, house: House, script: bool) -> None:
    """ES-2.4: what the first visit brought pays for a part of the next one, once the guest has agreed."""
    desk.get_by_role("link", name="Новый чек").click()
    add(desk, house, "day_cream")
    desk.locator("#spend-by-max").check()
    if not script:
        desk.locator("[name=quantity-0]").press("Enter")
    expect(desk.locator(".totals")).to_contain_text("Списано бонусов")
    desk.get_by_role("button", name="Провести чек").click()
    desk.get_by_role("button", name=re.compile("Гость согласен: списать 100")).click()
    expect(desk.get_by_text("Чек проведён")).to_be_visible()
    # The slip's script ends the draft; whoever leaves before that has it brought back.
    desk.wait_for_load_state()


def given_back(desk: Page) -> None:
    desk.get_by_role("link", name="Вернуть", exact=True).click()
    desk.locator("input[name^=units-]").first.fill("1")
    desk.get_by_label("Не подошло").check()
    desk.get_by_role("button", name="Посчитать возврат").click()
    desk.get_by_role("button", name="Подтвердить возврат").click()
    expect(desk.get_by_text("Возврат проведён")).to_be_visible()


def answer(page: Page) -> None:
    """All but the consent."""
    page.get_by_label("Фамилия, имя, отчество").fill(NAME)
    for part, value in (("День", "29"), ("Месяц", "2"), ("Год", "1988")):
        page.get_by_label(part, exact=True).fill(value)
    individual = page.get_by_label("Я частное лицо")
    if individual.count():
        individual.check()
