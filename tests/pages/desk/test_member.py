"""A member's sheet: who it is, what there is to spend, what to say now, what was bought last."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from tests.pages.desk.counter import bought, card, member, new_phone, spoken
from tests.pages.reader import Reader
from webapp.engine.events import Enrol, Mismatch
from webapp.pages.shared.visit import now
from webapp.usecases.enrol import enrol
from webapp.usecases.mark_mismatch import mark_mismatch
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor

Found = Callable[[str], OpenChain]


def sheet(reader: Reader, chain: OpenChain, who: str) -> str:
    return reader.open(f"/{chain.slug}/desk/members/{who}").text


def newcomer(app: Flask, chain: OpenChain) -> str:
    with app.app_context():
        phone = new_phone()
        return enrol(chain, Actor(), f"enrol {phone}", Enrol(member="new", phone=phone), now()).member or ""


def test_it_tells_who_what_and_the_last_receipts(app: Flask, desk: Reader, estetic: OpenChain) -> None:
    phone = new_phone()
    who = member(app, estetic, phone=phone)
    number = bought(app, estetic, who, "facial_cleansing")
    told = sheet(desk, estetic, who)
    for words in ("Ольга Белова", spoken(phone), "Активен", "Доступно 100", f"Чек {number}", "3 500,00 ₽"):
        assert words in told
    assert "не сгорают" in told


def test_lots_tell_when_they_come_and_go(app: Flask, found: Found, sign_in: Callable[..., Reader]) -> None:
    chain = found("seven_krasok")
    reader, who = sign_in(chain, salon="arbat"), member(app, chain)
    bought(app, chain, who, "silk_road", 3)
    card(app, chain, who)
    bought(app, chain, who, "silk_road")
    told = sheet(reader, chain, who)
    assert "Привилегия" in told
    assert "Ожидает 455" in told
    assert "доступны с" in told
    assert "сгорят 20 января" in told


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "Сегодня день рождения"),
        (5, "Скоро день рождения"),
        (-5, "Недавно был день рождения"),
        (40, "Напоминаний нет"),
    ],
)
def test_birthdays_are_said_in_their_week(app: Flask, desk: Reader, estetic: OpenChain, days: int, words: str) -> None:
    near = estetic.local(now()).date() + timedelta(days=days)
    who = member(app, estetic, birth=f"1984-{near:%m-%d}")
    assert words in sheet(desk, estetic, who)


def test_a_missing_questionnaire_is_said(app: Flask, desk: Reader, estetic: OpenChain) -> None:
    told = sheet(desk, estetic, newcomer(app, estetic))
    assert "Нет анкеты" in told
    assert "Ввести анкету" in told


def test_a_mismatch_is_said(app: Flask, desk: Reader, estetic: OpenChain) -> None:
    who = member(app, estetic)
    with app.app_context():
        mark_mismatch(estetic, Actor(), f"mismatch {who}", Mismatch(member=who, open=True), now())
    told = sheet(desk, estetic, who)
    assert "Приостановлен" in told
    assert "Данные не совпадают" in told


def test_a_level_that_the_next_visit_brings_is_said(app: Flask, found: Found, sign_in: Callable[..., Reader]) -> None:
    chain = found("keep_looking")
    reader, who = sign_in(chain), member(app, chain)
    bought(app, chain, who, "balayage", 9)
    told = sheet(reader, chain, who)
    assert "Без уровня" in told
    assert "Со следующего визита — уровень SILVER" in told
    assert "покупки за 12 месяцев 216 000,00 ₽" in told


def test_the_way_to_the_next_level_is_said_from_the_first_day_on(
    app: Flask, found: Found, sign_in: Callable[..., Reader]
) -> None:
    """A level that is due is said instead."""
    chain = found("keep_looking")
    reader, who = sign_in(chain), member(app, chain, days_ago=10)
    first = "До уровня SILVER осталось: покупки за 12 месяцев — 200 000 ₽"
    assert first in sheet(reader, chain, who)
    assert first in sheet(reader, chain, newcomer(app, chain))
    bought(app, chain, who, "balayage", 9, days_ago=3)
    assert "осталось" not in sheet(reader, chain, who)
    bought(app, chain, who, "balayage", 1, days_ago=2)
    assert "До уровня GOLD осталось: покупки за период уровня — 327 200 ₽" in sheet(reader, chain, who)


def test_a_card_that_is_due_is_said(app: Flask, found: Found, sign_in: Callable[..., Reader]) -> None:
    chain = found("seven_krasok")
    reader, who = sign_in(chain, salon="arbat"), member(app, chain)
    bought(app, chain, who, "silk_road", 3)
    assert "Пора выдать карту Привилегия" in sheet(reader, chain, who)


def test_nobody_of_this_chain_is_not_found(app: Flask, desk: Reader, estetic: OpenChain, found: Found) -> None:
    """R32: an outsider's member and one that never was get the same page."""
    outsider = member(app, found("blank"))
    base = f"/{estetic.slug}/desk/members/"
    foreign = desk.client.get(base + outsider)
    never = desk.client.get(base + "01890000-0000-7000-8000-000000000000")
    assert foreign.status_code == never.status_code == 404
    assert foreign.text.replace(outsider, "") == never.text.replace("01890000-0000-7000-8000-000000000000", "")
    assert desk.client.get(base + "no-id").status_code == 404


def test_a_name_of_any_kind_stays_text(app: Flask, desk: Reader, estetic: OpenChain) -> None:
    """R58"""
    desk.open(f"/{estetic.slug}/desk/")
    desk.press("Найти", search="Юлия Ким")
    desk.press("Открыть счёт", phone=new_phone(), full_name="<b>Зоя</b>\u202e \x00«Ёлкина» 🦋")
    assert "<b>Зоя" not in desk.page.html
    assert "<b>Зоя</b> «Ёлкина» 🦋" in desk.page.text
