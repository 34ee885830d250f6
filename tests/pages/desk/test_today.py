"""Today's operations: one's own, and for a manager the salon's and everybody's."""

from collections.abc import Callable

from flask import Flask

from tests.pages.desk.counter import draft, member
from tests.pages.reader import Reader
from webapp.usecases.open_chain import OpenChain


def test_a_day_lists_sales_and_returns_with_their_sums(
    app: Flask, founded_here: Callable[[str], OpenChain], sign_in: Callable[..., Reader]
) -> None:
    chain = founded_here("estetic")
    desk, other, manager = sign_in(chain, salon="centre"), sign_in(chain, salon="south"), sign_in(chain, role="manager")
    assert "Сегодня операций ещё не было" in desk.open(f"/{chain.slug}/desk/today/?lang=ru").text
    draft(desk, chain, member(app, chain, "Ольга Сегодняшняя"), "peeling", "peeling")
    desk.press("Провести чек")
    desk.follow("Вернуть")
    desk.press("Посчитать возврат", units__1="1", reason="Брак")
    desk.press("Подтвердить возврат на 2 800,00 ₽")
    draft(other, chain, member(app, chain, "Вера Южная"), "peeling")
    other.press("Провести чек")
    page = desk.open(f"/{chain.slug}/desk/today/")
    assert "Продажи: 1 5 600,00 ₽ Возвраты: 1 −2 800,00 ₽" in page.text
    assert "Начислено бонусов 100 Итого 2 800,00 ₽" in page.text
    assert "Ольга Сегодняшняя" in page.text
    assert "Вера Южная" not in page.text
    assert "Вера Южная" not in desk.open(f"/{chain.slug}/desk/today/?everyone=1").text
    assert "Продажи: 2 8 400,00 ₽" in manager.open(f"/{chain.slug}/desk/today/?everyone=1&lang=ru").text
    page = manager.open(f"/{chain.slug}/desk/today/?salon=south")
    assert "Вера Южная" in page.text
    assert "Ольга Сегодняшняя" not in page.text
