"""Which currencies a document may name: those that are money somewhere."""

from __future__ import annotations

from datetime import date

import pytest
from babel.core import get_global
from babel.numbers import get_currency_precision, get_territory_currencies

from webapp.engine.document.check import check
from webapp.engine.document.currencies import CURRENCIES, WITHOUT_CENTS

TODAY = date(2026, 11, 27)


def test_the_list_is_what_babel_knows_to_be_money_today() -> None:
    tender = {
        code
        for territory in get_global("territory_currencies")
        for code in get_territory_currencies(territory, start_date=TODAY, tender=True)
    }
    assert tender == CURRENCIES


def test_those_without_cents_are_iso_4217s_with_no_decimals() -> None:
    assert WITHOUT_CENTS <= CURRENCIES
    assert {"JPY", "KRW", "ISK"} <= WITHOUT_CENTS
    assert {code for code in WITHOUT_CENTS if get_currency_precision(code)} == set()


@pytest.mark.parametrize("code", ["RUR", "XXX", "ABC", "rub", "SUR", "руб"])
def test_a_currency_that_there_is_not_is_named_with_its_place(code: str) -> None:
    document, problems, _ = check(f"name: {{ru: А, en: A}}\ncurrency: {code}\n")
    assert document is None
    (problem,) = problems
    assert (problem.path, problem.line) == ("currency", 2)
    assert "ISO 4217" in problem.say("en")
