"""One field finds a member; who is not found is enrolled in one step."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.pages.desk.counter import card, member, new_phone, spoken
from tests.pages.reader import Reader
from webapp.usecases.open_chain import OpenChain

Found = Callable[[str], OpenChain]
SignIn = Callable[..., Reader]


@pytest.fixture(scope="module")
def shop(app: Flask, founded_here: Found) -> tuple[OpenChain, str]:
    """A chain of its own, so that Zoya is alone in it."""
    chain = founded_here("estetic")
    member(app, chain, "Ольга Белова", "+79130000601")
    member(app, chain, "Ольга Серова", "+79130000602")
    return chain, member(app, chain, "Зоя Ёлкина", "+79130000603")


@pytest.mark.parametrize("words", ["8 (913) 000-06-03", "+79130000603", "0603", "зоя", "ЕЛКИНА зоя", "Ёлк"])
def test_one_who_is_meant_alone_is_shown_at_once(shop: tuple[OpenChain, str], sign_in: SignIn, words: str) -> None:
    chain, zoya = shop
    reader = sign_in(chain)
    reader.open(f"/{chain.slug}/desk/")
    assert reader.press("Найти", search=words).address.endswith(f"/members/{zoya}")
    assert "Зоя Ёлкина" in reader.page.text


def test_a_card_that_is_scanned_shows_its_holder(app: Flask, found: Found, sign_in: SignIn) -> None:
    chain = found("seven_krasok")
    reader, who = sign_in(chain, salon="arbat"), member(app, chain)
    number = card(app, chain, who)
    reader.open(f"/{chain.slug}/desk/")
    assert reader.press("Найти", search=number).address.endswith(f"/members/{who}")


def test_several_are_listed(shop: tuple[OpenChain, str], sign_in: SignIn) -> None:
    reader = sign_in(shop[0])
    reader.open(f"/{shop[0].slug}/desk/")
    page = reader.press("Найти", search="ольга")
    assert "Найдено 2 участника" in page.text
    assert {"Ольга Белова", "Ольга Серова"} <= set(page.links)


def test_while_one_types_the_results_alone_are_sent(shop: tuple[OpenChain, str], sign_in: SignIn) -> None:
    reader = sign_in(shop[0])
    page = reader.open(f"/{shop[0].slug}/desk/")
    data = {"csrf_token": page.field("csrf_token"), "search": "зоя"}
    answer = reader.client.post(page.address, data=data, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "Зоя Ёлкина" in answer.text
    assert "<html" not in answer.text
    assert "HX-Request" in answer.headers["Vary"]


def test_a_stranger_is_enrolled_in_one_step(desk: Reader, estetic: OpenChain) -> None:
    phone = new_phone()
    desk.open(f"/{estetic.slug}/desk/")
    page = desk.press("Найти", search=phone.replace("+7", "8 "))
    assert "Никого не нашли" in page.text
    page = desk.press(f"Открыть счёт для {spoken(phone)}")
    assert page.status == 200
    assert "Счёт открыт" in page.text
    assert spoken(phone) in page.text
    assert "Ждёт анкету" in page.text


def test_a_name_that_nobody_has_goes_into_the_newcomers_form(desk: Reader, estetic: OpenChain) -> None:
    desk.open(f"/{estetic.slug}/desk/")
    assert desk.press("Найти", search="Юлия Ким").field("full_name") == "Юлия Ким"


def test_a_wrong_phone_is_told_at_its_field_and_stays(desk: Reader, estetic: OpenChain) -> None:
    desk.open(f"/{estetic.slug}/desk/")
    desk.press("Найти", search="Юлия Ким")
    page = desk.press("Открыть счёт", phone="12", full_name="Юлия Кимова")
    assert page.status == 422
    assert "Такого номера не бывает" in page.text
    assert (page.field("phone"), page.field("full_name")) == ("12", "Юлия Кимова")
    assert desk.press("Открыть счёт", phone=new_phone(), full_name="Вера").status == 200


def test_a_double_tap_opens_one_account_r2(desk: Reader, estetic: OpenChain) -> None:
    desk.open(f"/{estetic.slug}/desk/")
    phone = new_phone()
    desk.press("Найти", search=phone)
    data = desk.page.forms[-1].fields
    address = f"/{estetic.slug}/desk/members/"
    first = desk.send(address, data).address
    page = desk.send(address, data)
    assert page.address == first, page.text


def test_a_phone_that_somebody_took_meanwhile_is_told(app: Flask, desk: Reader, estetic: OpenChain) -> None:
    phone = new_phone()
    desk.open(f"/{estetic.slug}/desk/")
    desk.press("Найти", search=phone)
    member(app, estetic, phone=phone)
    page = desk.press(f"Открыть счёт для {spoken(phone)}")
    assert page.status == 422
    assert "принадлежит другому участнику" in page.text


def test_another_chain_with_the_same_phone_is_not_seen_r33(
    app: Flask, desk: Reader, estetic: OpenChain, found: Found
) -> None:
    phone = new_phone()
    desk.open(f"/{estetic.slug}/desk/")
    before = desk.press("Найти", search=phone)
    member(app, found("blank"), phone=phone)
    desk.open(f"/{estetic.slug}/desk/")
    after = desk.press("Найти", search=phone)
    assert after.text == before.text
