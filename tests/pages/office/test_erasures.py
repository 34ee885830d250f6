"""An owner erases the data of a guest who asks for it in writing (R63)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.pages.desk.conftest import SignIn
from tests.pages.desk.counter import member, new_phone, rich, spoken
from tests.pages.reader import Reader
from webapp.usecases.open_chain import OpenChain

FoundChain = Callable[[str], OpenChain]


@pytest.fixture
def spa(found: FoundChain) -> OpenChain:
    return found("seven_krasok")


@pytest.fixture
def owner(sign_in: SignIn, spa: OpenChain) -> Reader:
    reader = sign_in(spa, role="owner")
    reader.open(f"/{spa.slug}/desk/?lang=ru")
    return reader


def test_what_is_lost_is_told_and_a_word_is_typed_before_it_is_done_r63(
    app: Flask, owner: Reader, spa: OpenChain
) -> None:
    guest = rich(app, spa, name="Аделаида Стираемая")
    owner.open(f"/{spa.slug}/desk/members/{guest}")
    page = owner.follow("Стереть данные")
    assert "Аделаида Стираемая" in page.text
    assert "доступно 5 000" in page.text
    page = owner.press("Стереть", reason="", confirmed="да")
    assert page.status == 422
    for told in ("Выберите, по чьей просьбе.", "Наберите слово «стереть», если вы уверены."):
        assert told in page.text
    page = owner.press("Стереть", reason="written", confirmed=" Стереть ")
    assert page.address.endswith("/office/erasures/")
    assert "Данные стёрты" in page.text
    assert "письменная просьба гостя" in page.text
    page = owner.open(f"/{spa.slug}/desk/members/{guest}")
    assert "Аделаида" not in page.html
    assert "Стереть данные" not in page.text
    log = owner.open(f"/{spa.slug}/office/audit/?action=member_erased")
    assert "Данные участника стёрты" in log.text
    assert "Аделаида" not in log.html


def test_a_manager_may_not_and_sees_no_way_to_it(app: Flask, sign_in: SignIn, spa: OpenChain) -> None:
    guest, manager = member(app, spa, phone=new_phone()), sign_in(spa, role="manager")
    assert "Стереть данные" not in manager.open(f"/{spa.slug}/desk/members/{guest}?lang=ru").text
    assert manager.open(f"/{spa.slug}/office/erasures/{guest}").status == 403


def test_who_comes_again_with_the_phone_is_nobody_known(app: Flask, owner: Reader, spa: OpenChain) -> None:
    phone = new_phone()
    guest = member(app, spa, "Ольга Возвратова", phone)
    owner.open(f"/{spa.slug}/office/erasures/{guest}")
    owner.press("Стереть", reason="died", confirmed="стереть")
    owner.open(f"/{spa.slug}/desk/")
    page = owner.press("Найти", search=phone)
    assert "Возвратова" not in page.text
    assert spoken(phone) in page.text.replace("\u00a0", " ")
