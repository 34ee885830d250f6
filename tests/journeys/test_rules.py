"""The owner changes the programme without a programmer: a rule by its form, a mistake mended, published, and told to
everyone (design 4).
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, TABLET, OpenPage
from tests.journeys.live import House
from tests.journeys.looks import look
from tests.usecases.founded import OWNER, founded, hired


@pytest.fixture
def own(estetic: House) -> House:
    """A chain whose rules no other test has published."""
    with estetic.app.app_context():
        chain = founded("estetic")
        hired(chain, OWNER)
    return replace(estetic, chain=chain)


def enter(page: Page, house: House) -> None:
    page.goto(f"{house.office}rules/")
    page.get_by_label("Электронная почта").fill(house.owner)
    page.get_by_label("Пароль").fill(house.password)
    page.get_by_role("button", name="Войти").click()


def test_a_rule_is_changed_on_a_tablet_and_published_on_a_phone(open_page: OpenPage, own: House) -> None:
    tablet = open_page(TABLET)
    enter(tablet, own)
    tablet.get_by_role("button", name="Начать черновик").click()
    tablet.get_by_role("link", name="День рождения", exact=True).click()
    tablet.get_by_label("Сколько", exact=True).first.fill("сто")
    tablet.get_by_role("button", name="Сохранить черновик").click()
    expect(tablet.locator("#then-earn-give-error")).to_contain_text("'сто' не величина")
    look(tablet)
    tablet.locator("#then-earn-give").fill("150")
    tablet.get_by_role("button", name="Сохранить черновик").click()
    expect(tablet.get_by_text("Черновик сохранён.")).to_be_visible()
    tablet.set_viewport_size(PHONE)
    look(tablet)
    phone = open_page(PHONE, is_mobile=True, java_script_enabled=False)
    enter(phone, own)
    phone.get_by_role("link", name="Открыть черновик").click()
    phone.get_by_role("link", name="Проверить и опубликовать").click()
    expect(phone.locator("ins")).to_contain_text("150 бонусов")
    phone.get_by_role("button", name="Опубликовать").click()
    expect(phone.get_by_text("Правила опубликованы и уже действуют.")).to_be_visible()
    phone.goto(f"{own.address}/{own.chain.slug}/")
    expect(phone.get_by_text("в день рождения участник получает 150 бонусов").first).to_be_visible()
