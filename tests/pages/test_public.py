"""The pages for everyone: rules in words, salons, contacts; the service itself; the language of each."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

from tests import databases
from tests.pages.reader import Reader
from tests.pages.serving import serving
from tests.usecases.founded import founded
from webapp.database import db
from webapp.usecases.open_chain import OpenChain

Found = Callable[[str], OpenChain]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder: Path = tmp_path_factory.mktemp("store")
    with databases.fresh_sqlite(folder) as fresh:
        app = serving(fresh.url, folder)
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="module")
def found(app: Flask) -> Found:
    @cache
    def found(preset: str) -> OpenChain:
        with app.app_context():
            return founded(preset)

    return found


@pytest.fixture
def reader(app: Flask) -> Reader:
    return Reader(app.test_client())


@pytest.mark.parametrize(
    ("preset", "russian", "english"),
    [
        ("seven_krasok", "7 Красок PREMIUM на Пушкинской", "Pushkinskaya"),
        ("keep_looking", "SILVER", "SILVER"),
        ("estetic", "+7 995 562-90-66", "Yekaterinburg"),
        ("blank", "Мой салон", "My salon"),
    ],
)
def test_a_chain_tells_its_rules_in_both_languages(
    reader: Reader, found: Found, preset: str, russian: str, english: str
) -> None:
    chain = found(preset)
    page = reader.open(f"/{chain.slug}/")
    assert russian in page.text
    assert "Правила программы" in page.text
    assert 'lang="ru"' in page.html
    page = reader.follow("English")
    assert english in page.text
    assert "Rules of the programme" in page.text


@pytest.mark.parametrize(
    ("language", "said", "rule"),
    [
        (
            "ru",
            [
                "Все суммы — в рублях, дни и часы — по времени города Екатеринбург.",
                "Рабочие дни — по официальному календарю: Россия.",
                "Группа «Процедуры» — 100 бонусов за каждую единицу.",
            ],
            "«Бонусы за процедуры»",
        ),
        (
            "en",
            [
                "All sums are in roubles; days and hours are those of Yekaterinburg.",
                "Working days are those of the official calendar of Russia.",
                "— 100 bonuses for each unit.",
            ],
            "“Bonuses for procedures”",
        ),
    ],
)
def test_guests_read_names_and_no_codes_and_each_rules_name_once(
    reader: Reader, found: Found, language: str, said: list[str], rule: str
) -> None:
    chain = found("estetic")
    page = reader.open(f"/{chain.slug}/?lang={language}")
    for sentence in said:
        assert sentence in page.text
    for code in ("RUB", "Asia/", " RU."):
        assert code not in page.text
    assert page.text.count(rule) == 1


def test_the_chosen_language_stays(reader: Reader, found: Found) -> None:
    chain = found("estetic")
    reader.open(f"/{chain.slug}/?lang=en")
    assert "Rules of the programme" in reader.open(f"/{chain.slug}/").text
    assert "Правила программы" in reader.open(f"/{chain.slug}/?lang=ru").text


@pytest.mark.parametrize("asked", ["xx", "", "RU", "<script>"])
def test_a_language_that_we_do_not_speak_changes_nothing(reader: Reader, found: Found, asked: str) -> None:
    chain = found("estetic")
    answer = reader.client.get(f"/{chain.slug}/", query_string={"lang": asked})
    assert 'lang="ru"' in answer.text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(("accepted", "language"), [("en-GB,en;q=0.9", "en"), ("ru", "ru"), ("fr", "ru"), ("", "ru")])
def test_before_any_chain_the_browser_says_the_language(app: Flask, accepted: str, language: str) -> None:
    answer = app.test_client().get("/", headers={"Accept-Language": accepted})
    assert f'<html lang="{language}">' in answer.text


def test_the_first_page_names_no_chain(reader: Reader, found: Found) -> None:
    chain = found("estetic")
    assert chain.slug not in reader.open("/").html


def test_a_demo_leads_to_its_chains(app: Flask, reader: Reader, found: Found, monkeypatch: pytest.MonkeyPatch) -> None:
    chain = found("estetic")
    monkeypatch.setitem(app.config, "DEMO", True)
    page = reader.open("/")
    assert f'href="/{chain.slug}/desk/"' in page.html
    assert f'href="/{chain.slug}/"' in page.html


def test_the_accent_is_a_sheet_that_may_be_kept(app: Flask, found: Found) -> None:
    chain = found("estetic")
    answer = app.test_client().get(f"/{chain.slug}/accent.css")
    assert answer.mimetype == "text/css"
    assert "--accent: #0f8276" in answer.text
    assert "max-age" in answer.headers["Cache-Control"]


def test_the_first_page_is_light(app: Flask, found: Found) -> None:
    """Under 60 KB over the wire with htmx, even where nothing on the way packs anything but htmx."""
    client = app.test_client()
    page = client.get(f"/{found('keep_looking').slug}/desk/sign-in")
    total = len(page.data) + 13_338
    for part in page.text.split('"'):
        if part.startswith("/") and (".css" in part or ".js" in part):
            with client.get(part) as answer:
                total += len(answer.data)
    assert total < 60_000


@pytest.mark.parametrize("address", ["/nobody/", "/nobody/desk/", "/x/y/z", "/estetic.php"])
def test_what_is_not_there_is_told_in_the_browsers_language(reader: Reader, address: str) -> None:
    page = reader.open(address)
    assert page.status == 404
    assert "Такой страницы нет" in page.text
