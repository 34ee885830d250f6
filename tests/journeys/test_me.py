"""A member on the phone: the code, a password offered, out again; with script and without."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, OpenPage
from tests.journeys.live import House
from tests.journeys.looks import look
from tests.pages.me.guests import code_of, count_nothing, guest, letters
from webapp.usecases.ask_code import PAUSE

TOUCH = 44


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}], ids=["script", "no-script"])
def test_a_member_comes_in_by_a_code_and_goes(estetic: House, open_page: OpenPage, options: dict[str, Any]) -> None:
    page, script = open_page(PHONE, is_mobile=True, **options), not options
    email = f"journey{'-script' if script else ''}@example.org"
    guest(estetic.app, estetic.chain, "Клара Новая", email=email)
    count_nothing(estetic.app)
    page.goto(f"{estetic.address}/{estetic.chain.slug}/me/?lang=ru")
    seen(page, script)
    page.locator("#who").fill(email)
    page.locator("main form .primary").tap()
    expect(page.locator("#code")).to_have_attribute("autocomplete", "one-time-code")
    again = page.locator("[data-wait]").first
    if script:
        expect(again).to_be_disabled()
        expect(again).to_contain_text(re.compile(rf"\b[0-9]{{1,{len(str(PAUSE.seconds))}}} с"))
    else:
        expect(again).to_be_enabled()
    seen(page, script)
    page.locator("#code").fill("000")
    page.locator("main form .primary").tap()
    expect(page.locator("#code-error")).to_be_visible()
    page.locator("#code").fill(code_of(letters(estetic.app, estetic.chain)[-1]))
    page.locator("main form .primary").tap()
    expect(page.locator("#new-password")).to_be_visible()
    seen(page, script)
    page.locator("main a.button").tap()
    expect(page.locator("h1")).to_have_text(re.compile("Клара"))
    page.locator(".top-side a[href*=profile]").tap()
    expect(page.locator("#sign-ins")).to_be_visible()
    seen(page, script)
    page.locator("main form .primary").tap()
    expect(page.locator("#who")).to_be_visible()
    page.goto(f"{estetic.address}/{estetic.chain.slug}/me/")
    expect(page.locator("#who")).to_be_visible()


def seen(page: Page, script: bool) -> None:
    if script:
        look(page, TOUCH)
