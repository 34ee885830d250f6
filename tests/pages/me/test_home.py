"""What members see of themselves: home, card, certificates, offers, and what makes them a thing on the phone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask

from tests.pages.desk.counter import bought, rich
from tests.pages.me.guests import guest, signed_in
from tests.pages.reader import Reader
from tests.usecases.desk import issue
from webapp.engine.events import CertificateStep, OrderCertificate
from webapp.pages.shared.visit import now
from webapp.usecases.handle_certificate import order_certificate
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor
from webapp.usecases.publish_programme import publish_programme

Found = Callable[[str], OpenChain]
SIGNED_IN = ("", "card", "history/", "certificates/", "offers/")
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def krasok(found: Found) -> OpenChain:
    return found("seven_krasok")


def ordered(app: Flask, chain: OpenChain, who: str, is_issued: bool = True, ago: int = 0) -> str:
    """A certificate of the member's; its id."""
    event = OrderCertificate.model_validate(
        {
            "member": who,
            "certificate": "c",
            "reward": "foot_break",
            "grade": "certified",
            "salon_category": "standard",
            "share": "100%",
            "delivery": "email",
        }
    )
    with app.app_context():
        outcome = order_certificate(chain, Actor(), f"order {who}", event, now() - timedelta(days=ago))
        assert not outcome.refused and outcome.certificate
        if is_issued:
            step = CertificateStep(certificate=outcome.certificate)
            assert not issue(chain, Actor(), f"issue {who}", step, now()).refused
    return outcome.certificate


def test_home_tells_balance_level_way_and_card_in_either_language(app: Flask, krasok: OpenChain) -> None:
    who = rich(app, krasok)
    reader = signed_in(app, krasok, who)
    text = reader.open(f"/{krasok.slug}/me/?lang=ru").text
    assert "Ольга Белова" in text and "5 000" in text and "До уровня «VIP-Привилегия»" not in text
    assert "До уровня VIP-Привилегия осталось: SPA-часы за 12 месяцев — 77" in text
    assert "0, нужно не меньше 10" in text
    assert (
        "To level VIP-Privilege there is left: SPA-hours of 12 months — 77"
        in reader.open(f"/{krasok.slug}/me/?lang=en").text
    )


def test_the_card_stands_as_qr_and_bars_and_is_kept_by_nobody_but_the_worker_r37(app: Flask, krasok: OpenChain) -> None:
    reader = signed_in(app, krasok, rich(app, krasok))
    page = reader.open(f"/{krasok.slug}/me/card?lang=ru")
    number = re.search(r"1000-[0-9]+", page.text)
    assert number and page.html.count("<svg") == 2
    for place in SIGNED_IN:
        answer = reader.client.get(f"/{krasok.slug}/me/{place}")
        assert answer.headers["Cache-Control"] == "no-store", place
    worker = reader.client.get(f"/{krasok.slug}/me/worker.js").text
    kept = json.loads(re.search(r"KEPT = (\[.*?\]);", worker, re.S)[1])  # type: ignore[index]
    assert [one for one in kept if not one.startswith("/static/")] == [
        f"/{krasok.slug}/accent.css?v={krasok.accent[1:]}",
        f"/{krasok.slug}/me/offline",
    ]


def test_without_cards_a_member_is_found_by_the_phone_es_2_9(app: Flask, estetic: OpenChain) -> None:
    reader = signed_in(app, estetic, guest(app, estetic))
    page = reader.open(f"/{estetic.slug}/me/card?lang=ru")
    assert "Вас находят по номеру телефона" in page.text and page.html.count("<svg") == 2


def test_a_sale_is_read_with_its_arithmetic_and_the_clause_of_the_page_of_rules(app: Flask, estetic: OpenChain) -> None:
    who = guest(app, estetic)
    bought(app, estetic, who, "facial_cleansing", 2)
    reader = signed_in(app, estetic, who)
    page = reader.open(f"/{estetic.slug}/me/history/?lang=ru")
    clause = re.search(r"«Бонусы за процедуры», пункт ([0-9.]+)\.", page.text)
    assert clause, page.text
    address = next(link for words, link in page.links.items() if words.startswith("Покупка"))
    one = reader.open(address)
    assert f"100 × 2 — 200 бонусов. пункт {clause[1]}" in one.text
    assert "Решено по правилам в редакции 1" in one.text
    assert "+200" in one.text and "— новые" in one.text
    rules = reader.open(one.links[f"пункт {clause[1]}"])
    assert f'id="clause-{clause[1]}"' in rules.html
    assert re.search(rf"{re.escape(clause[1])}</span> <span>[^<]*за каждую единицу", rules.html)


def test_a_certificate_is_shown_with_code_and_paper_to_who_ordered_it_alone_r52(app: Flask, krasok: OpenChain) -> None:
    who = rich(app, krasok)
    certificate = ordered(app, krasok, who)
    reader = signed_in(app, krasok, who)
    page = reader.open(f"/{krasok.slug}/me/certificates/{certificate}?lang=ru")
    assert re.search(r"[0-9A-Z]{4}[ -][0-9A-Z]{4}[ -][0-9A-Z]{4}", page.text), page.text
    paper = reader.client.get(page.links["Скачать PDF"])
    assert paper.data.startswith(b"%PDF") and paper.headers["Cache-Control"] == "no-store"
    other = signed_in(app, krasok, rich(app, krasok, name="Анна Чужая"))
    for place in ("", "/paper"):
        assert other.client.get(f"/{krasok.slug}/me/certificates/{certificate}{place}").status_code == 404
    assert "Сертификатов пока нет" in other.open(f"/{krasok.slug}/me/certificates/?lang=ru").text


