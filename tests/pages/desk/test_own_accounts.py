"""Nobody of the staff gives bonuses to themselves, nor to one guest without end (R48)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.pages.desk.counter import draft, member, new_phone, spoken
from tests.pages.reader import Page, Reader
from tests.usecases.founded import DESK, PASSWORD, hired
from webapp.pages.shared.visit import now
from webapp.usecases.look_at_member import look_at_member
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import MOST_BY_ONE, NOTICED

SignIn = Callable[..., Reader]
POST = "Провести чек"
OWN = "Это ваш собственный счёт"


@pytest.fixture
def chain(founded_here: Callable[[str], OpenChain]) -> OpenChain:
    return founded_here("blank")


@pytest.fixture
def anna(app: Flask, chain: OpenChain) -> Reader:
    with app.app_context():
        hired(chain, DESK._replace(email="anna@example.org", name="Анна Стойкина", salons=tuple(chain.lists.salons)))
    reader = Reader(app.test_client())
    reader.open(f"/{chain.slug}/desk/sign-in?lang=ru")
    reader.press("Войти", email="anna@example.org", password=PASSWORD)
    return reader


def posted(app: Flask, chain: OpenChain, who: str) -> int:
    with app.app_context():
        sheet = look_at_member(chain, who, now())
        assert sheet is not None
        return len(sheet.receipts)


def sell(reader: Reader, chain: OpenChain, who: str) -> Page:
    draft(reader, chain, who, "service")
    return reader.press(POST)


def test_an_own_account_gets_nothing_by_the_hand_of_its_owner_r48(
    app: Flask, chain: OpenChain, anna: Reader, sign_in: SignIn
) -> None:
    """R48: known by the phone that the office noted; the draft says so before anything is posted."""
    owner, phone = sign_in(chain, role="owner"), new_phone()
    own, guest = member(app, chain, "Анна Стойкина", phone), member(app, chain)
    owner.open(f"/{chain.slug}/office/staff/?lang=ru")
    owner.follow("Анна Стойкина")
    page = owner.press("Сохранить", phone="7")
    assert (page.status, page.field("phone")) == (422, "7")
    assert owner.press("Сохранить", phone=spoken(phone)).field("phone") == phone
    assert "Собственный телефон" in owner.open(f"/{chain.slug}/office/audit/").text
    assert phone not in owner.page.html
    assert OWN in draft(anna, chain, own, "service").text
    page = anna.press(POST)
    assert (page.status, OWN in page.text, posted(app, chain, own)) == (422, True, 0)
    assert "Чек проведён" in sell(anna, chain, guest).text
    assert "Чек проведён" in sell(owner, chain, own).text


def test_one_guest_again_and_again_is_noticed_and_then_needs_a_colleague_r48(
    app: Flask, chain: OpenChain, anna: Reader, sign_in: SignIn
) -> None:
    """R48: from the third receipt of a day on it stands in the log, the sixth is for another to post."""
    owner, guest = sign_in(chain, role="owner"), member(app, chain, "Клара Частая")
    noticed = "Много чеков одному гостю"
    for count in range(1, MOST_BY_ONE + 1):
        assert "Чек проведён" in sell(anna, chain, guest).text
        log = owner.open(f"/{chain.slug}/office/audit/?lang=ru").text
        assert log.count(f"{noticed} от одного сотрудника за день: Клара Частая") == max(0, count - NOTICED + 1)
    page = sell(anna, chain, guest)
    assert (page.status, posted(app, chain, guest)) == (422, MOST_BY_ONE)
    assert "следующий проводит коллега" in page.text
    assert "Чек проведён" in sell(anna, chain, member(app, chain)).text
    assert "Чек проведён" in sell(owner, chain, guest).text
