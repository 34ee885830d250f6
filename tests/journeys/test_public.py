"""A stranger on the phone: reads the rules, finds a salon, asks for a call; with script and without."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, OpenPage
from tests.journeys.live import House
from tests.journeys.looks import look
from tests.pages.desk.counter import new_phone
from webapp.database import transact
from webapp.engine.document.check import dump
from webapp.engine.document.schema import InForce
from webapp.pages.shared.visit import now
from webapp.store.tables import Attempt
from webapp.usecases.publish_programme import publish_programme

OFFICE_TOUCH = 44


@pytest.fixture
def announced(houses: dict[str, House]) -> House:
    """7 Krasok with terms that change in ten days: another share of a certificate's price, one rule less."""
    house = houses["seven_krasok"]
    with house.app.app_context():
        transact(lambda session: session.query(Attempt).delete(), None)
        day = house.chain.local(now()).date() + timedelta(days=10)
        document = house.chain.timeline.at(house.chain.local(now())).document
        terms = document.certificates
        assert terms is not None
        later = document.model_copy(update={"certificates": terms.model_copy(update={"shares": [5000]})})
        made = publish_programme(house.chain, dump(later), now(), span=InForce.model_validate({"from": day}))
        assert made.revision is not None, made
    return replace(house)


@pytest.mark.parametrize(
    ("scheme", "script", "language"), [("light", True, "ru"), ("dark", False, "en")], ids=["script", "without"]
)
def test_a_stranger_reads_finds_and_calls(
    announced: House, open_page: OpenPage, scheme: str, script: bool, language: str
) -> None:
    page = open_page(PHONE, is_mobile=True, java_script_enabled=script, color_scheme=scheme)
    start = f"{announced.address}/{announced.chain.slug}/"
    page.goto(f"{start}?lang={language}")
    seen(page, script)
    page.locator("a[href='#next']").click()
    expect(page.locator("#next")).to_be_visible()
    page.locator(f"a[href$='/{announced.chain.slug}/rules/']").click()
    seen(page, script)
    page.locator("main .panel a").first.click()
    expect(page.locator("#changed")).to_be_visible()
    seen(page, script)
    page.goto(f"{start}salons/")
    page.locator("#city").select_option("Moscow")
    page.locator("main form .button").click()
    assert page.url.endswith("?city=Moscow&category=")
    seen(page, script)
    page.goto(start)
    page.locator("main .actions .button").nth(1).click()
    page.locator("main form .button").click()
    expect(page.locator(".notice.wrong")).to_be_visible()
    seen(page, script)
    page.locator("#phone").fill(new_phone())
    page.locator("#agreed").check()
    page.locator("main form .button").click()
    page.wait_for_url("**/call/thanks")
    seen(page, script)


def seen(page: Page, script: bool) -> None:
    """axe needs script, and what is drawn is the same without."""
    if script:
        look(page, OFFICE_TOUCH)
