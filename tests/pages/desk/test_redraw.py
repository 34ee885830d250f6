"""Another language costs nothing of what was typed, without script, and does nothing but show the page again."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask

from tests.pages.desk.counter import draft, member, new_phone
from tests.pages.reader import Reader
from tests.usecases.founded import DESK, PASSWORD, hired
from webapp.engine.events import Close
from webapp.pages.shared.visit import now
from webapp.usecases.attempts import MOST_FAILURES
from webapp.usecases.close_membership import close_membership
from webapp.usecases.find_members import find_members
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor
from webapp.usecases.send_questionnaire import send_questionnaire

ENROL = "Открыть счёт"


def known(app: Flask, chain: OpenChain, words: str) -> int:
    with app.app_context():
        return len(find_members(chain, words))


def test_a_form_that_failed_is_shown_in_the_other_language_as_it_was_typed(
    app: Flask, desk: Reader, estetic: OpenChain
) -> None:
    desk.press("Найти", search="Юлия Нездешняя")
    page = desk.press(ENROL, phone="12", full_name="Юлия Нездешняя")
    assert page.status == 422
    page = desk.press("English")
    assert page.status == 422
    assert 'lang="en"' in page.html
    assert (page.field("phone"), page.field("full_name")) == ("12", "Юлия Нездешняя")
    page = desk.press("Русский")
    assert (page.status, page.field("phone")) == (422, "12")
    desk.press(ENROL, phone=new_phone())
    assert (desk.page.status, known(app, estetic, "нездешняя")) == (200, 1)


def test_what_would_go_through_by_now_is_not_done_by_the_choice_of_a_language(
    app: Flask, desk: Reader, estetic: OpenChain
) -> None:
    """The phone was taken when the form was sent, and is free when the language is chosen."""
    phone = new_phone()
    taken = member(app, estetic, "Ольга Прежняя", phone)
    desk.press("Найти", search="Юлия Следующая")
    assert desk.press(ENROL, phone=phone, full_name="Юлия Следующая").status == 422
    with app.app_context():
        event = Close(member=taken, reason="leaves")
        assert not close_membership(estetic, Actor(), f"close {phone}", event, now()).refused
    page = desk.press("English")
    assert known(app, estetic, "следующая") == 0
    assert "The language is changed" in page.text
    desk.press("Русский")
    assert "Язык изменён" in desk.page.text
    assert desk.press("Отправить ещё раз").status == 200
    assert known(app, estetic, "следующая") == 1


def test_the_confirmation_of_a_return_has_both_languages_and_returns_nothing_by_itself(
    app: Flask, desk: Reader, estetic: OpenChain
) -> None:
    draft(desk, estetic, member(app, estetic), "peeling")
    slip = desk.press("Провести чек").address
    desk.follow("Вернуть")
    assert "Подтвердить возврат" in desk.press("Вернуть всё", reason="Не подошло").text
    page = desk.press("English")
    assert 'lang="en"' in page.html
    assert "Не подошло" in page.text
    desk.press("Русский")
    assert "Был возврат" not in Reader(desk.client).open(slip).text
    assert "Возврат проведён" in desk.press("Подтвердить возврат на 2 800,00 ₽").text


def test_secrets_are_not_sent_along(sign_in: Callable[..., Reader], estetic: OpenChain) -> None:
    desk = sign_in(estetic, role="manager")
    page = desk.open(f"/{estetic.slug}/desk/profile/")
    form, button = next(
        (form, form.buttons[0]) for form in page.forms if page.field("kind") and "profile" in form.action
    )
    typed: dict[str, str | None] = {
        "old-password": "a secret of mine",
        "new-password": "another secret",
        "again-password": "another secre",
        "new-pin": "secre",
    }
    page = desk.send(button.action, form.sent(button, typed))
    assert page.status == 422
    assert "secre" not in page.html


@pytest.mark.parametrize("right", [True, False], ids=["the password", "a guess"])
def test_guesses_that_ask_for_another_language_are_counted_and_told_nothing_r44(
    app: Flask, estetic: OpenChain, right: bool
) -> None:
    who = f"guessed-{right}@example.org"
    with app.app_context():
        hired(estetic, DESK._replace(email=who, salons=("centre",)))
    reader = Reader(app.test_client())
    reader.open(f"/{estetic.slug}/desk/sign-in")
    for _ in range(MOST_FAILURES):
        page = reader.press("Войти", email=who, password="a guess of many", redraw="1", lang="en")
        assert "Language is changed" not in page.text and 'form="redraw"' not in page.html
        reader.open(f"/{estetic.slug}/desk/sign-in?lang=ru")
    page = reader.press("Войти", email=who, password=PASSWORD if right else "another", redraw="1")
    assert page.status == 422 and "слишком много" in page.text


def test_a_guests_questionnaire_is_shown_in_the_other_language_and_asks_nobody_r45(
    app: Flask, desk: Reader, estetic: OpenChain
) -> None:
    phone = new_phone()
    member(app, estetic, phone=phone)
    with app.app_context():
        sent = send_questionnaire(estetic, Actor(), UUID(member(app, estetic)), now())
    assert sent is not None
    guest = Reader(app.test_client())
    guest.open(f"/{estetic.slug}/questionnaire/{sent.token}?lang=ru")
    page = guest.press("Отправить анкету", full_name="Анна Королёва", phone=phone)
    assert page.status == 422
    page = guest.press("English")
    assert 'lang="en"' in page.html and page.field("full_name") == "Анна Королёва"
    born = {"birth_date-day": "2", "birth_date-month": "3", "birth_date-year": "1988", "individual": "1"}
    page = guest.press("Send the questionnaire", consent="1", redraw="1", **born)
    assert "phone-error" not in page.html and page.field("phone") == phone
