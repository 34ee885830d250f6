"""Numbers with their nouns, sums, days and spans in both languages."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.engine.calendar import Duration
from webapp.engine.document.words import BONUS, HOUR, Speech, plural, sentence

RU, EN = Speech("ru", "RUB"), Speech("en", "RUB")


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("count", "noun"),
    [
        (0, "бонусов"),
        (1, "бонус"),
        (2, "бонуса"),
        (4, "бонуса"),
        (5, "бонусов"),
        (11, "бонусов"),
        (12, "бонусов"),
        (14, "бонусов"),
        (21, "бонус"),
        (22, "бонуса"),
        (100, "бонусов"),
        (101, "бонус"),
        (111, "бонусов"),
        (1002, "бонуса"),
    ],
)
def test_russian_plurals(count: int, noun: str) -> None:
    assert plural(count, BONUS) == noun
    assert RU.bonuses(count * 100) == f"{count}\u00a0{noun}".replace("1002", "1\u00a0002")


def test_a_fraction_takes_the_genitive() -> None:
    assert _plain(RU.bonuses(6660)) == "66,6 бонуса"
    assert _plain(EN.bonuses(6660)) == "66.6 bonuses"
    assert _plain(EN.bonuses(100)) == "1 bonus"


def test_the_genitive_after_no_less_than() -> None:
    said = [_plain(RU.of_counted(amount, HOUR, "hour")) for amount in (100, 200, 250, 500, 1100, 2100)]
    assert said == ["1 часа", "2 часов", "2,5 часа", "5 часов", "11 часов", "21 часа"]


def test_sums_have_no_break_spaces() -> None:
    assert RU.money(1_777_700) == "17\u00a0777\u00a0₽"
    assert RU.money(235_050) == "2\u00a0350,50\u00a0₽"
    assert EN.money(1_777_700) == "17,777\u00a0₽"
    assert Speech("en", "EUR").money(100_050) == "€1,000.50"
    assert Speech("ru", "XTS").money(100) == "1\u00a0XTS"


def test_percents_days_and_spans() -> None:
    assert RU.percent(1250) == "12,5\u00a0%"
    assert EN.percent(700) == "7%"
    assert _plain(RU.month_day((1, 20))) == "20 января"
    assert _plain(RU.day(date(2022, 5, 1))) == "1 мая 2022 года"
    assert _plain(EN.day(date(2022, 5, 1))) == "1 May 2022"
    spans = [
        Duration(months=12),
        Duration(months=24),
        Duration(days=1),
        Duration(working_days=5),
        Duration(working_days=2),
    ]
    assert [_plain(RU.span(span)) for span in spans] == [
        "12 месяцев",
        "2 года",
        "1 день",
        "5 рабочих дней",
        "2 рабочих дня",
    ]
    assert [_plain(RU.of_span(span)) for span in spans] == [
        "12 месяцев",
        "2 лет",
        "1 дня",
        "5 рабочих дней",
        "2 рабочих дней",
    ]
    assert _plain(EN.span(Duration(working_days=1))) == "1 working day"


def test_lists_quotes_and_sentences() -> None:
    assert RU.all_of(["а", "б", "в"]) == "а, б и в"
    assert EN.any_of(["a", "b"]) == "a or b"
    assert RU.any_of(["а"]) == "а"
    assert RU.quote("Программа «Друзья»") == "«Программа „Друзья“»"
    assert EN.quote("The “Friends” club") == "“The ‘Friends’ club”"
    assert sentence(" бонусы не сгорают") == "Бонусы не сгорают."
    assert sentence("Ждём вас!") == "Ждём вас!"


@given(st.integers(0, 10**13))
def test_no_amount_loses_a_digit(amount: int) -> None:
    text = RU.number(amount).replace("\u00a0", "")
    whole, _, part = text.partition(",")
    assert int(whole) * 100 + int(part.ljust(2, "0")) == amount
