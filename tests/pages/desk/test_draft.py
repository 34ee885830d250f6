"""A receipt while it is put together: all of it lives in its form, and beside it stands what the rules make of it."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.pages.desk.counter import bought, card, draft, member
from tests.pages.reader import Reader
from webapp.usecases.open_chain import OpenChain

Found = Callable[[str], OpenChain]


@pytest.fixture
def olga(app: Flask, estetic: OpenChain) -> str:
    return member(app, estetic)


def test_tiles_become_lines_with_their_reasons(desk: Reader, estetic: OpenChain, olga: str) -> None:
    page = draft(desk, estetic, olga, "facial_cleansing", "day_cream")
    assert "«Бонусы за процедуры»: 100 бонусов." in page.text
    assert "По этой позиции правила ничего не дают." in page.text
    assert "К оплате 6 100,00 ₽" in page.text
    assert "Будет начислено +100" in page.text


def test_a_tile_pressed_twice_is_one_line_of_two(desk: Reader, estetic: OpenChain, olga: str) -> None:
    page = draft(desk, estetic, olga, "peeling", "peeling")
    assert page.field("quantity-0") == "2"
    assert "К оплате 5 600,00 ₽" in page.text


def test_lines_are_changed_and_removed(desk: Reader, estetic: OpenChain, olga: str) -> None:
    draft(desk, estetic, olga, "peeling", "facial_cleansing", "rf_lifting")
    page = desk.press("remove=1")
    assert "Чистка лица" not in [word.strip() for word in page.words if "line-name" in word]
    assert "К оплате 7 000,00 ₽" in page.text
    page = desk.press("more=2", price__0="2500,50")
    assert (page.field("price-0"), page.field("quantity-2")) == ("2500,50", "2")
    assert "К оплате 10 900,50 ₽" in page.text
    page = desk.press("fewer=0")
    assert page.field("item-0") is None
    assert "К оплате 8 400,00 ₽" in page.text


@pytest.mark.parametrize("typed", ["abc", "1e5", "1_000", "٣", "-5", "NaN", "5,555", ""])
def test_a_price_that_is_none_is_told_and_stays(desk: Reader, estetic: OpenChain, olga: str, typed: str) -> None:
    """R57"""
    draft(desk, estetic, olga, "peeling")
    page = desk.press("Пересчитать", price__0=typed)
    assert page.status == 422
    assert page.field("price-0") == typed
    assert 'id="price-0-error"' in page.html
    assert desk.press("Пересчитать", price__0="17 777,50").status == 200
    assert "К оплате 17 777,50 ₽" in desk.page.text


@pytest.mark.parametrize("typed", ["0", "1001", "2,5", "-1", "x"])
def test_a_quantity_that_is_none_is_told(desk: Reader, estetic: OpenChain, olga: str, typed: str) -> None:
    """R56"""
    draft(desk, estetic, olga, "peeling")
    page = desk.press("Пересчитать", quantity__0=typed)
    assert page.status == 422
    assert "целое число от 1 до 1000" in page.text


def test_the_units_of_all_lines_together_have_an_end_r61(desk: Reader, estetic: OpenChain, olga: str) -> None:
    """R61: rules may look at each unit, so no receipt has hundreds of thousands."""
    page = draft(desk, estetic, olga, "peeling", "procedure", "lpg_course_15")
    page = desk.press("Пересчитать", quantity__0="1000", quantity__1="990", quantity__2="11")
    assert page.status == 422 and 'id="quantity-2-error"' in page.html
    assert desk.press("Пересчитать", quantity__2="10").status == 200


def test_spending_the_most_an_amount_and_nothing(app: Flask, desk: Reader, estetic: OpenChain, olga: str) -> None:
    bought(app, estetic, olga, "lpg_course_15", 2)
    page = draft(desk, estetic, olga, "procedure")
    assert "Максимум 500" in page.text
    page = desk.press("Пересчитать", spend="max")
    assert "К оплате 500,00 ₽" in page.text
    assert "Списано бонусов −500" in page.text
    page = desk.press("Пересчитать", spend="amount", spend__amount="120")
    assert "К оплате 880,00 ₽" in page.text
    page = desk.press("Пересчитать", spend="amount", spend__amount="700")
    assert "К оплате 1 000,00 ₽" in page.text
    assert "столько бонусами по этому чеку оплатить нельзя" in page.text.casefold()
    assert page.field("spend-amount") == "700"
    page = desk.press("Пересчитать", spend="none")
    assert "Списано" not in page.text


@pytest.mark.parametrize(
    ("preset", "item", "words"),
    [
        ("estetic", "procedure", "Доступных бонусов нет"),
        ("seven_krasok", "spa_service", "бонусы на чек не списываются"),
    ],
)
def test_what_cannot_be_spent_is_grey_and_says_why(
    app: Flask, found: Found, sign_in: Callable[..., Reader], preset: str, item: str, words: str
) -> None:
    chain = found(preset)
    page = draft(sign_in(chain), chain, member(app, chain), item)
    assert words in page.text
    assert page.html.count(' disabled aria-describedby="spend-reason"') == 2


def test_a_programme_without_bonuses_speaks_of_none(app: Flask, found: Found, sign_in: Callable[..., Reader]) -> None:
    chain = found("keep_looking")
    page = draft(sign_in(chain), chain, member(app, chain), "cut_men")
    assert "бонус" not in page.text.casefold()


def test_a_level_takes_its_discount_and_says_so(app: Flask, found: Found, sign_in: Callable[..., Reader]) -> None:
    chain = found("keep_looking")
    who = member(app, chain, days_ago=9)
    bought(app, chain, who, "balayage", 9, days_ago=7)
    page = draft(sign_in(chain), chain, who, "cut_men", "shampoo")
    assert "SILVER" in page.text
    assert "«Скидка уровня в салоне»: скидка 5 % от 5 000 ₽ — 250 ₽." in page.text
    assert "Скидка −250,00 ₽" in page.text
    assert "К оплате 7 950,00 ₽" in page.text


def test_a_card_that_is_not_presented_withholds(app: Flask, found: Found, sign_in: Callable[..., Reader]) -> None:
    chain = found("seven_krasok")
    who = member(app, chain)
    bought(app, chain, who, "silk_road", 3)
    card(app, chain, who)
    reader = sign_in(chain)
    page = draft(reader, chain, who, "silk_road")
    assert "Будет начислено +455" in page.text
    page = reader.press("Пересчитать", presented=None)
    assert "Карта не предъявлена" in page.text
    assert "Будет начислено +0" in page.text


def test_instalments_withhold_and_say_by_which_rule(desk: Reader, estetic: OpenChain, olga: str) -> None:
    draft(desk, estetic, olga, "peeling")
    page = desk.press("Пересчитать", instalments="1")
    assert "«Рассрочка, кредит и оплата частями»: бонусы не начисляются." in page.text


def test_what_was_paid_earlier_earns_nothing(app: Flask, found: Found, sign_in: Callable[..., Reader]) -> None:
    chain = found("seven_krasok")
    who = member(app, chain)
    bought(app, chain, who, "silk_road", 3)
    card(app, chain, who)
    reader = sign_in(chain)
    draft(reader, chain, who, "silk_road")
    assert "Будет начислено +0" in reader.press("Пересчитать", pay="deposit").text
    parts = {"pay": "split", "part__deposit": "2500", "part__cash": "4000"}
    assert "Будет начислено +280" in reader.press("Пересчитать", **parts).text


def test_the_catalogue_is_searched_in_any_case(desk: Reader, estetic: OpenChain, olga: str) -> None:
    draft(desk, estetic, olga)
    page = desk.press("Искать", search="МАССАЖ костюм")
    assert "add-lpg_suit" in page.ids
    assert "add-peeling" not in page.ids
    assert "В каталоге такого нет" in desk.press("Искать", search="борщ").text


def test_htmx_gets_the_form_alone(desk: Reader, estetic: OpenChain, olga: str) -> None:
    page = draft(desk, estetic, olga, "peeling")
    form = next(form for form in page.forms if form.id == "draft")
    data = dict(form.fields) | {"more": "0"}
    answer = desk.client.post(form.action, data=data, headers={"HX-Request": "true"})
    assert answer.text.lstrip().startswith('<form id="draft"')
    assert 'value="2"' in answer.text


def test_another_language_keeps_what_was_typed(desk: Reader, estetic: OpenChain, olga: str) -> None:
    draft(desk, estetic, olga, "peeling")
    page = desk.press("English", price__0="1234,50")
    assert "To pay 1,234.50 ₽" in page.text
    assert page.field("price-0") == "1234,50"


def test_nobodys_draft_is_no_page(desk: Reader, estetic: OpenChain) -> None:
    for member_ in ("nobody", "n" * 200, "01890000-0000-7000-8000-000000000000"):
        address = f"/{estetic.slug}/desk/receipts/new/"
        page = desk.open(f"{address}?member={member_}")
        assert page.status == 404
        sent = [("csrf_token", desk.open(address).field("csrf_token") or ""), ("operation", "o" * 24)]
        for place in (address, f"/{estetic.slug}/desk/receipts/"):
            assert desk.send(place, [*sent, ("member", member_)]).status == 404
