"""The owner looks up in a real browser who did what, with script and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, TABLET, OpenPage
from tests.journeys.live import House
from webapp.engine.events import Grant
from webapp.pages.shared.visit import now
from webapp.usecases.grant import grant
from webapp.usecases.operation import Actor


@pytest.fixture
def busy(estetic: House) -> str:
    """The phone of somebody who was granted bonuses so often that the log has two pages of it."""
    who = estetic.member()
    with estetic.app.app_context():
        for number in range(55):
            event = Grant.model_validate({"member": who.id, "bonuses": "1", "reason": f"причина {number}"})
            grant(estetic.chain, Actor(), f"{who.id} {number}", event, now())
    return who.phone


def enter(page: Page, house: House) -> None:
    page.goto(f"{house.office}audit/")
    page.get_by_label("Электронная почта").fill(house.owner)
    page.get_by_label("Пароль").fill(house.password)
    page.get_by_role("button", name="Войти").click()


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("size", [TABLET, PHONE], ids=["tablet", "phone"])
def test_what_was_done_is_searched_and_paged_through(
    open_page: OpenPage, estetic: House, busy: str, size: dict[str, int], script: bool
) -> None:
    page = open_page(size, java_script_enabled=script)
    enter(page, estetic)
    page.get_by_label("Действие").select_option(label="Начислены бонусы")
    page.get_by_label("О чём").fill(busy)
    page.get_by_role("button", name="Показать").click()
    # The whole log may begin with the same fifty.
    page.wait_for_load_state("networkidle")
    expect(page.locator(".log-entry")).to_have_count(50)
    expect(page.locator(".log-entry").first).to_contain_text("причина 54")
    page.get_by_role("button", name="Более ранние").click()
    expect(page.locator(".log-entry")).to_have_count(5)
    expect(page.locator(".log-entry").last).to_contain_text("причина 0")
    expect(page.get_by_label("О чём")).to_have_value(busy)
    assert busy not in page.url
    if script:
        expect(page.locator(".log-entry").first).to_be_in_viewport()
