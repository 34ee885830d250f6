"""What no name may hold, and how one is said that holds it all the same."""

from __future__ import annotations

import pytest

from webapp.messages.addresses import defused, holds_address


@pytest.mark.parametrize("name", ["Анна Белова", "А.С. Пушкин", "А.С.Пушкин", "Анна-Мария д\u2019Арк", "J. Smith", ""])
def test_names_are_names(name: str) -> None:
    assert not holds_address(name)


@pytest.mark.parametrize(
    "name", ["prize.example", "http://prize", "Анна t.me/prize", "anna@prize", "приз.рф", "WWW.PRIZE.COM", "a@b.co"]
)
def test_addresses_are_known_and_what_holds_one_is_defused(name: str) -> None:
    assert holds_address(name)
    assert not any(sign.join("ab") in defused(name) for sign in ("://",))
    assert all(part[-1:] in ".@" or not set(part) & set(".@") for part in defused(name).split())
