"""Tablets in a real browser: enrolled by a link, two people who switch by PIN, a lock that Back does not undo, two
tablets at once, a tablet that locks itself (R51).
"""

from __future__ import annotations

from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, TABLET, OpenPage
from tests.journeys.live import House
from tests.journeys.looks import look
from tests.pages.serving import SECRET
from tests.usecases.founded import hired
from webapp.pages.shared.visit import now
from webapp.usecases.add_staff import Newcomer
from webapp.usecases.offer_link import Offer, offer_tablet
from webapp.usecases.refusal import Refusal
from webapp.usecases.signed_links import signed

PINS = {"Анна Стойкина": "482915", "Вера Стойкина": "739164"}


@pytest.fixture(scope="module", autouse=True)
def crew(houses: dict[str, House]) -> None:
    house = houses["estetic"]
    with house.app.app_context():
        for name, pin in PINS.items():
            hired(house.chain, Newcomer("", name, "desk", "", ("centre",), pin))


def enrol(page: Page, house: House) -> None:
    with house.app.app_context():
        link = offer_tablet(house.chain, Offer(uuid4().hex, None, now()), "У входа", "centre")
        assert not isinstance(link, Refusal)
        word = signed(SECRET, house.chain, link)
    page.goto(f"{house.desk}tablet/?link={word}")
    look(page)
    page.get_by_role("button", name="Подключить это устройство").click()
    expect(page.get_by_role("heading", name="Кто за стойкой?")).to_be_visible()


def unlock(page: Page, name: str) -> None:
    page.get_by_role("link", name=name).click()
    for digit in PINS[name]:
        page.get_by_role("button", name=digit, exact=True).click()
    page.get_by_role("button", name="Войти").click()
    expect(page.get_by_role("button", name="Закрыть", exact=True)).to_be_visible()


@pytest.mark.parametrize("size", [TABLET, PHONE], ids=["tablet", "phone"])
def test_two_people_switch_and_back_shows_nothing(open_page: OpenPage, estetic: House, size: object) -> None:
    page = open_page(size)
    who = estetic.member()
    enrol(page, estetic)
    look(page)
    page.get_by_role("link", name="Анна Стойкина").click()
    look(page)
    page.go_back()
    unlock(page, "Анна Стойкина")
    look(page)
    page.goto(f"{estetic.desk}receipts/new/?member={who.id}")
    page.locator("#add-peeling").click()
    expect(page.locator(".line")).to_have_count(1)
    page.get_by_role("button", name="Закрыть", exact=True).click()
    expect(page.get_by_role("heading", name="Кто за стойкой?")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Кто за стойкой?")).to_be_visible()
    expect(page.get_by_text(who.name)).to_have_count(0)
    unlock(page, "Вера Стойкина")
    page.goto(f"{estetic.desk}receipts/new/?member={who.id}")
    expect(page.locator(".line")).to_have_count(0)
    page.get_by_role("button", name="Закрыть", exact=True).click()
    unlock(page, "Анна Стойкина")
    page.get_by_role("button", name="Продолжить").click()
    expect(page.locator(".line")).to_have_count(1)


def test_two_tablets_work_at_once(open_page: OpenPage, estetic: House) -> None:
    one, two = open_page(TABLET), open_page(TABLET)
    for page, name in ((one, "Анна Стойкина"), (two, "Вера Стойкина")):
        enrol(page, estetic)
        unlock(page, name)
    one.get_by_role("button", name="Закрыть", exact=True).click()
    two.reload()
    expect(two.get_by_role("link", name="Вера Стойкина")).to_be_visible()
    expect(two.get_by_role("button", name="Закрыть", exact=True)).to_be_visible()


def test_an_idle_tablet_locks_itself_and_keeps_what_was_typed(open_page: OpenPage, estetic: House) -> None:
    page = open_page(TABLET)
    who = estetic.member()
    page.clock.install()
    enrol(page, estetic)
    unlock(page, "Анна Стойкина")
    page.goto(f"{estetic.desk}members/{who.id}/questionnaire/")
    page.get_by_label("Фамилия, имя, отчество").fill("Половина Имени")
    page.clock.fast_forward("05:01")
    expect(page.get_by_role("heading", name="Кто за стойкой?")).to_be_visible()
    unlock(page, "Анна Стойкина")
    page.get_by_role("button", name="Продолжить").click()
    expect(page.get_by_label("Фамилия, имя, отчество")).to_have_value("Половина Имени")
