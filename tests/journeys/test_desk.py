"""The main job in a real browser: find, put together, see why, spend, post, print, take back; on a tablet and on a
phone, with script and without.
"""

from __future__ import annotations

import gzip
import re

import pytest
from playwright.sync_api import Page, Route, expect

from config.settings import HTMX_URL
from tests.journeys.conftest import PHONE, TABLET, OpenPage
from tests.journeys.live import PRESETS, House
from tests.journeys.looks import look

SIZES = {"tablet": TABLET, "phone": PHONE}
ITEMS = {
    "estetic": ("facial_cleansing", "day_cream"),
    "keep_looking": ("cut_men", "shampoo"),
    "seven_krasok": ("silk_road", "coconut_oil"),
}
WHY = {
    "estetic": "«Бонусы за процедуры»: 100",
    "keep_looking": "«Скидка уровня в салоне»: скидка 5 % от 5 000 ₽ — 250 ₽.",
    "seven_krasok": "«Начисление бонусов»: 7 % от 6 500 ₽ — 455 бонусов.",
}
WAYS = [
    pytest.param(preset, size, script, marks=() if script or preset == "estetic" else pytest.mark.long)
    for preset in PRESETS
    for size in SIZES
    for script in (True, False)
]
"""Without script one preset is walked in the suite, and all of them in the long form."""


def sign_in(page: Page, house: House, email: str = "") -> None:
    """As the desk, or as whoever has that e-mail."""
    page.goto(house.desk)
    page.get_by_label("Электронная почта").fill(email or house.email)
    page.get_by_label("Пароль").fill(house.password)
    page.get_by_role("button", name="Войти").click()
    expect(page.get_by_role("heading", name="Найти участника")).to_be_visible()


def find(page: Page, words: str) -> None:
    page.get_by_label("Телефон, имя или номер карты").fill(words)
    page.get_by_role("button", name="Найти").click()


def add(page: Page, house: House, *codes: str) -> None:
    for code in codes:
        group = next(group for group in house.chain.groups if group.code == house.chain.lists.items[code].group)
        if not page.locator(f"#add-{code}").is_visible():
            page.get_by_role("button", name=group.name.ru, exact=True).click()
        page.locator(f"#add-{code}").click()
        expect(page.locator(f"input[name^=item-][value={code}]")).to_have_count(1)


def begin(page: Page, house: House, member: str) -> None:
    page.goto(f"{house.desk}receipts/new/?member={member}")


@pytest.mark.parametrize(("preset", "size", "script"), WAYS)
def test_from_the_phone_to_the_slip_and_back(
    open_page: OpenPage, houses: dict[str, House], preset: str, size: str, script: bool
) -> None:
    house = houses[preset]
    page = open_page(SIZES[size], java_script_enabled=script, is_mobile=size == "phone")
    who = house.regular()
    sign_in(page, house)
    find(page, who.phone)
    expect(page.get_by_role("heading", name=who.name)).to_be_visible()
    page.get_by_role("link", name="Новый чек").click()
    add(page, house, *ITEMS[preset])
    expect(page.locator("#line-0 .why")).to_contain_text(WHY[preset])
    if preset == "estetic":
        page.locator("#spend-by-max").check()
        if not script:
            page.locator("[name=quantity-0]").press("Enter")
        expect(page.locator(".totals")).to_contain_text("Списано бонусов")
    page.get_by_role("button", name="Провести чек").click()
    if preset == "estetic":
        page.get_by_role("button", name=re.compile("Гость согласен")).click()
    expect(page.get_by_text("Чек проведён")).to_be_visible()
    expect(page.get_by_text("Это не кассовый чек")).to_be_visible()
    expect(page.locator(".slip")).to_contain_text(WHY[preset])
    page.get_by_role("link", name="Вернуть", exact=True).click()
    page.locator("#units-1").fill("1")
    page.get_by_label("Не подошло").check()
    page.get_by_role("button", name="Посчитать возврат").click()
    page.get_by_role("button", name="Подтвердить возврат").click()
    expect(page.get_by_text("Возврат проведён")).to_be_visible()
    expect(page.get_by_text("возвращена 1 единица")).to_be_visible()


