"""A member's own pages on the phone: read, touched, installed, and the card without a connection."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, OpenPage
from tests.journeys.guests import come_in
from tests.journeys.live import House
from tests.journeys.looks import look, stands_still

TOUCH = 44
KEPT = "async path => !!await caches.match(path, {ignoreVary: true})"
PAGES = """async () => {
    const found = [];
    for (const name of await caches.keys()) found.push(...(await (await caches.open(name)).keys()).map(one => new URL(one.url).pathname));
    return found.filter(path => !path.startsWith('/static/') && !path.endsWith('.css')).sort();
}"""


def test_a_member_reads_on_the_phone_and_has_the_card_without_a_connection_r37(
    open_page: OpenPage, houses: dict[str, House]
) -> None:
    house = houses["seven_krasok"]
    who = house.regular()
    page = open_page(PHONE, is_mobile=True)
    home = come_in(page, house, who.id)
    page.goto(home)
    stands_still(page)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        look(page, TOUCH)
    page.get_by_role("link", name="Показать карту").click()
    number = page.locator(".code-number").inner_text()
    expect(page.get_by_role("img", name="Штрихкод")).to_be_in_viewport(ratio=1)
    look(page, TOUCH)
    card = f"{home}card"
    page.wait_for_function(f"({KEPT})({card!r})")
    _reads_without_a_connection(page, home, number)
    page.context.set_offline(False)
    page.goto(f"{home}profile/")
    page.get_by_role("button", name="Выйти", exact=True).click()
    page.wait_for_function(f"({KEPT})({card!r}).then(kept => !kept)")
    page.context.set_offline(True)
    page.goto(card)
    expect(page.get_by_role("heading", name="Нет связи")).to_be_visible()
    assert number not in page.content()


def _reads_without_a_connection(page: Page, home: str, number: str) -> None:
    """The card, and a word of what is wrong in the place of all else. No other page is kept."""
    path = re.sub(r"^\w+://[^/]+", "", home)
    assert page.evaluate(PAGES) == [f"{path}card", f"{path}offline"]
    page.context.set_offline(True)
    page.reload()
    assert page.locator(".code-number").inner_text() == number
    expect(page.get_by_role("img", name="QR")).to_be_in_viewport(ratio=1)
    page.goto(home)
    expect(page.get_by_role("heading", name="Нет связи")).to_be_visible()
    page.get_by_role("link", name="Показать карту").click()
    assert page.locator(".code-number").inner_text() == number


def test_a_sale_is_opened_line_by_line_without_script(open_page: OpenPage, estetic: House) -> None:
    who = estetic.regular()
    page = open_page(PHONE, is_mobile=True, java_script_enabled=False)
    page.goto(come_in(page, estetic, who.id))
    page.get_by_role("link", name="История").click()
    page.get_by_role("link", name="Покупка").first.click()
    expect(page.get_by_text("пункт").first).to_be_visible()
    page.get_by_role("link", name="Главная").click()
    page.get_by_role("link", name="Предложения").click()
    expect(page.get_by_text("сработало").first).to_be_visible()
