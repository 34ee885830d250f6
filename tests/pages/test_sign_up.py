"""A chain signs up: one form, the desk, the link in the mail; on both stores, without script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests import databases
from tests.pages.reader import Page, Reader
from tests.pages.serving import serving
from webapp.database import db, transact
from webapp.store.tables import Attempt, EmailConfirmation, Job
from webapp.usecases import sign_up as signing_up
from webapp.usecases.ask_to_confirm import MOST
from webapp.usecases.open_chain import OpenChain, open_chain

PASSWORD = "four words nobody knows"
TYPED = {
    "name": "Лаванда",
    "place": "yekaterinburg",
    "currency": "RUB",
    "start": "blank",
    "owner": "Ольга",
    "email": "olga@example.org",
    "password": PASSWORD,
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder: Path = tmp_path_factory.mktemp("store")
    with databases.fresh_sqlite(folder) if request.param == "sqlite" else databases.fresh_postgresql() as fresh:
        app = serving(fresh.url, folder)
        with app.app_context():
            engine = db.engine
        yield app
        engine.dispose()


@pytest.fixture(autouse=True)
def nothing_counted(app: Flask) -> None:
    stored(app, lambda session: session.query(Attempt).delete())


def stored(app: Flask, work: Callable[[Session], Any], tenant: UUID | None = None) -> Any:
    """What the store says, outside of any request."""
    with app.app_context():
        return transact(work, tenant)


def chain_of(app: Flask, slug: str) -> OpenChain | None:
    with app.app_context():
        return open_chain(slug)


def confirmed(app: Flask, slug: str) -> bool:
    chain = chain_of(app, slug)
    assert chain is not None
    return chain.confirmed


@pytest.fixture
def reader(app: Flask) -> Reader:
    return Reader(app.test_client())


@pytest.fixture
def slug() -> str:
    return f"chain-{uuid4().hex[:12]}"


def sign_up(reader: Reader, slug: str, **changes: str) -> Page:
    reader.open("/sign-up/?lang=ru")
    return reader.press("Создать сеть", **{**TYPED, "slug": slug, **changes})


def mailed(app: Flask, slug: str) -> list[str]:
    """The mails that wait for the chain."""
    chain = chain_of(app, slug)
    assert chain is not None
    waiting = stored(
        app, lambda session: session.query(Job).filter_by(tenant_id=chain.id, kind="email").order_by(Job.id).all()
    )
    return [job.payload["text"] for job in waiting]


def link_in(mail: str) -> str:
    found = re.search(r"http://localhost(/\S+)", mail)
    assert found
    return found[1]


@pytest.mark.parametrize("start", ["blank", "estetic", "keep_looking", "seven_krasok"])
def test_from_the_first_page_to_a_posted_receipt(reader: Reader, app: Flask, slug: str, start: str) -> None:
    """Issue 3.1: eight fields, and the owner stands at the desk with a receipt to try."""
    reader.open("/?lang=ru")
    form = reader.follow("Зарегистрировать сеть").forms[-1]
    assert (
        len([name for name, _ in form.fields if name not in ("csrf_token", "operation", "suggested", "name_en")]) == 8
    )
    reader.press("Создать сеть", **{**TYPED, "slug": slug, "start": start})
    assert reader.page.address.startswith(f"/{slug}/desk/welcome/")
    assert "Почта владельца не подтверждена" in reader.page.text
    reader.follow("Собрать пробный чек")
    assert "Пробный участник" in reader.page.text
    tile = re.search(r'id="add-([^"]+)"', reader.page.html)
    assert tile
    reader.press(f"add={tile[1]}")
    number = reader.page.field("number") or "TRIAL-1"
    page = reader.press("Провести чек", number=number)
    assert page.address.startswith(f"/{slug}/desk/receipts/")
    chain = chain_of(app, slug)
    assert chain is not None
    assert (chain.name.ru, str(chain.zone)) == ("Лаванда", "Asia/Yekaterinburg")
    assert [salon.city.ru for salon in chain.salons] == ["Екатеринбург"]


@pytest.mark.parametrize("start", ["estetic", "keep_looking", "seven_krasok"])
def test_what_is_modelled_on_a_preset_names_nobody_else(reader: Reader, app: Flask, slug: str, start: str) -> None:
    sign_up(reader, slug, start=start)
    page = reader.open(f"/{slug}/").text
    chain = chain_of(app, slug)
    assert chain is not None
    said = (
        page
        + str(chain.questionnaire)
        + str(chain.texts)
        + chain.timeline.at(datetime(2026, 1, 1)).document.model_dump_json()
    )
    assert not re.search(r"7 Красок|Krasok|KEEP LOOKING|Эстетик|Estetic", said)
    assert not chain.texts["contacts"]


def test_the_link_in_the_mail_confirms_once_and_not_by_being_opened(reader: Reader, app: Flask, slug: str) -> None:
    """R55: until then a notice stands on every page of the desk."""
    sign_up(reader, slug)
    (mail,) = mailed(app, slug)
    other = Reader(app.test_client())
    other.open(link_in(mail))
    assert not confirmed(app, slug)
    assert "Почта подтверждена" in other.press("Да, это моя почта").text
    assert "не подтверждена" not in reader.open(f"/{slug}/desk/").text
    assert confirmed(app, slug)


def test_a_link_is_good_for_48_hours_and_for_its_own_chain(reader: Reader, app: Flask, slug: str) -> None:
    sign_up(reader, slug)
    another = f"{slug}-b"
    sign_up(Reader(app.test_client()), another)
    foreign = link_in(mailed(app, another)[0]).replace(another, slug)
    reader.open(foreign)
    assert reader.press("Да, это моя почта").status == 422
    chain = chain_of(app, slug)
    assert chain is not None
    late = datetime.now(UTC) - timedelta(seconds=1)
    stored(
        app,
        lambda session: session.query(EmailConfirmation).filter_by(tenant_id=chain.id).update({"expires_at": late}),
        chain.id,
    )
    reader.open(link_in(mailed(app, slug)[0]))
    assert reader.press("Да, это моя почта").status == 422
    assert not confirmed(app, slug)


def test_the_mail_can_be_sent_again_but_not_without_end(reader: Reader, app: Flask, slug: str) -> None:
    sign_up(reader, slug)
    for _ in range(MOST - 1):
        reader.open(f"/{slug}/desk/")
        assert "Письмо отправлено" in reader.press("Отправить письмо ещё раз").text
    assert "слишком много" in reader.press("Отправить письмо ещё раз").text
    assert len(mailed(app, slug)) == MOST
    reader.open(link_in(mailed(app, slug)[-1]))
    reader.press("Да, это моя почта")
    assert confirmed(app, slug)


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "Название сети: Заполните это поле"),
        ("slug", "desk", "занят самим сервисом"),
        ("slug", "Ж", "не подходит"),
        ("slug", "../x", "не подходит"),
        ("place", "", "Город: Выберите из списка"),
        ("place", "Mars/Olympus", "Город: Выберите из списка"),
        ("owner", "", "Ваше имя: Заполните это поле"),
        ("email", "olga", "Электронная почта: Проверьте адрес"),
        ("password", "", "Пароль: Заполните это поле"),
        ("password", "fourteen marks", "нужно не меньше 15"),
        ("password", "111111111111111111", "легко угадать"),
    ],
)
def test_what_is_wrong_is_named_and_everything_typed_stays(
    reader: Reader, app: Flask, slug: str, field: str, typed: str, said: str
) -> None:
    page = sign_up(reader, **{"slug": slug, field: typed})
    assert page.status == 422
    assert said in page.text
    kept = {**TYPED, "slug": slug, field: typed}
    assert all(page.field(name) == kept[name] for name in ("place", "email", "currency") if name != field)
    assert PASSWORD not in page.html
    assert chain_of(app, slug) is None


def test_an_empty_address_is_made_of_the_name(reader: Reader) -> None:
    name = f"Щука {uuid4().hex[:8]}"
    page = sign_up(reader, "", name=name)
    assert page.address.startswith(f"/shchuka-{name[5:]}/desk/welcome/")


def test_the_same_form_sent_twice_makes_one_chain_and_lets_its_owner_in(reader: Reader, slug: str) -> None:
    reader.open("/sign-up/?lang=ru")
    form, button = reader._button("Создать сеть")
    data = form.sent(button, {**TYPED, "slug": slug})
    first = reader.send(button.action, data).address
    client = reader.client.application.test_client()
    again = Reader(client)
    again.open("/sign-up/?lang=ru")
    token = again.page.field("csrf_token") or ""
    resent = [(name, token if name == "csrf_token" else value) for name, value in data]
    assert again.send(button.action, resent).address == first
    stranger = Reader(reader.client.application.test_client())
    stranger.open("/sign-up/?lang=ru")
    token = stranger.page.field("csrf_token") or ""
    blotted = {"csrf_token": token, "password": "another long password"}
    wrong = [(name, blotted.get(name, value)) for name, value in data]
    assert "уже занят" in stranger.send(button.action, wrong).text


def test_a_known_e_mail_or_a_taken_address_tells_nothing_about_people_r45(
    reader: Reader, app: Flask, slug: str
) -> None:
    """R45: the same e-mail founds another chain; a taken address is told in the same words whoever asks."""
    sign_up(reader, slug)
    other = Reader(app.test_client())
    assert sign_up(other, f"{slug}-b").address.startswith(f"/{slug}-b/desk/welcome/")
    known, unknown = (
        sign_up(Reader(app.test_client()), slug, email=email) for email in ("olga@example.org", "nobody@example.org")
    )
    assert known.status == unknown.status == 422
    assert f"Адрес {slug} уже занят" in known.text
    assert known.text == unknown.text


def test_sign_ups_are_counted_for_each_network_address_and_for_all_r55(
    app: Flask, slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_up, "MOST_FROM_ONE_ADDRESS", 2)
    monkeypatch.setattr(signing_up, "MOST_AT_ALL", 3)

    def attempt(number: int, address: str) -> int:
        client = app.test_client()
        client.environ_base["REMOTE_ADDR"] = address
        return sign_up(Reader(client), f"{slug}-{number}").status

    assert [attempt(number, "2001:db8::1") for number in range(2)] == [200, 200]
    assert attempt(2, "2001:db8::2") == 429
    assert attempt(3, "192.0.2.1") == 200
    assert attempt(4, "192.0.2.2") == 429
    assert chain_of(app, f"{slug}-4") is None


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"name": "Лаванда и мята"}, 'value="lavanda-i-myata"'),
        ({"name": "Лаванда", "slug": "my-own"}, 'value="my-own"'),
        ({"name": "Лаванда", "slug": "lava", "suggested": "lava"}, 'value="lavanda'),
        ({"name": "!!!"}, 'value=""'),
    ],
)
def test_an_address_is_suggested_while_the_name_is_typed(reader: Reader, asked: dict[str, str], said: str) -> None:
    answer = reader.client.get("/sign-up/address", query_string=asked, headers={"HX-Request": "true"})
    assert said in answer.text
    assert "<html" not in answer.text


def test_whether_an_address_is_free_is_said_while_it_is_typed(reader: Reader, slug: str) -> None:
    def said(asked: str) -> str:
        query = {"slug": asked, "lang": "ru"}
        return reader.client.get("/sign-up/address/standing", query_string=query, headers={"HX-Request": "true"}).text

    assert "Адрес свободен" in said(slug)
    sign_up(Reader(reader.client.application.test_client()), slug)
    assert "уже занят" in said(slug)
    assert "занят самим сервисом" in said("operator")


def test_a_host_that_is_not_ours_gets_no_link_r53(app: Flask, slug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["localhost"])
    answer = app.test_client().post("/sign-up/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert chain_of(app, slug) is None
