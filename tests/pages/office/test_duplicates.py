"""Duplicates in the office: found, compared, merged, parted again, or left apart for good (R11)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.pages.desk.conftest import SignIn
from tests.pages.desk.counter import card, member, new_phone, rich, spoken
from tests.pages.desk.test_statements import counted
from tests.pages.reader import Page, Reader
from webapp.engine.events import IssueCard, Merge
from webapp.pages.shared.visit import now, operation_id
from webapp.usecases.change_staff import Place, change_staff
from webapp.usecases.handle_card import issue_card
from webapp.usecases.list_staff import list_staff
from webapp.usecases.merge_members import merge_members
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor
from webapp.usecases.statement import statement

OTHER_WAY = "Поменять местами: пусть останется другой"
FoundChain = Callable[[str], OpenChain]


@pytest.fixture
def spa(founded_here: FoundChain) -> OpenChain:
    return founded_here("seven_krasok")


@pytest.fixture
def manager(sign_in: SignIn, spa: OpenChain) -> Reader:
    reader = sign_in(spa, role="manager")
    reader.open(f"/{spa.slug}/office/duplicates/?lang=ru")
    return reader


def twins(app: Flask, chain: OpenChain) -> tuple[str, str, str]:
    """Юлия with bonuses, and Julia with another phone and a card; that phone."""
    phone = new_phone()
    one = rich(app, chain, name="Юлия Щербакова")
    other = member(app, chain, "Julia Scherbakova", phone)
    card(app, chain, other)
    return one, other, phone


def at_list(manager: Reader, chain: OpenChain) -> Page:
    return manager.open(f"/{chain.slug}/office/duplicates/")


def compare(manager: Reader, chain: OpenChain) -> Page:
    at_list(manager, chain)
    return manager.follow("Сравнить")


def test_twins_are_compared_merged_and_parted_r11(app: Flask, manager: Reader, spa: OpenChain) -> None:
    one, other, phone = twins(app, spa)
    page = compare(manager, spa)
    for told in ("Юлия Щербакова", "Julia Scherbakova", "5 000", spoken(phone), "Вместе"):
        assert told in page.text.replace("\u00a0", " ")
    page = manager.press("Объединить", full_name="absorbed", phone="absorbed")
    assert page.address.endswith(f"/members/{one}")
    assert "Julia Scherbakova" in page.text
    assert spoken(phone) in page.text.replace("\u00a0", " ")
    assert manager.open(f"/{spa.slug}/desk/members/{other}").text.count("Julia Scherbakova")
    page = at_list(manager, spa)
    assert "Похожих участников нет" in page.text
    page = manager.press("Отменить объединение")
    assert page.status == 200
    assert "Юлия Щербакова" in manager.open(f"/{spa.slug}/desk/members/{one}").text
    assert "Julia Scherbakova" in manager.open(f"/{spa.slug}/desk/members/{other}").text


def test_either_may_stay_r11(app: Flask, manager: Reader, spa: OpenChain) -> None:
    _, other, _ = twins(app, spa)
    compare(manager, spa)
    manager.follow(OTHER_WAY)
    page = manager.press("Объединить")
    assert page.address.endswith(f"/members/{other}")
    with app.app_context():
        assert statement(spa, other, now()).result["available"] == "5000.00"


def test_two_who_share_nothing_are_merged_by_hand_and_parted_r11(app: Flask, manager: Reader, spa: OpenChain) -> None:
    """R11: chosen by search, compared, merged and parted as any pair; nobody is merged with themselves."""
    one, other = rich(app, spa, name="Анна Девичья"), member(app, spa, "Анна Замужняя", birth="1980-01-01")
    at_list(manager, spa)
    manager.follow("Объединить двух участников")
    manager.press("Найти", search="Девичья")
    manager.open(next(way for words, way in manager.page.links.items() if words.startswith("Анна Девичья")))
    assert "тот же человек, что и Анна Девичья" in manager.page.text
    assert "found-name" not in manager.press("Найти", search="Девичья").html
    manager.press("Найти", search="Замужняя")
    choice = next(form for form in manager.page.forms if form.action.endswith("/choosing"))
    assert manager.send(choice.action, [*choice.fields, ("second", one)]).status == 422
    page = manager.send(choice.action, [*choice.fields, ("second", other)])
    assert "Выбраны вручную" in page.text and "5 000" in page.text.replace("\u00a0", " ")
    page = manager.press("Объединить", full_name="absorbed")
    assert page.address.endswith(f"/members/{one}")
    assert "Анна Замужняя" in manager.page.text
    at_list(manager, spa)
    manager.press("Отменить объединение")
    assert "Анна Девичья" in manager.open(f"/{spa.slug}/desk/members/{one}").text
    assert "Анна Замужняя" in manager.open(f"/{spa.slug}/desk/members/{other}").text


def test_two_people_are_not_asked_about_again(app: Flask, manager: Reader, spa: OpenChain) -> None:
    twins(app, spa)
    at_list(manager, spa)
    page = manager.press("Это разные люди")
    assert "Запомнили" in page.text
    assert "Похожих участников нет" in page.text


def test_what_was_decided_elsewhere_is_told_and_nothing_is_done_twice_r11(
    app: Flask, manager: Reader, spa: OpenChain
) -> None:
    one, other, _ = twins(app, spa)
    compare(manager, spa)
    with app.app_context():
        event = Merge(member=one, absorbed=other)
        assert merge_members(spa, Actor(), operation_id(), event, now()).refused == []
    page = manager.press("Объединить")
    assert page.status == 422
    assert "уже объединён с другим" in page.text
    assert "уже рассмотрел кто-то другой" in manager.open(page.address).text


def test_what_cannot_be_merged_says_why_and_how_it_can_r11(app: Flask, manager: Reader, spa: OpenChain) -> None:
    """The one whose account others share can only stay."""
    one, _, _ = twins(app, spa)
    guest = member(app, spa, "Инна Гостья", birth="1980-01-01")
    with app.app_context():
        joined = IssueCard(member=guest, card=f"F-{guest[:8]}", account_of=one)
        assert issue_card(spa, Actor(), operation_id(), joined, now()).refused == []
    compare(manager, spa)
    page = manager.follow(OTHER_WAY)
    assert "есть и другие люди" in page.text
    assert ">Объединить<" not in page.html


def test_who_works_here_does_not_merge_their_own_account_r48(app: Flask, manager: Reader, spa: OpenChain) -> None:
    """R48: known by the phone that the office has written down."""
    _, _, phone = twins(app, spa)
    with app.app_context():
        person = next(one for one in list_staff(spa, now()).people if one.role == "manager")
        assert change_staff(spa, person.id, Place("manager", (), phone), now(), None) is None
    page = compare(manager, spa)
    assert "это ваш собственный счёт" in page.text.lower()


def test_a_list_of_many_pairs_asks_no_more_than_one_of_few(app: Flask, manager: Reader, spa: OpenChain) -> None:
    twins(app, spa)
    with counted(app) as few:
        at_list(manager, spa)
    for number in range(6):
        for name in ("Наталья Щукина", "Natalia Shchukina"):
            member(app, spa, f"{name} {'абвгде'[number] * 3}ов", birth=f"1990-01-{number + 1:02d}")
    with counted(app) as many:
        page = at_list(manager, spa)
    assert page.text.count("Имя звучит так же") == 7
    assert len(many) == len(few)