def test_results_come_while_one_types(tablet: Page, estetic: House) -> None:
    who = estetic.member("Зинаида Ветрова")
    sign_in(tablet, estetic)
    tablet.get_by_label("Телефон, имя или номер карты").press_sequentially("ветр", delay=20)
    expect(tablet.get_by_role("link", name=re.compile(who.name))).to_be_visible()
    assert tablet.url == estetic.desk
    look(tablet)


def test_a_scanner_needs_no_focus(tablet: Page, houses: dict[str, House]) -> None:
    house = houses["seven_krasok"]
    who = house.member("Клара Сканова", days_ago=9)
    house.bought(who, "silk_road", 3, days_ago=8)
    number = house.card(who)
    sign_in(tablet, house)
    tablet.get_by_role("heading", name="Найти участника").click()
    tablet.evaluate("document.activeElement.blur()")
    tablet.keyboard.type(number, delay=10)
    tablet.keyboard.press("Enter")
    expect(tablet.get_by_role("heading", name=who.name)).to_be_visible()


def test_taps_faster_than_answers_are_all_counted(tablet: Page, estetic: House) -> None:
    who = estetic.member()
    sign_in(tablet, estetic)
    begin(tablet, estetic, who.id)
    tablet.route("**/receipts/new/", lambda route: route.continue_())
    for code in ("peeling", "facial_cleansing", "rf_lifting", "peeling"):
        tablet.evaluate(f"document.getElementById('add-{code}').click()")
    expect(tablet.locator(".line")).to_have_count(3)
    expect(tablet.locator("#quantity-0")).to_have_value("2")
    for _ in range(3):
        tablet.evaluate("document.getElementById('more-1').click()")
    expect(tablet.locator("#quantity-1")).to_have_value("4")
    expect(tablet.locator(".bar-sum")).to_contain_text("23 800,00 ₽")


def test_what_is_posted_waits_for_the_taps_before_it(tablet: Page, estetic: House) -> None:
    who = estetic.member()
    sign_in(tablet, estetic)
    begin(tablet, estetic, who.id)
    add(tablet, estetic, "peeling")
    held: list[Route] = []
    tablet.route("**/receipts/new/", lambda route: held.append(route))
    for _ in range(2):
        tablet.locator("#add-peeling").click()
    tablet.get_by_role("button", name="Провести чек").click(no_wait_after=True)
    expect(tablet.locator("#draft")).to_have_attribute("data-sent", "yes")
    tablet.route("**/receipts/new/", lambda route: route.continue_())
    held[0].continue_()
    expect(tablet.get_by_text("Чек проведён")).to_be_visible()
    [receipt] = estetic.sheet(who).receipts
    assert receipt.payable == 3 * 280000


def test_a_typed_price_is_counted_and_the_next_field_keeps_what_is_typed(tablet: Page, estetic: House) -> None:
    who = estetic.member()
    sign_in(tablet, estetic)
    begin(tablet, estetic, who.id)
    add(tablet, estetic, "peeling", "facial_cleansing")
    tablet.locator("#price-0").fill("2500,50")
    tablet.locator("#price-1").click()
    tablet.locator("#price-1").press("Control+a")
    tablet.locator("#price-1").press_sequentially("3000", delay=30)
    expect(tablet.locator(".bar-sum")).to_contain_text("6 000,50 ₽")
    expect(tablet.locator("#price-1")).to_have_value("3000")
    tablet.locator("#price-1").press("Enter")
    expect(tablet.locator(".bar-sum")).to_contain_text("5 500,50 ₽")
    tablet.locator("#remove-0").click()
    expect(tablet.locator("#price-1")).to_have_value("3000")
    expect(tablet.locator(".bar-sum")).to_contain_text("3 000,00 ₽")


def test_a_double_tap_posts_once(tablet: Page, estetic: House) -> None:
    who = estetic.member()
    sign_in(tablet, estetic)
    begin(tablet, estetic, who.id)
    add(tablet, estetic, "peeling")
    tablet.get_by_role("button", name="Провести чек").dblclick()
    expect(tablet.get_by_text("Это не кассовый чек")).to_be_visible()
    assert len(estetic.sheet(who).receipts) == 1


