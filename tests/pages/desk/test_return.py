"""Taking lines back: choose, look at what follows, confirm; once."""

import pytest
from flask import Flask

from tests.pages.desk.counter import draft, member
from tests.pages.reader import Page, Reader
from webapp.usecases.open_chain import OpenChain


@pytest.fixture
def slip(app: Flask, desk: Reader, estetic: OpenChain) -> Page:
    """Two peelings and a cleansing, 9,100 roubles, 300 bonuses."""
    draft(desk, estetic, member(app, estetic), "peeling", "peeling", "facial_cleansing")
    return desk.press("Провести чек")


def test_one_unit_of_a_line(desk: Reader, slip: Page) -> None:
    page = desk.follow("Вернуть")
    assert "из 2" in page.text
    page = desk.press("Посчитать возврат", units__1="1", reason="Не подошло")
    assert "1 × Пилинг лица" in page.text
    assert "Чистка" not in page.text
    assert "Вернуть деньгами 2 800,00 ₽" in page.text
    assert "Снимутся начисленные бонусы −100" in page.text
    page = desk.press("Подтвердить возврат на 2 800,00 ₽")
    assert "Возврат проведён: 2 800,00 ₽" in page.text
    assert "возвращена 1 единица" in page.text
    assert "из 1" in desk.follow("Вернуть").text


def test_everything(desk: Reader, slip: Page) -> None:
    desk.follow("Вернуть")
    page = desk.press("Вернуть всё", reason="Не подошло")
    assert "Вернуть деньгами 9 100,00 ₽" in page.text
    page = desk.press("Подтвердить возврат на 9 100,00 ₽")
    assert "Вернуть" not in page.links
    assert "возвращено уже всё" in desk.open(page.address + "/return/").text


def test_the_slip_keeps_what_was_given_back(desk: Reader, slip: Page) -> None:
    """The money, and the bonuses that were taken: for whoever opens the slip tomorrow."""
    desk.follow("Вернуть")
    desk.press("Посчитать возврат", units__1="1", reason="Не подошло")
    desk.press("Подтвердить возврат на 2 800,00 ₽")
    page = desk.open(slip.address)
    assert "Возвращено денег 2 800,00 ₽" in page.text
    assert "Снято начисленных бонусов −" in page.text
    assert "Был возврат. Причина: Не подошло" in page.text


def test_a_second_thought_keeps_the_quantities(desk: Reader, slip: Page) -> None:
    desk.follow("Вернуть")
    desk.press("Посчитать возврат", units__1="2", reason="Не подошло")
    page = desk.press("Изменить количество")
    assert page.status == 200
    assert (page.field("units-1"), page.field("units-2")) == ("2", "0")


def test_a_double_tap_takes_back_once_r10(desk: Reader, slip: Page) -> None:
    desk.follow("Вернуть")
    page = desk.press("Посчитать возврат", units__1="1", reason="Не подошло")
    form = next(form for form in page.forms if form.fields and ("units-1", "1") in form.fields)
    first = desk.send(form.action, form.fields)
    again = desk.send(form.action, form.fields)
    assert first.status == again.status == 200
    assert "возвращена 1 единица" in again.text


@pytest.mark.parametrize(
    ("typed", "words"), [("3", "можно вернуть до 2"), ("-1", "до 2"), ("x", "до 2"), ("0", "Укажите")]
)
def test_a_mistake_is_told(desk: Reader, slip: Page, typed: str, words: str) -> None:
    desk.follow("Вернуть")
    page = desk.press("Посчитать возврат", units__1=typed, reason="Не подошло")
    assert page.status == 422
    assert words in page.text
    assert page.field("units-1") == typed


def test_what_came_back_meanwhile_is_told(desk: Reader, slip: Page) -> None:
    desk.follow("Вернуть")
    page = desk.press("Вернуть всё", reason="Не подошло")
    late = next(form for form in page.forms if form.buttons and form.action.endswith("/return/"))
    desk.open(slip.address)
    desk.follow("Вернуть")
    desk.press("Посчитать возврат", units__1="1", reason="Не подошло")
    desk.press("Подтвердить возврат на 2 800,00 ₽")
    page = desk.send(late.action, late.fields)
    assert page.status == 422
    assert "больше, чем осталось" in page.text
