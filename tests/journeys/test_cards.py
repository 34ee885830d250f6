"""Cards in a real browser."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.conftest import TABLET, OpenPage
from tests.journeys.live import House
from tests.journeys.looks import look
from tests.journeys.test_desk import sign_in


def test_cards_from_the_first_to_the_further_one(open_page: OpenPage, houses: dict[str, House]) -> None:
    """7K-1, 7K-2, 7K-14: the cumulative card, the exchange for Privilege, a further card for a friend."""
    house = houses["seven_krasok"]
    who, friend = house.member("Ирина Хозяйка"), house.member("Вера Вторая")
    desk = open_page(TABLET)
    sign_in(desk, house)
    desk.goto(f"{house.desk}members/{who.id}")
    desk.get_by_role("link", name="Выдать, обменять, заблокировать").click()
    desk.get_by_role("button", name="Выдать карту").click()
    expect(desk.get_by_text(re.compile("Карта .+ выдана"))).to_be_visible()
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