def test_a_double_tap_posts_once_without_script(open_page: OpenPage, estetic: House) -> None:
    page = open_page(TABLET, java_script_enabled=False)
    who = estetic.member()
    sign_in(page, estetic)
    begin(page, estetic, who.id)
    add(page, estetic, "peeling")
    page.get_by_role("button", name="Провести чек").dblclick(no_wait_after=True)
    expect(page.get_by_text("Это не кассовый чек")).to_be_visible()
    assert len(estetic.sheet(who).receipts) == 1


def test_going_away_and_back_keeps_the_draft_and_posts_it_once(tablet: Page, estetic: House) -> None:
    who = estetic.member()
    sign_in(tablet, estetic)
    begin(tablet, estetic, who.id)
    add(tablet, estetic, "peeling", "facial_cleansing")
    tablet.get_by_role("link", name=who.name).click()
    expect(tablet.get_by_role("heading", name=who.name)).to_be_visible()
    tablet.go_back()
    expect(tablet.locator(".line")).to_have_count(2)
    expect(tablet.locator(".bar-sum")).to_contain_text("6 300,00 ₽")
    tablet.get_by_role("button", name="Провести чек").click()
    expect(tablet.get_by_text("Это не кассовый чек")).to_be_visible()
    # Only then has the slip's script forgotten the draft.
    tablet.wait_for_load_state()
    tablet.go_back()
    expect(tablet.locator(".line")).to_have_count(0)
    assert len(estetic.sheet(who).receipts) == 1


def test_a_dropped_connection_loses_nothing(tablet: Page, estetic: House) -> None:
    who = estetic.member()
    sign_in(tablet, estetic)
    begin(tablet, estetic, who.id)
    add(tablet, estetic, "peeling")
    tablet.context.set_offline(True)
    tablet.locator("#add-facial_cleansing").click()
    expect(tablet.get_by_text("Нет связи с сервером")).to_be_visible()
    tablet.context.set_offline(False)
    expect(tablet.locator(".line")).to_have_count(1)
    tablet.get_by_role("button", name="Повторить").click()
    expect(tablet.locator(".line")).to_have_count(2)
    expect(tablet.get_by_text("Нет связи с сервером")).to_be_hidden()


def test_a_session_that_ended_keeps_the_draft(tablet: Page, estetic: House) -> None:
    who = estetic.member()
    sign_in(tablet, estetic)
    begin(tablet, estetic, who.id)
    add(tablet, estetic, "peeling")
    tablet.context.clear_cookies()
    tablet.locator("#add-facial_cleansing").click()
    expect(tablet.get_by_text("Сеанс закончился")).to_be_visible()
    look(tablet)
    tablet.get_by_label("Электронная почта").fill(estetic.email)
    tablet.get_by_label("Пароль").fill(estetic.password)
    tablet.get_by_role("button", name="Войти").click()
    look(tablet)
    tablet.get_by_role("button", name="Продолжить").click()
    expect(tablet.locator(".line")).to_have_count(2)


def test_a_receipt_is_posted_where_htmx_never_comes(tablet: Page, estetic: House) -> None:
    who = estetic.member()
    tablet.route(HTMX_URL, lambda route: route.abort())
    sign_in(tablet, estetic)
    begin(tablet, estetic, who.id)
    add(tablet, estetic, "peeling", "facial_cleansing")
    tablet.locator("#price-0").fill("1000")
    tablet.locator("#price-0").press("Enter")
    expect(tablet.locator(".bar-sum")).to_contain_text("4 500,00 ₽")
    tablet.get_by_role("button", name="Провести чек").click()
    expect(tablet.get_by_text("Чек проведён")).to_be_visible()


def test_another_language_in_the_middle_of_a_draft(tablet: Page, estetic: House) -> None:
    who = estetic.member()
    sign_in(tablet, estetic)
    begin(tablet, estetic, who.id)
    add(tablet, estetic, "peeling")
    tablet.get_by_role("button", name="English").click()
    expect(tablet.get_by_role("button", name="Post the receipt")).to_be_visible()
    expect(tablet.locator(".bar-sum")).to_contain_text("2,800.00 ₽")


