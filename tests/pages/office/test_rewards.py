"""The catalogue of rewards in the office: read, changed in a form, carried as a sheet (7K-8, R57, R59, R60)."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from tests.pages.desk.conftest import SignIn
from tests.pages.desk.counter import rich
from tests.pages.reader import Page, Reader
from webapp.pages.shared.visit import now
from webapp.usecases.change_rewards import look_at_rewards
from webapp.usecases.open_chain import OpenChain, open_chain
from webapp.usecases.reward_catalogue import Cell, RewardRow
from webapp.usecases.reward_sheet import COLUMNS

Found = Callable[[str], OpenChain]
STANDARD = Cell("certified", "standard")
PRICE = "price-0-certified.standard"


@pytest.fixture
def spa(founded_here: Found) -> OpenChain:
    return founded_here("seven_krasok")


@pytest.fixture
def unchanged(found: Found, sign_in: SignIn) -> Reader:
    """The owner of a chain whose catalogue no test changes."""
    chain = found("seven_krasok")
    reader = sign_in(chain, role="owner")
    reader.open(f"/{chain.slug}/office/rewards/?lang=ru")
    return reader


@pytest.fixture
def owner(sign_in: SignIn, spa: OpenChain) -> Reader:
    reader = sign_in(spa, role="owner")
    reader.open(f"/{spa.slug}/office/rewards/?lang=ru")
    return reader


def rows(app: Flask, chain: OpenChain) -> dict[str, RewardRow]:
    """What is in force, as another process would read it."""
    with app.app_context():
        fresh = open_chain(chain.slug)
        assert fresh is not None
        return {row.code: row for row in look_at_rewards(fresh, now())[1].rows}


def test_the_catalogue_is_a_table_7k_8(spa: OpenChain, owner: Reader) -> None:
    for words in ("Балиниз-классик", "Топ-мастер, Люкс", "11 000", "37 дней", "30%, 50%, 100%"):
        assert words in owner.page.text
    assert "5 рабочих дней" in owner.page.text


def test_a_new_price_is_in_force_for_the_next_order_7k_8(app: Flask, spa: OpenChain, owner: Reader) -> None:
    who = rich(app, spa)
    owner.follow("Изменить каталог")
    page = owner.press("Опубликовать", **{PRICE: "2 345,50"})
    assert "Каталог опубликован и уже действует" in page.text
    assert rows(app, spa)["foot_break"].prices[STANDARD] == 234_550
    page = owner.open(f"/{spa.slug}/desk/members/{who}/certificates/new?reward=foot_break")
    assert "2 345,5" in page.text


def test_a_programme_is_added_and_another_taken_out(app: Flask, spa: OpenChain, owner: Reader) -> None:
    owner.follow("Изменить каталог")
    new = {
        "key-12": "stones",
        "ru-12": "Камни",
        "en-12": "Stones",
        "price-12-certified.standard": "1000",
        "hours-12": "1,5",
    }
    owner.press("Опубликовать", **new, **{"remove-11": "1", "gift-12-privilege": "1"})
    found = rows(app, spa)
    assert "sea_breeze" not in found
    assert found["stones"] == RewardRow("stones", "Камни", "Stones", 150, {STANDARD: 100_000}, ("privilege",))


def test_terms_and_a_day_to_come(app: Flask, spa: OpenChain, owner: Reader) -> None:
    owner.follow("Изменить каталог")
    day = spa.local(now()).date() + timedelta(days=30)
    page = owner.press("Опубликовать", **{"shares": "20 100", "valid": "2", "valid-unit": "month", "from": f"{day}"})
    assert "начнёт действовать в назначенный день" in page.text
    assert "30%, 50%, 100%" in page.text
    page = owner.follow("Изменить каталог")
    assert "Опубликованы правила, которые начнут действовать" in page.text


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        (PRICE, "1e5", "Напишите сумму цифрами"),
        (PRICE, "-5", "Напишите сумму цифрами"),
        ("ru-0", "", "Заполните это поле"),
        ("hours-0", "много", "Напишите сумму цифрами"),
        ("shares", "0", "Напишите доли от 1 до 100"),
        ("shares", "30 moon", "Напишите доли от 1 до 100"),
        ("valid", "0", "Напишите целое число"),
        ("deliver-email", "два", "Напишите целое число"),
        ("from", "2020-01-01", "Этот день уже прошёл"),
        ("from", "2027-02-30", "Такой даты нет"),
        ("key-12", "Stones", "Нужны строчные латинские буквы"),
        ("key-12", "foot_break", "Такой код уже есть выше"),
    ],
)
def test_a_mistake_is_named_at_its_field_and_nothing_is_lost_r57(
    app: Flask, found: Found, unchanged: Reader, field: str, typed: str, why: str
) -> None:
    unchanged.follow("Изменить каталог")
    page = unchanged.press("Опубликовать", **{"en-1": "Thai Raspberry", field: typed})
    assert page.status == 422
    assert why in page.text
    assert page.field(field) == typed
    assert page.field("en-1") == "Thai Raspberry"
    assert f'id="{field}-error"' in page.html
    assert rows(app, found("seven_krasok"))["thai_berry"].en == "Thai Berry"


def test_two_owners_do_not_undo_each_other_r13(app: Flask, spa: OpenChain, owner: Reader) -> None:
    owner.follow("Изменить каталог")
    form, button = owner._button("Опубликовать")
    owner.press("Опубликовать", **{PRICE: "2100"})
    page = owner.send(button.action, form.sent(button, {PRICE: "2200"}))
    assert page.status == 409
    assert "Правила уже изменил кто-то другой" in page.text
    assert page.field(PRICE) == "2200"
    assert rows(app, spa)["foot_break"].prices[STANDARD] == 210_000


def uploaded(owner: Reader, chain: OpenChain, content: bytes) -> Page:
    address = f"/{chain.slug}/office/rewards/upload"
    data = {"csrf_token": owner.page.field("csrf_token"), "sheet": (io.BytesIO(content), "sheet.csv")}
    answer = owner.client.post(address, data=data, content_type="multipart/form-data")
    return owner._read(answer, address)


def test_a_sheet_goes_out_and_comes_in_r59(app: Flask, spa: OpenChain, owner: Reader) -> None:
    """R59: the downloaded sheet, changed and uploaded, fills the form; nothing holds before it is published."""
    answer = owner.client.get(f"/{spa.slug}/office/rewards/catalogue.csv")
    assert answer.mimetype == "text/csv"
    text = answer.data.decode("utf-8-sig")
    assert text.startswith(",".join(COLUMNS))
    changed = text.replace("Фут-брейк", "=Фут+брейк") + "stones,Камни,Stones,1,certified,standard,999,\r\n"
    page = uploaded(owner, spa, changed.encode("utf-8-sig"))
    assert "новых 1, изменено 1, убрано 0" in page.text
    assert "stones" not in rows(app, spa)
    owner.press("Опубликовать")
    found = rows(app, spa)
    assert found["stones"].prices == {STANDARD: 99_900}
    assert found["foot_break"].ru == "=Фут+брейк"
    again = owner.client.get(f"/{spa.slug}/office/rewards/catalogue.csv").data.decode("utf-8-sig")
    assert ",'=Фут+брейк," in again


def test_a_bad_sheet_is_told_by_line_r60(app: Flask, spa: OpenChain, owner: Reader) -> None:
    bad = f"{','.join(COLUMNS)}\nmask,Маска,Mask,1,moon,standard,1e5,\n"
    page = uploaded(owner, spa, bad.encode())
    assert page.status == 422
    assert "Строка 2, grade: мастера «moon» в программе нет" in page.text
    assert "Строка 2, price: «1e5» не число" in page.text
    assert uploaded(owner, spa, b"").status == 422


def test_who_may_not_change_rules_reads_them(spa: OpenChain, sign_in: SignIn) -> None:
    reader = sign_in(spa, role="manager")
    page = reader.open(f"/{spa.slug}/office/rewards/?lang=ru")
    assert "Балиниз-классик" in page.text
    assert "Изменить каталог" not in page.links
    assert reader.open(f"/{spa.slug}/office/rewards/edit").status == 403


def test_a_programme_without_levels_and_rewards_gets_its_first(
    app: Flask, founded_here: Found, sign_in: SignIn
) -> None:
    chain = founded_here("blank")
    reader = sign_in(chain, role="owner")
    assert "Наград пока нет" in reader.open(f"/{chain.slug}/office/rewards/?lang=ru").text
    reader.follow("Изменить каталог")
    new = {"key-0": "mask", "ru-0": "Маска", "en-0": "Mask", PRICE: "500"}
    assert "Каталог опубликован" in reader.press("Опубликовать", **new).text
    assert rows(app, chain)["mask"].prices == {STANDARD: 50_000}
