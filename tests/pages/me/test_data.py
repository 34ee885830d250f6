"""What is kept of a member in their own pages: shown, taken along, closed, erased (R63, R64)."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from tests.pages.desk.conftest import FoundChain
from tests.pages.desk.counter import certificate, new_phone, rich, spoken
from tests.pages.me.guests import COOKIE, at_once, guest, signed_in
from tests.pages.me.test_passwords import PASSWORD
from tests.pages.reader import Reader
from webapp.pages.shared import visit
from webapp.store.personal import OF_PEOPLE
from webapp.translations.say import knows
from webapp.usecases.erase_member import erase_member
from webapp.usecases.find_members import find_members
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor


def data(reader: Reader, chain: OpenChain, page: str = "") -> str:
    return reader.open(f"/{chain.slug}/me/data/{page}?lang=ru").text


def test_all_is_shown_on_a_page_and_given_as_a_file_r64(app: Flask, estetic: OpenChain) -> None:
    phone = new_phone()
    reader = signed_in(app, estetic, guest(app, estetic, "Клара Полная", phone))
    stranger = guest(app, estetic, "Чужая Гостья")
    data(reader, estetic)
    page = reader.follow("Посмотреть")
    for told in ("Кто вы", "Клара Полная", spoken(phone), "Анкеты", "20 мая", "Входы в личный кабинет"):
        assert told in page.text
    reader.open(f"/{estetic.slug}/me/data/?lang=ru")
    token = reader.page.field("csrf_token") or ""
    answer = reader.client.post(f"/{estetic.slug}/me/data/file", data={"csrf_token": token})
    assert answer.mimetype == "application/json"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{estetic.slug}.json"'
    assert answer.headers["Cache-Control"] == "no-store"
    told = json.loads(answer.text)["data"]
    assert [row["full_name"] for row in told["members"]] == ["Клара Полная"]
    assert "Чужая" not in answer.text
    assert stranger not in answer.text


def test_the_page_says_it_in_words_and_leaves_codes_to_the_file_r64(app: Flask, found: FoundChain) -> None:
    spa = found("seven_krasok")
    who = rich(app, spa, "3000", "Клара Полная")
    certificate(app, spa, who)
    reader = signed_in(app, spa, who)
    reader.open(f"/{spa.slug}/me/requests/new?kind=benefit&lang=ru")
    reader.press("Отправить", benefit="doctor", words="После шести")
    page = reader.open(f"/{spa.slug}/me/data/all")
    told = ["Привилегия", "принята", "Слова: После шести", "начислено", "18 000,00 ₽", "действует", "консультация"]
    for words in (*told, "Фамилия, имя, отчество: Клара", "Поле анкеты"):
        assert words in page.text, words
    for raw in ("privilege", "accepted", "full_name", "birth_date", "accrued", "spend_total", "18000.00"):
        assert raw not in page.text, raw
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", page.text)


def test_a_sign_in_that_is_not_fresh_shows_gives_and_erases_nothing_r64(app: Flask, estetic: OpenChain) -> None:
    who = guest(app, estetic)
    reader = signed_in(app, estetic, who)
    later = visit.now() + timedelta(minutes=16)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(visit, "now", lambda: later)
        assert "Войти ещё раз" in data(reader, estetic)
        token = reader.page.field("csrf_token") or ""
        for way in ("all", "erasure"):
            assert reader.open(f"/{estetic.slug}/me/data/{way}").address == f"/{estetic.slug}/me/data/"
        for way in ("file", "erasure"):
            sent = {"csrf_token": token, "confirmed": "стереть"}
            assert reader.client.post(f"/{estetic.slug}/me/data/{way}", data=sent).status_code == 303
        assert "Ольга Белова" in reader.open(f"/{estetic.slug}/me/").text
        reader.open(f"/{estetic.slug}/me/data/")
        page = reader.press("Войти ещё раз")
        assert page.address == f"/{estetic.slug}/me/sign-in?next=/{estetic.slug}/me/data/"


def test_a_first_password_makes_no_sign_in_fresh_r64(app: Flask, estetic: OpenChain) -> None:
    reader = signed_in(app, estetic, guest(app, estetic))
    later = visit.now() + timedelta(minutes=16)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(visit, "now", lambda: later)
        reader.open(f"/{estetic.slug}/me/password/?lang=ru")
        reader.press("Сохранить пароль", **{"new-password": PASSWORD, "again": PASSWORD})
        assert "Войти ещё раз" in data(reader, estetic)
        reader.open(f"/{estetic.slug}/me/password/?lang=ru")
        reader.press("Сохранить пароль", old=PASSWORD, **{"new-password": f"{PASSWORD} 2", "again": f"{PASSWORD} 2"})
        assert "Войти ещё раз" not in data(reader, estetic)


def test_who_taps_twice_is_erased_once_r63(app: Flask, estetic: OpenChain) -> None:
    who = UUID(guest(app, estetic))
    assert at_once(app, [lambda: erase_member(estetic, Actor(), who, "asked", visit.now())] * 3) == [None] * 3


def test_who_asks_is_erased_at_once_and_signed_out_everywhere_r63(app: Flask, estetic: OpenChain) -> None:
    phone = new_phone()
    who = guest(app, estetic, "Клара Стёртая", phone)
    reader, other = signed_in(app, estetic, who), signed_in(app, estetic, who)
    data(reader, estetic)
    reader.follow("Стереть мои данные")
    page = reader.press("Стереть", confirmed="да")
    assert page.status == 422
    assert "Наберите слово «стереть», если вы уверены." in page.text
    page = reader.press("Стереть", confirmed="СТЕРЕТЬ")
    assert "Ваши данные стёрты" in page.text
    assert reader.client.get_cookie(COOKIE, path=f"/{estetic.slug}/") is None
    assert "sign-in" in other.open(f"/{estetic.slug}/me/").address
    with app.app_context():
        assert find_members(estetic, phone) == find_members(estetic, "Стёртая") == []


def test_an_account_is_closed_at_once_where_the_rules_name_no_days(app: Flask, estetic: OpenChain) -> None:
    phone = new_phone()
    reader = signed_in(app, estetic, guest(app, estetic, "Клара Ушедшая", phone))
    data(reader, estetic, "closing")
    assert reader.press("Закрыть счёт", confirmed="").status == 422
    page = reader.press("Закрыть счёт", confirmed="выйти")
    assert "Ваш счёт закрыт" in page.text
    with app.app_context():
        assert find_members(estetic, phone) == []


def test_whatever_is_told_has_words_r64() -> None:
    told = {name: table.told for name, table in OF_PEOPLE.items() if table.told}
    wanted = {f"me.export.table.{name}" for name in told}
    wanted |= {f"me.export.column.{column}" for columns in told.values() for column in columns}
    assert {key for key in wanted if not knows(key)} == set()