def test_the_keyboard_alone_is_enough(tablet: Page, estetic: House) -> None:
    who = estetic.member("Вера Клавишина")
    tablet.goto(estetic.desk)
    reach(tablet, "#email")
    tablet.keyboard.type(estetic.email)
    reach(tablet, "#password")
    tablet.keyboard.type(estetic.password)
    tablet.keyboard.press("Enter")
    expect(tablet.locator("#search")).to_be_focused()
    tablet.keyboard.type(who.phone)
    tablet.keyboard.press("Enter")
    expect(tablet.get_by_role("heading", name=who.name)).to_be_visible()
    reach(tablet, "a.primary")
    tablet.keyboard.press("Enter")
    expect(tablet.locator("#draft")).to_be_visible()
    reach(tablet, "#add-peeling")
    tablet.keyboard.press("Enter")
    expect(tablet.locator(".line")).to_have_count(1)
    reach(tablet, "#post")
    tablet.keyboard.press("Enter")
    expect(tablet.get_by_text("Чек проведён")).to_be_visible()


def reach(page: Page, wanted: str) -> None:
    """Presses Tab until the wanted element has the focus, and sees that it shows."""
    for _ in range(60):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {wanted}")


def test_a_usual_visit_is_five_taps_from_the_found_member(tablet: Page, estetic: House) -> None:
    """With bonuses spent and the guest's word for it; without them it is three."""
    who = estetic.regular()
    sign_in(tablet, estetic)
    find(tablet, who.phone)
    expect(tablet.get_by_role("heading", name=who.name)).to_be_visible()
    tablet.evaluate("sessionStorage.setItem('taps', '0')")
    tablet.add_init_script(
        "addEventListener('pointerdown', () => sessionStorage.setItem('taps', +sessionStorage.getItem('taps') + 1))"
    )
    tablet.reload()
    tablet.get_by_role("link", name="Новый чек").click()
    tablet.locator(".tile").first.click()
    tablet.locator("#spend-by-max").check()
    expect(tablet.locator(".totals")).to_contain_text("Списано бонусов")
    tablet.get_by_role("button", name="Провести чек").click()
    expect(tablet.locator("#confirm-words")).to_contain_text("Спросите гостя")
    look(tablet)
    tablet.get_by_role("button", name=re.compile("Гость согласен")).click()
    expect(tablet.get_by_text("Чек проведён")).to_be_visible()
    assert int(tablet.evaluate("sessionStorage.getItem('taps')")) <= 5


def test_a_receipt_posted_without_a_connection_is_told_and_sent_again_r3(tablet: Page, estetic: House) -> None:
    who = estetic.member()
    sign_in(tablet, estetic)
    begin(tablet, estetic, who.id)
    add(tablet, estetic, "peeling")
    operation = tablet.locator("#draft [name=operation]").input_value()
    tablet.context.set_offline(True)
    tablet.get_by_role("button", name="Провести чек").click()
    expect(tablet.get_by_text("Нет связи с сервером")).to_be_visible()
    expect(tablet.locator(".line")).to_have_count(1)
    assert tablet.locator("#draft [name=operation]").input_value() == operation
    tablet.route("**/healthz", lambda route: route.abort())
    tablet.context.set_offline(False)
    tablet.get_by_role("button", name="Провести чек").click()
    expect(tablet.get_by_text("Нет связи с сервером")).to_be_visible()
    tablet.unroute("**/healthz")
    tablet.get_by_role("button", name="Повторить").click()
    expect(tablet.get_by_text("Чек проведён")).to_be_visible()
    assert len(estetic.sheet(who).receipts) == 1


def test_the_first_page_is_light(tablet: Page, estetic: House, htmx: bytes) -> None:
    """With its style sheets, scripts and htmx, as they travel; pictures left out."""
    sizes: dict[str, int] = {}
    tablet.on("response", lambda answer: sizes.update({answer.url: len(gzip.compress(answer.body()))}))
    sign_in(tablet, estetic)
    tablet.wait_for_load_state("networkidle")
    home = {url: size for url, size in sizes.items() if not url.endswith((".svg", "/sign-in"))}
    assert any("htmx" in url for url in home)
    assert sum(home.values()) < 60_000, home
