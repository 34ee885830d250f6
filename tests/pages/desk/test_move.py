"""A receipt that was posted to the wrong guest goes to the right one in one step, within the day, with a reason."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from tests.pages.desk.counter import bought, draft, member
from tests.pages.desk.test_receipt import receipts
from tests.pages.reader import Page, Reader
from webapp.pages.shared.visit import now
from webapp.usecases.find_receipt import find_receipt
from webapp.usecases.look_at_member import look_at_member
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.reconcile_chain import reconcile_chain

REASON = "Выбран не тот участник"


@pytest.fixture
def wrong(app: Flask, estetic: OpenChain) -> str:
    return member(app, estetic, "Ольга Неверова")


@pytest.fixture
def slip(desk: Reader, estetic: OpenChain, wrong: str) -> Page:
    draft(desk, estetic, wrong, "peeling", "facial_cleansing")
    return desk.press("Провести чек")


def chosen(app: Flask, desk: Reader, estetic: OpenChain, name: str) -> tuple[str, Page]:
    """Somebody of that name, chosen for the receipt whose slip is open."""
    right = member(app, estetic, name)
    desk.follow("Не тот участник")
    desk.press("Найти", search=name, reason=REASON)
    return right, desk.press(f"member={right}", reason=REASON)


def available(app: Flask, chain: OpenChain, who: str) -> int:
    with app.app_context():
        sheet = look_at_member(chain, who, now() + timedelta(days=1))
        assert sheet is not None
        return int(sheet.standing["available"] + sheet.standing["pending"])


def test_one_step_takes_it_back_and_posts_it_anew(
    app: Flask, desk: Reader, estetic: OpenChain, wrong: str, slip: Page
) -> None:
    (number,) = receipts(app, estetic, wrong)
    right, page = chosen(app, desk, estetic, "Вера Праведнова")
    assert page.status == 200, page.text
    assert "Снимутся начисленные бонусы −200" in page.text
    assert receipts(app, estetic, right) == []
    page = desk.press("Перенести: Вера Праведнова")
    assert "Чек перенесён" in page.text
    assert f"Перенесён с чека {number} . Причина: {REASON}" in page.text
    assert receipts(app, estetic, right) == [f"{number}-2"]
    assert (available(app, estetic, wrong), available(app, estetic, right)) == (0, 20_000)
    assert f"Перенесён на другого участника: чек {number}-2 . Причина: {REASON}" in desk.open(slip.address).text
    assert "Не тот участник" not in desk.page.links
    with app.app_context():
        assert reconcile_chain(estetic) == []


def test_a_double_tap_moves_once_r2(app: Flask, desk: Reader, estetic: OpenChain, slip: Page) -> None:
    right, page = chosen(app, desk, estetic, "Вера Двойкина")
    form = next(form for form in page.forms if form.action.endswith("/move/"))
    first = desk.send(form.action, form.fields)
    again = desk.send(form.action, form.fields)
    assert first.status == again.status == 200
    assert first.address == again.address
    assert len(receipts(app, estetic, right)) == 1


def test_figures_that_changed_meanwhile_are_shown_and_nothing_is_half_done_r13(
    app: Flask, desk: Reader, estetic: OpenChain, wrong: str, slip: Page
) -> None:
    right, page = chosen(app, desk, estetic, "Вера Переменчивая")
    form = next(form for form in page.forms if form.action.endswith("/move/"))
    stale = [(name, "0" * 32 if name == "shown" else value) for name, value in form.fields]
    page = desk.send(form.action, stale)
    assert page.status == 409
    assert "Цифры стали другими" in page.text
    assert receipts(app, estetic, right) == []
    assert available(app, estetic, wrong) == 20_000
    assert "Чек перенесён" in desk.press("Перенести: Вера Переменчивая").text


def test_a_reason_is_asked_for(app: Flask, desk: Reader, estetic: OpenChain, slip: Page) -> None:
    right = member(app, estetic, "Вера Беспричинная")
    desk.follow("Не тот участник")
    desk.press("Найти", search="Беспричинная")
    page = desk.press(f"member={right}")
    assert page.status == 422
    assert "Выберите причину или напишите её" in page.text


def test_another_day_is_refused(app: Flask, desk: Reader, estetic: OpenChain) -> None:
    who = member(app, estetic, days_ago=3)
    number = bought(app, estetic, who, "peeling", days_ago=2)
    with app.app_context():
        receipt = find_receipt(estetic, number)
    assert isinstance(receipt, UUID)
    page = desk.open(f"/{estetic.slug}/desk/receipts/{receipt}")
    assert "Не тот участник" not in page.links
    desk.open(f"{page.address}/move/")
    right = member(app, estetic, "Вера Поздняя")
    desk.press("Найти", search="Поздняя", reason=REASON)
    assert "только в день продажи" in desk.press(f"member={right}", reason=REASON).text


def test_what_came_back_in_part_is_not_moved(app: Flask, desk: Reader, estetic: OpenChain, slip: Page) -> None:
    desk.follow("Вернуть")
    desk.press("Посчитать возврат", units__1="1", reason="Брак")
    page = desk.press("Подтвердить возврат на 2 800,00 ₽")
    assert "Не тот участник" not in page.links
    assert "Причина: Брак" in page.text
