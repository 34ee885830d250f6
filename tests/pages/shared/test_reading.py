"""Forms are read strictly: what is no amount, phone or day is told at its field, never guessed (R56, R57)."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask

from webapp.pages.shared.reading import Reading

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def request_in_russian() -> Iterator[None]:
    with Flask("test").test_request_context("/?lang=ru"):
        yield


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("5,50", 550),
        ("17 777", 1777700),
        (" 1\u00a0750,5 ", 175050),
        ("0", 0),
        ("100000000000", None),
        ("1000000000", 10**11),
    ],
)
def test_amounts(typed: str, amount: int | None) -> None:
    reading = Reading({"sum": typed})
    assert reading.money("sum") == amount
    assert ("sum" in reading.errors) == (amount is None)


@pytest.mark.parametrize(
    "typed", ["NaN", "Infinity", "1e5", "1_000", "٣", "５", "-1", "1,234,5", "1.2.3", "1,555", "x"]
)
def test_what_is_no_amount(typed: str) -> None:
    reading = Reading({"sum": typed})
    assert reading.money("sum") is None
    assert reading.errors["sum"].startswith("Напишите сумму цифрами")


@pytest.mark.parametrize("typed", ["8 (912) 000-05-01", "+7 912 000 05 01", "912 000-05-01", "+7(912)0000501"])
def test_phones_in_any_writing(typed: str) -> None:
    assert Reading({"phone": typed}).phone("phone") == "+79120000501"


@pytest.mark.parametrize(
    ("day", "month", "year", "found"),
    [
        ("25", "3", "1988", date(1988, 3, 25)),
        ("29", "02", "2000", date(2000, 2, 29)),
        ("29", "2", "1999", None),
        ("٣", "3", "1988", None),
        ("1", "1", "", None),
    ],
)
def test_days_in_three_fields(day: str, month: str, year: str, found: date | None) -> None:
    reading = Reading({"born-day": day, "born-month": month, "born-year": year})
    assert reading.day("born", TODAY) == found


def test_what_no_eye_sees_is_taken_away_r58() -> None:
    reading = Reading({"name": "  Ё\u0301\u202eлк\x00ина\u200b "})
    assert reading.text("name") == "Ё\u0301лкина"


def test_too_long_is_told() -> None:
    reading = Reading({"name": "а" * 401})
    assert reading.text("name") is None
    assert "до 400 знаков" in reading.errors["name"]
