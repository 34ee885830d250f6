"""The rules for everyone: examples, what the next revision changes, the archive, and what is told to machines."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.pages.public.conftest import Found
from tests.pages.reader import Reader
from tests.usecases.founded import DESK, PASSWORD, hired
from webapp.database import transact
from webapp.engine.document.check import dump
from webapp.engine.document.schema import InForce
from webapp.pages.shared.visit import now
from webapp.store import chains
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.publish_programme import publish_programme


def announce(app: Flask, chain: OpenChain, days: int = 10) -> str:
    """The same programme, but for a share of 40 % where it was half; returns the day of the month on which it begins."""
    with app.app_context():
        local = chain.local(now())
        document = chain.timeline.at(local).document
        share = next(iter(document.spending.values())).model_copy(update={"share": "40%"})
        later = document.model_copy(update={"spending": {"": share}})
        day = (local + timedelta(days=days)).date()
        made = publish_programme(chain, dump(later), now(), span=InForce.model_validate({"from": day}))
    assert made.revision is not None, made
    return f"{day.day} "


@pytest.mark.parametrize(
    ("preset", "said"),
    [
        ("seven_krasok", "«Начисление бонусов»: 7 % от 5 000 ₽ — 350 бонусов."),
        ("keep_looking", "скидка 350 ₽, к оплате 4 650 ₽"),
        ("estetic", "«Подарочные карты»: бонусами не оплатить ничего."),
        ("blank", "бонусами можно оплатить до 1 500 ₽"),
    ],
)
def test_examples_are_worked_out_by_the_engine(reader: Reader, found: Found, preset: str, said: str) -> None:
    assert said in reader.open(f"/{found(preset).slug}/?lang=ru").text


def test_the_next_revision_is_announced_with_what_it_changes_es_7_2(app: Flask, reader: Reader, found: Found) -> None:
    chain = found("estetic")
    assert "правила изменятся" not in reader.open(f"/{chain.slug}/?lang=ru").text
    day = announce(app, chain)
    page = reader.open(f"/{chain.slug}/")
    assert f"С {day}" in page.text
    assert "Было: Бонусами можно оплатить до 50 % цены каждой единицы" in page.text
    assert "Станет: Бонусами можно оплатить до 40 % цены каждой единицы" in page.text
    full = reader.follow("Будущие правила целиком")
    assert full.address.endswith("/rules/2/")
    assert "до 40 %" in full.text


def test_the_archive_keeps_each_revision_with_its_days_7k_23(reader: Reader, found: Found) -> None:
    chain = found("seven_krasok")
    page = reader.open(f"/{chain.slug}/rules/?lang=en")
    assert "Revision 1 from 20 January 2016 until 20 January 2018, that day excluded" in page.text
    assert "Revision 2 from 20 January 2018 in force now" in page.text
    page = reader.follow("Revision 1")
    assert "The programme is in force from 20 January 2016 until 20 January 2018" in page.text
    assert "in force now" not in page.text


@pytest.mark.parametrize("number", ["0", "7", "99999999999999999999", "-1", "x"])
def test_a_revision_that_never_was_is_no_page(reader: Reader, found: Found, number: str) -> None:
    assert reader.open(f"/{found('blank').slug}/rules/{number}/").status == 404


def test_what_is_the_same_for_everyone_may_be_kept_for_minutes_r37(app: Flask, found: Found) -> None:
    address, client = f"/{found('estetic').slug}/", app.test_client()
    first = client.get(address)
    assert first.headers["Cache-Control"] == "public, max-age=300"
    assert {"Cookie", "HX-Request"} <= set(first.vary)
    assert "Set-Cookie" not in first.headers
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    english = client.get(f"{address}?lang=en")
    assert english.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" in english.headers
    chosen = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert chosen.status_code == 200
    assert 'lang="en"' in chosen.text


def test_nobody_keeps_what_staff_are_shown_r37(app: Flask, found: Found) -> None:
    chain, client = found("estetic"), app.test_client()
    with app.app_context():
        hired(chain, DESK)
    reader = Reader(client)
    reader.open(f"/{chain.slug}/desk/sign-in")
    reader.press("Войти", email=DESK.email, password=PASSWORD)
    assert client.get(f"/{chain.slug}/").headers["Cache-Control"] == "no-store"


def test_engines_and_previews_are_told_of_both_languages(app: Flask, found: Found) -> None:
    slug = found("estetic").slug
    html = app.test_client().get(f"/{slug}/?lang=en").text
    start = f"http://localhost/{slug}/"
    assert f'<link rel="canonical" href="{start}?lang=en">' in html
    for code in ("ru", "en"):
        assert f'hreflang="{code}" href="{start}?lang={code}"' in html
    assert f'hreflang="x-default" href="{start}"' in html
    assert '<meta name="description" content="Welcome to Estetic.' in html
    assert '<meta property="og:title" content="Estetic · Rules of the programme">' in html
    assert '<meta property="og:locale" content="en_GB">' in html
    assert "<script" not in html


def test_engines_find_open_chains_alone(app: Flask, found: Found) -> None:
    client: FlaskClient = app.test_client()
    open_one, stopped = found("blank"), found("blank")
    with app.app_context():
        transact(lambda session: chains.set_state(session, stopped.id, "suspended", "late"), stopped.id)
    robots, sitemap = client.get("/robots.txt"), client.get("/sitemap.xml")
    assert robots.mimetype == "text/plain"
    assert "Disallow: /*/desk/" in robots.text
    assert "Sitemap: http://localhost/sitemap.xml" in robots.text
    assert sitemap.mimetype == "application/xml"
    assert f"<loc>http://localhost/{open_one.slug}/</loc>" in sitemap.text
    assert stopped.slug not in sitemap.text
    assert open_one.slug not in client.get(f"/sitemap.xml?after={open_one.slug}").text


@pytest.mark.parametrize("preset", ["seven_krasok", "keep_looking", "estetic"])
def test_the_public_page_is_light(app: Flask, found: Found, preset: str) -> None:
    """Under 60 KB over the wire, even where nothing on the way packs anything."""
    client = app.test_client()
    page = client.get(f"/{found(preset).slug}/")
    total = len(page.data)
    for part in page.text.split('"'):
        if part.startswith("/") and (".css" in part or ".js" in part):
            with client.get(part) as answer:
                total += len(answer.data)
    assert total < 60_000


@pytest.mark.parametrize(("city", "shown", "hidden"), [("Moscow", "Арбат", "Химк"), ("Khimki", "Химк", "Арбат")])
def test_salons_are_found_by_city_and_category_7k_24(
    reader: Reader, found: Found, city: str, shown: str, hidden: str
) -> None:
    slug = found("seven_krasok").slug
    page = reader.open(f"/{slug}/salons/?city={city}")
    listed = page.text.partition("Показать")[2]
    assert shown in listed
    assert hidden not in listed
    assert "Санкт-Петербург" in reader.open(f"/{slug}/salons/?category=premium").text.partition("Показать")[2]
    assert "Таких салонов нет" in reader.open(f"/{slug}/salons/?city=Khimki&category=luxury").text
    for unreal in ("city=Nowhere", "category=x", "city=%00"):
        assert reader.open(f"/{slug}/salons/?{unreal}").status == 404