def test_a_certificate_stays_in_hand_by_its_terms_under_rules_that_know_none(app: Flask, krasok: OpenChain) -> None:
    who = rich(app, krasok)
    certificate = ordered(app, krasok, who)
    with app.app_context():
        rules = "name: {ru: Другие, en: Others}\ncurrency: RUB\nwallets: {stars: {}}"
        assert publish_programme(krasok, rules, now()).revision is not None
    reader = signed_in(app, krasok, who)
    assert "Фут-брейк" in reader.open(f"/{krasok.slug}/me/?lang=ru").text
    listed = reader.follow("Сертификаты").text
    assert "Фут-брейк" in listed and "салоны категории «Стандарт»" in listed
    shown = reader.open(f"/{krasok.slug}/me/certificates/{certificate}").text
    assert "Фут-брейк" in shown and "Выпущен" in shown


def test_a_certificate_that_is_being_made_has_no_paper_yet(app: Flask, krasok: OpenChain) -> None:
    who = rich(app, krasok)
    certificate = ordered(app, krasok, who, is_issued=False)
    page = signed_in(app, krasok, who).open(f"/{krasok.slug}/me/certificates/{certificate}/paper?lang=ru")
    assert page.address == f"/{krasok.slug}/me/certificates/{certificate}" and "Печатать нечего" in page.text


def test_a_certificate_that_comes_too_late_is_promised_for_no_day_that_has_passed(
    app: Flask, krasok: OpenChain
) -> None:
    who = rich(app, krasok, before=25)
    ordered(app, krasok, who, is_issued=False, ago=20)
    text = signed_in(app, krasok, who).open(f"/{krasok.slug}/me/?lang=ru").text
    assert "Заказан · Мы опаздываем" in text and "Выпустим" not in text


def test_offers_tell_why_each_rule_did_or_did_not_apply_at_the_last_visit(app: Flask, found: Found) -> None:
    chain = found("keep_looking")
    who = guest(app, chain)
    bought(app, chain, who, "cut_men")
    text = signed_in(app, chain, who).open(f"/{chain.slug}/me/offers/?lang=ru").text
    want = "Уровень участника — «SILVER», «GOLD» или «PLATINUM»."
    assert f"«Скидка уровня в салоне» : не сработало Не было выполнено: {want}" in text
    assert f"«Скидка уровня в салоне» : пока не действует Нужно: {want}" in text
    assert "Не было выполнено: Канал продажи — интернет-магазин." in text
    assert "Не было выполнено: Группа товара — «Продукция»." in text


def test_what_is_anothers_or_nothing_is_not_found(app: Flask, estetic: OpenChain) -> None:
    who, other = guest(app, estetic), guest(app, estetic)
    bought(app, estetic, other, "facial_cleansing")
    theirs = signed_in(app, estetic, other).open(f"/{estetic.slug}/me/history/?lang=ru")
    address = next(link for words, link in theirs.links.items() if words.startswith("Покупка"))
    reader = signed_in(app, estetic, who)
    assert reader.client.get(address).status_code == 404
    assert reader.client.get(f"/{estetic.slug}/me/history/{uuid4()}").status_code == 404
    assert reader.client.get(f"/{estetic.slug}/me/history/?after=nothing").status_code == 200


def test_each_chain_is_a_thing_of_its_own_on_the_phone(app: Flask, estetic: OpenChain, krasok: OpenChain) -> None:
    reader = Reader(app.test_client())
    pictures = set()
    for chain in (estetic, krasok):
        told = json.loads(reader.client.get(f"/{chain.slug}/me/manifest.webmanifest?lang=ru").text)
        assert told["name"] == chain.name.ru and told["scope"] == told["start_url"] == f"/{chain.slug}/me/"
        for picture in told["icons"]:
            answer = reader.client.get(picture["src"])
            edge = int(picture["sizes"].partition("x")[0])
            assert answer.data.startswith(PNG) and int.from_bytes(answer.data[16:20]) == edge
            pictures.add(answer.data)
    assert len(pictures) == 4
    assert reader.client.get(f"/{estetic.slug}/me/icon-5000.png").status_code == 404


def test_leaving_takes_what_the_browser_has_kept_along_r37(app: Flask, estetic: OpenChain) -> None:
    reader = signed_in(app, estetic, guest(app, estetic))
    page = reader.open(f"/{estetic.slug}/me/profile/?lang=ru")
    form = next(form for form in page.forms if form.action.endswith("/sign-out"))
    answer = reader.client.post(form.action, data=dict(form.fields))
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert reader.client.get(f"/{estetic.slug}/me/card").status_code == 303


@pytest.mark.parametrize("address", ["me/sign-in", "me/"])
def test_the_first_pages_are_light(app: Flask, krasok: OpenChain, address: str) -> None:
    """Under 60 KB over the wire with htmx, even where nothing on the way packs anything but htmx."""
    client = signed_in(app, krasok, guest(app, krasok)).client if address == "me/" else app.test_client()
    page = client.get(f"/{krasok.slug}/{address}")
    assert page.status_code == 200
    total = len(page.data) + 13_338
    for part in page.text.split('"'):
        if part.startswith("/") and (".css" in part or ".js" in part):
            with client.get(part) as answer:
                total += len(answer.data)
    assert total < 60_000, total
