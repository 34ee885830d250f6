"""Money, numbers, days and phones as people write them."""

from datetime import date
from decimal import Decimal

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from webapp.engine.money import hundredths
from webapp.pages.shared import formats

AMOUNTS = st.integers(0, 10**12)


@pytest.mark.parametrize(
    ("language", "amount", "currency", "said"),
    [
        ("ru", 1777700, "RUB", "17 777,00 ₽"),
        ("en", 1777700, "RUB", "17,777.00 ₽"),
        ("ru", "66.60", "RUB", "66,60 ₽"),
        ("ru", 0, "EUR", "0,00 €"),
        ("en", "1234567.89", "EUR", "1,234,567.89 €"),
    ],
)
def test_money(language: str, amount: int | str, currency: str, said: str) -> None:
    assert formats.money(language, amount, currency).replace("\u00a0", " ") == said
    assert " " not in formats.money(language, amount, currency)


def test_prices_show_kopecks_only_where_there_are_some() -> None:
    assert formats.price("ru", 350000, "RUB") == "3\u00a0500\u00a0₽"
    assert formats.price("ru", 350050, "RUB") == "3\u00a0500,50\u00a0₽"


@pytest.mark.parametrize(
    ("language", "amount", "said"),
    [("ru", 6660, "66,6"), ("en", 6660, "66.6"), ("ru", 175000, "1\u00a0750"), ("ru", "0.01", "0,01")],
)
def test_numbers(language: str, amount: int | str, said: str) -> None:
    assert formats.number(language, amount) == said


def test_days() -> None:
    assert formats.day("ru", date(2027, 1, 20)) == "20\u00a0января\u00a02027"
    assert formats.day("en", "2027-01-20") == "20\u00a0January\u00a02027"
    assert formats.day("ru", date(2027, 1, 20), this_year=2027) == "20\u00a0января"
    assert formats.moment("ru", "2027-01-20T18:30:05") == "20\u00a0января\u00a02027, 18:30"


def test_phones() -> None:
    assert formats.phone("+79120000501") == "+7\u00a0912\u00a0000-05-01"
    assert formats.phone("none") == "none"


@given(AMOUNTS, st.sampled_from(["ru", "en"]))
def test_what_a_field_shows_is_read_as_the_same_amount(amount: int, language: str) -> None:
    assert hundredths(formats.typed(language, amount)) == amount


@given(AMOUNTS)
def test_money_as_it_is_said_in_russian_is_read_as_the_same_amount_r57(amount: int) -> None:
    assert hundredths(formats.money("ru", amount, "RUB").removesuffix("\u00a0₽")) == amount


@given(st.integers(-(10**12), 10**12), st.sampled_from(["ru", "en"]))
def test_amounts_are_written_as_the_language_writes_them(amount: int, language: str) -> None:
    decimal = Decimal(amount) / 100
    assert formats.number(language, amount) == format_decimal(decimal, "#,##0.##", locale=language)
    money = format_decimal(decimal, "#,##0.00", locale=language)
    assert formats.money(language, amount, "RUB").removesuffix("\u00a0₽") == money


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.sampled_from(["ru", "en"]))
def test_days_are_written_as_the_language_writes_them(day: date, language: str) -> None:
    assert formats.day(language, day).replace("\u00a0", " ") == format_date(day, "d MMMM y", locale=language)
