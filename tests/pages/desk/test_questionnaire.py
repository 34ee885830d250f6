"""The chain's own questionnaire, typed in from paper, and the activation that follows where the programme wants it."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.pages.desk.counter import member, new_phone, spoken
from tests.pages.reader import Page, Reader
from webapp.usecases.open_chain import OpenChain

FILLED = {
    "full_name": "Анна Королёва",
    "birth_date-day": "25",
    "birth_date-month": "3",
    "birth_date-year": "1988",
    "individual": "1",
    "consent": "1",
}


def enrolled(reader: Reader, chain: OpenChain) -> Page:
    phone = new_phone()
    reader.open(f"/{chain.slug}/desk/")
    reader.press("Найти", search=phone)
    return reader.press(f"Открыть счёт для {spoken(phone)}")


def test_from_a_stranger_to_an_active_member(desk: Reader, estetic: OpenChain) -> None:
    enrolled(desk, estetic)
    desk.follow("Ввести анкету")
    page = desk.press("Сохранить анкету", **FILLED)
    assert "Анкета сохранена" in page.text
    assert "Ждёт активации" in page.text
    assert "внесите её в базу до" in page.text
    desk.follow("Проверить анкету")
    page = desk.press("Принять анкету")
    assert "бонусами можно пользоваться" in page.text
    assert "Активен" in page.text
    assert "Анна Королёва" in page.text


def test_a_programme_that_wants_no_activation_is_active_at_once(
    found: Callable[[str], OpenChain], sign_in: Callable[..., Reader]
) -> None:
    chain = found("seven_krasok")
    reader = sign_in(chain)
    enrolled(reader, chain)
    reader.follow("Ввести анкету")
    assert "Активен" in reader.press("Сохранить анкету", **FILLED).text


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"full_name": ""}, "full_name", "Заполните это поле"),
        ({"birth_date-month": "13"}, "birth_date", "Такой даты не бывает"),
        ({"birth_date-day": "31", "birth_date-month": "2"}, "birth_date", "Такой даты не бывает"),
        ({"birth_date-year": "2999"}, "birth_date", "ещё не наступила"),
        ({"birth_date-year": "1888"}, "birth_date", "Проверьте год"),
        ({"birth_date-day": "", "birth_date-month": "", "birth_date-year": ""}, "birth_date", "Заполните это поле"),
        ({"birth_date-year": "2015"}, "birth_date", "Возраст меньше"),
        ({"phone": "12"}, "phone", "Такого номера не бывает"),
        ({"email": "anna"}, "email", "Проверьте адрес"),
        ({"consent": None}, "consent", "Без этой отметки"),
        ({"individual": None}, "individual", "Без этой отметки"),
    ],
)
def test_a_mistake_is_told_at_its_field_and_everything_typed_stays(
    desk: Reader, estetic: OpenChain, changed: dict[str, str | None], field: str, words: str
) -> None:
    enrolled(desk, estetic)
    desk.follow("Ввести анкету")
    page = desk.press("Сохранить анкету", **{**FILLED, **changed})  # type: ignore[arg-type]
    assert page.status == 422
    assert words in page.text
    assert f'id="{field}-error"' in page.html
    for name, value in {**FILLED, **changed}.items():
        assert page.field(name) == (value if name not in ("consent", "individual") else (value and "1"))


def test_a_phone_of_somebody_else_is_told(app: Flask, desk: Reader, estetic: OpenChain) -> None:
    who = member(app, estetic)
    taken = new_phone()
    member(app, estetic, phone=taken)
    desk.open(f"/{estetic.slug}/desk/members/{who}")
    desk.follow("Изменить данные")
    page = desk.press("Сохранить анкету", **FILLED, phone=taken)
    assert page.status == 422
    assert "принадлежит другому участнику" in page.text


def test_what_is_known_stands_in_the_form(app: Flask, desk: Reader, estetic: OpenChain) -> None:
    """Nothing is asked twice (WCAG 3.3.7); consents are given anew each time."""
    phone = new_phone()
    who = member(app, estetic, phone=phone, birth="1990-05-20")
    page = desk.open(f"/{estetic.slug}/desk/members/{who}/questionnaire/")
    known = {"full_name": "Ольга Белова", "phone": phone, "birth_date-day": "20", "birth_date-year": "1990"}
    assert {name: page.field(name) for name in known} == known
    assert page.field("consent") is None


def test_activating_without_a_questionnaire_says_why_not(desk: Reader, estetic: OpenChain) -> None:
    page = enrolled(desk, estetic)
    data = [("csrf_token", page.field("csrf_token") or ""), ("operation", "an operation of this test")]
    page = desk.send(page.address + "/activation", data)
    assert "Сначала нужна анкета" in page.text
