"""Members on their phones: a certificate from the order to the use, and every page on which they act alone."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.certificates import code_of
from tests.journeys.conftest import PHONE, OpenPage
from tests.journeys.doing import someone
from tests.journeys.guests import come_in
from tests.journeys.live import House
from tests.pages.reader import Reader
from webapp.pages.shared.visit import now


def script(value: bool) -> object:
    return pytest.param(value, marks=[] if value else pytest.mark.long)


def manager(house: House) -> Reader:
    """The owner at a computer, by HTTP alone."""
    reader = Reader(house.app.test_client())
    reader.open(f"/{house.chain.slug}/desk/sign-in?lang=ru")
    reader.press("Войти", email=house.owner, password=house.password)
    return reader


def used(house: House, certificate: str) -> None:
    """Issued, booked, and shown at the counter."""
    reader = manager(house)
    reader.open(f"/{house.chain.slug}/office/certificates/{certificate}")
    reader.press("Выпустить сертификат")
    day = f"{house.chain.local(now()).date() + timedelta(days=1):%Y-%m-%d}"
    reader.press("Записать", **{"salon": "khimki", "visit-day": day, "visit-time": "12:30"})
    reader.open(f"/{house.chain.slug}/desk/certificates/")
    reader.press("Найти", code=code_of(house, certificate))
    reader.press("check", salon="khimki")
    form = next(form for form in reader.page.forms if form.action.endswith("/use"))
    assert "использован" in reader.press(form.buttons[-1].text).text


@pytest.mark.parametrize("with_script", [script(True), script(False)])
def test_a_certificate_is_ordered_by_thumb_and_seen_used_7k_8_7k_10(
    open_page: OpenPage, houses: dict[str, House], with_script: bool
) -> None:
    house = houses["seven_krasok"]
    page = open_page(PHONE, is_mobile=True, java_script_enabled=with_script)
    own = come_in(page, house, someone(house))
    page.goto(f"{own}requests/?lang=ru")
    page.get_by_role("link", name="Заказать сертификат").tap()
    page.get_by_role("link", name="Фут-брейк").tap()
    page.locator("input[name=choice]:enabled").first.check(force=True)
    page.get_by_role("button", name="Дальше").tap()
    page.get_by_role("button", name="Да, списать").tap()
    expect(page.locator(".chips")).to_contain_text("Заказан")
    certificate = page.url.split("/")[-2]
    assert UUID(certificate)
    page.get_by_label("Имя нового владельца").fill("Анна")
    page.get_by_role("button", name="Подарить").tap()
    expect(page.locator(".pairs")).to_contain_text("Анна")
    used(house, certificate)
    page.reload()
    expect(page.locator(".chips")).to_contain_text("Использован")


def test_a_call_has_a_clock_that_runs_7k_21(phone: Page, estetic: House) -> None:
    own = come_in(phone, estetic, someone(estetic))
    phone.goto(f"{own}requests/new?kind=call_back&lang=ru")
    phone.get_by_role("button", name="Отправить").tap()
    expect(phone.get_by_role("timer")).to_contain_text("14:5")
