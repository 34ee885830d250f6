"""Money, numbers, days and phones as people of a language write them. Spaces inside never break."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache

import phonenumbers
from babel import Locale
from babel.dates import get_timezone_location
from babel.numbers import get_currency_symbol

from webapp.engine.money import WHOLE

NO_BREAK = "\u00a0"
Amount = int | str | Decimal
"""Hundredths as an int; or a decimal, which results of the engine write as text."""


def money(language: str, amount: Amount, currency: str) -> str:
    """`17 777,00 ₽`"""
    return f"{_number(language, amount)}{NO_BREAK}{_symbol(currency)}"


def price(language: str, amount: Amount, currency: str) -> str:
    """Money without kopecks where there are none: `3 500 ₽`."""
    written = _number(language, amount, short=_decimal(amount) % 1 == 0)
    return f"{written}{NO_BREAK}{_symbol(currency)}"


def number(language: str, amount: Amount) -> str:
    """Bonuses and hours: `100`, `66,6`, `1 750`."""
    return _number(language, amount, short=True)


def typed(language: str, amount: Amount) -> str:
    """An amount as a field holds it, to be typed over: `3500`, `66,60`."""
    decimal = _decimal(amount)
    text = f"{decimal:.0f}" if decimal % 1 == 0 else f"{decimal:.2f}"
    return text.replace(".", ",") if language == "ru" else text


def day(language: str, value: date | str, this_year: int | None = None) -> str:
    """`20 января 2027`; the year is left out where it is `this_year`."""
    found = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    written = f"{found.day}{NO_BREAK}{_months(language)[found.month]}"
    return written if found.year == this_year else f"{written}{NO_BREAK}{found.year}"


def moment(language: str, value: datetime | str) -> str:
    """`20 января 2027, 18:30`, of the tenant's local time."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return f"{day(language, found)}, {found:%H:%M}"


def city(language: str, zone: str) -> str:
    """Whose time it is: `Екатеринбург`."""
    return get_timezone_location(zone, locale=Locale(language), return_city=True)


def country(language: str, code: str) -> str:
    """`Россия`; the code where there is no name."""
    return str(Locale(language).territories.get(code, code))


@lru_cache(maxsize=4096)
def phone(number: str) -> str:
    """`+7 912 345-67-89`"""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return written.replace(" ", NO_BREAK)


def _decimal(amount: Amount) -> Decimal:
    return Decimal(amount) / WHOLE if isinstance(amount, int) else Decimal(amount)


def _number(language: str, amount: Amount, short: bool = False) -> str:
    """Two places after the point; `short` leaves out zeros at the end."""
    written = f"{_decimal(amount):,.2f}"
    if short:
        written = written.rstrip("0").rstrip(".")
    return written.translate(_signs(language))


@cache
def _symbol(currency: str) -> str:
    # English has a sign for its own currencies alone, and a guest of the salon knows the one on the price list.
    return get_currency_symbol(currency, locale="ru")


@cache
def _signs(language: str) -> dict[int, str]:
    """What stands between thousands and before hundredths, for the signs that Python writes there."""
    symbols = Locale(language).number_symbols["latn"]
    return str.maketrans({",": symbols["group"], ".": symbols["decimal"]})


@cache
def _months(language: str) -> Mapping[int, str]:
    """As they stand behind a day: `января`."""
    months: Mapping[int, str] = Locale(language).months["format"]["wide"]
    return months
