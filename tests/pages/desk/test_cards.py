"""Cards at the desk: issued, exchanged, blocked, shown as codes; further ones on the common account."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.pages.desk.counter import bought, member, new_phone
from tests.pages.reader import Page, Reader
from webapp.engine.events import Enrol
from webapp.pages.shared.visit import now
from webapp.usecases.enrol import enrol
from webapp.usecases.handle_card import made_number
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor

Found = Callable[[str], OpenChain]


@pytest.fixture
def chain(found: Found) -> OpenChain:
    return found("seven_krasok")


@pytest.fixture
def reader(sign_in: Callable[..., Reader], chain: OpenChain) -> Reader:
    reader = sign_in(chain, salon="arbat")
    reader.open(f"/{chain.slug}/desk/?lang=ru")
    return reader


def cards_of(reader: Reader, chain: OpenChain, who: str) -> Page:
    return reader.open(f"/{chain.slug}/desk/members/{who}/cards/")


def privileged(app: Flask, reader: Reader, chain: OpenChain, name: str = "Ольга Белова") -> str:
    """A member with the registered card, by the pages."""
    who = member(app, chain, name)
    cards_of(reader, chain, who)
    reader.press("Выдать карту")
    bought(app, chain, who, "silk_road", 3)
    cards_of(reader, chain, who)
    assert "Карта" in reader.press("Обменять карту").text
    return who


def test_without_a_questionnaire_there_is_no_card(app: Flask, reader: Reader, chain: OpenChain) -> None:
    """7K-1"""
    phone = new_phone()
    with app.app_context():
        who = enrol(chain, Actor(), f"enrol {phone}", Enrol(member="new", phone=phone), now()).member or ""
    page = cards_of(reader, chain, who)
    assert "Сначала нужна анкета" in page.text
    assert not any(button.text == "Выдать карту" for form in page.forms for button in form.buttons)


def test_from_the_cumulative_card_to_the_registered_one(app: Flask, reader: Reader, chain: OpenChain) -> None:
    """7K-1, 7K-2, 7K-12: typed or scanned, or made; the exchange begins the level."""
    who = member(app, chain)
    cards_of(reader, chain, who)
    page = reader.press("Выдать карту", **{"issue-card": "A-700"})
    assert "Карта A-700 выдана" in page.text and "Накопительная карта" in page.text
    assert "Условия для этого не выполнены" in page.text
    bought(app, chain, who, "silk_road", 3)
    page = cards_of(reader, chain, who)
    assert "Уровень с этой картой: Привилегия" in page.text
    page = reader.press("Обменять карту")
    assert "заменена" in page.text and "действует по" in page.text
    assert "Привилегия" in reader.open(f"/{chain.slug}/desk/members/{who}").text


def test_the_exchange_tells_the_hours_what_they_give_and_from_when(
    app: Flask, reader: Reader, chain: OpenChain
) -> None:
    """7K-13: hours of 12 months, needed for each level, from 60 days before the end."""
    who = privileged(app, reader, chain)
    page = cards_of(reader, chain, who)
    assert "Нужно для карты Привилегия 10" in page.text and "Нужно для карты VIP-Привилегия 50" in page.text
    assert "Обмен по часам открыт с" in page.text
    assert "Условия для этого не выполнены" not in page.text and "Выдать карту" not in page.text


def test_a_number_is_used_once(app: Flask, reader: Reader, chain: OpenChain) -> None:
    """7K-15"""
    first, second = member(app, chain), member(app, chain)
    cards_of(reader, chain, first)
    reader.press("Выдать карту", **{"issue-card": "TAKEN-1"})
    cards_of(reader, chain, second)
    page = reader.press("Выдать карту", **{"issue-card": "TAKEN-1"})
    assert page.status == 422 and 'id="issue-card-error"' in page.html
    assert page.field("issue-card") == "TAKEN-1"
    page = reader.press("Выдать карту", **{"issue-card": "КАРТА"})
    assert (page.status == 422 and "Латинские" in page.text) or "латинские" in page.text


def test_a_card_sent_twice_is_issued_once(app: Flask, reader: Reader, chain: OpenChain) -> None:
    """R2: a made number too."""
    who = member(app, chain)
    cards_of(reader, chain, who)
    form, button = reader._button("Выдать карту")
    data = form.sent(button, {})
    first = reader.send(button.action, data)
    assert reader.send(button.action, data).html.count('<h2 id="card-') == first.html.count('<h2 id="card-') == 1


@pytest.mark.parametrize("registered", [False, True])
def test_what_a_loss_means_is_said_before(app: Flask, reader: Reader, chain: OpenChain, registered: bool) -> None:
    """7K-15: a lost cumulative card takes its sum along, a lost registered one is replaced."""
    who = privileged(app, reader, chain) if registered else member(app, chain)
    page = cards_of(reader, chain, who)
    if not registered:
        page = reader.press("Выдать карту")
    page = reader.follow("Заблокировать")
    assert ("Счёт и бонусы останутся" if registered else "накоплено, пропадёт") in page.text
    page = reader.press("Заблокировать навсегда")
    assert page.status == 422 and 'id="reason-error"' in page.html
    page = reader.press("Заблокировать навсегда", reason="lost")
    assert "заблокирована" in page.text
    page = reader.press("Выдать карту")
    assert "выдана" in page.text
    assert page.text.count("Накопительная карта") == (1 if registered else 2)


def test_a_further_card_for_somebody_enrolled_just_now(app: Flask, reader: Reader, chain: OpenChain) -> None:
    """7K-14: a questionnaire of their own first; then the limit is said."""
    host = privileged(app, reader, chain, name="Ирина Хозяйка")
    cards_of(reader, chain, host)
    reader.follow("Дополнительная карта")
    phone = new_phone()
    page = reader.press("Открыть счёт", phone=phone, full_name="Вера Вторая")
    assert "сначала заполняет свою анкету" in page.text
    reader.follow("Ввести анкету")
    filled = {"full_name": "Вера Вторая", "birth_date-day": "1", "birth_date-month": "2", "birth_date-year": "1990"}
    page = reader.press("Сохранить анкету", **filled, phone=phone, consent="1")
    assert "перейдёт на общий счёт" in page.text
    page = reader.press("Выдать дополнительную карту", card="FURTHER-1")
    assert "Карта FURTHER-1 выдана" in page.text and "У кого карта: Вера Вторая" in page.text
    assert "Выдано 1 из 1" in page.text and "Больше дополнительных карт" in page.text
    page = reader.open(f"/{chain.slug}/desk/members/{host}")
    assert "Общий счёт" in page.text and "· Ирина Хозяйка" in page.text
    page = reader.follow("Вера Вторая")
    assert "Общий счёт" in page.text and "· Ирина Хозяйка" in page.text, "who earned is told on the other's sheet too"


def test_a_further_card_for_somebody_found(app: Flask, reader: Reader, chain: OpenChain) -> None:
    """7K-14: and past the limit it is refused in plain words."""
    host, phone = privileged(app, reader, chain), new_phone()
    member(app, chain, name="Зоя Третья", phone=phone)
    member(app, chain, name="Яна Лишняя", phone=(other := new_phone()))
    for number, expected in ((phone, "выдана"), (other, "Больше дополнительных карт")):
        reader.open(f"/{chain.slug}/desk/members/{host}/cards/further")
        page = reader.press("Найти", search=number)
        reader.open(next(href for words, href in page.links.items() if words in ("Зоя Третья", "Яна Лишняя")))
        assert expected in reader.press("Выдать дополнительную карту").text


def test_a_card_is_shown_as_codes(app: Flask, reader: Reader, chain: OpenChain) -> None:
    who = member(app, chain)
    cards_of(reader, chain, who)
    reader.press("Выдать карту", **{"issue-card": "CODE-128-1"})
    page = reader.follow("Показать и напечатать")
    assert page.html.count("<svg") == 2 and "CODE-128-1" in page.text
    assert page.html.count("<rect") == 3 * (len("CODE-128-1") + 2) + 4


def test_a_card_of_another_account_is_none_here(app: Flask, reader: Reader, chain: OpenChain) -> None:
    """R32"""
    who, other = member(app, chain), member(app, chain)
    cards_of(reader, chain, who)
    reader.press("Выдать карту")
    address = reader.page.links["Показать и напечатать"]
    assert reader.client.get(address.replace(who, other)).status_code == 404


def test_a_made_number_is_digits_that_tell_a_slip() -> None:
    for _ in range(50):
        digits = [int(sign) for sign in made_number()]
        doubled = [digit * 2 if place % 2 else digit for place, digit in enumerate(reversed(digits))]
        assert len(digits) == 12 and sum(digit // 10 + digit % 10 for digit in doubled) % 10 == 0


def test_no_number_of_one_card_bars_the_cards_of_others(app: Flask, reader: Reader, chain: OpenChain) -> None:
    cards_of(reader, chain, member(app, chain))
    reader.press("Выдать карту", **{"issue-card": "?"})
    cards_of(reader, chain, member(app, chain))
    assert "выдана" in reader.press("Выдать карту").text


def test_a_mistake_on_the_way_to_a_further_card_leads_on_to_it(app: Flask, reader: Reader, chain: OpenChain) -> None:
    who = privileged(app, reader, chain)
    reader.open(f"/{chain.slug}/desk/members/{who}/cards/further")
    assert reader.press("Открыть счёт", phone="12").status == 422
    assert reader.press("Открыть счёт", phone=new_phone()).address.startswith(
        f"/{chain.slug}/desk/members/{who}/cards/further"
    )


def test_an_ended_session_on_the_way_to_a_further_card_leads_on_to_it_r50(
    app: Flask, reader: Reader, chain: OpenChain
) -> None:
    who = privileged(app, reader, chain)
    reader.open(f"/{chain.slug}/desk/members/{who}/cards/further")
    page = reader.press("Открыть счёт", phone=new_phone(), csrf_token="of another day")
    assert page.status == 400
    assert reader.press("Отправить ещё раз").address.startswith(f"/{chain.slug}/desk/members/{who}/cards/further")
