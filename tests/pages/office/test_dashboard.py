"""The dashboard's page and files: who may open it, what it shows, and that no cell of a file is a formula (R59)."""

from __future__ import annotations

import csv
from collections.abc import Callable

import pytest
from flask import Flask

from tests.pages.desk.conftest import SignIn
from tests.pages.desk.counter import bought, member, rich
from tests.pages.office.conftest import estetic
from tests.pages.reader import Reader
from webapp.engine.events import OrderCertificate
from webapp.pages.office.dashboard.charts import HEIGHT, chart
from webapp.pages.shared.visit import now, operation_id
from webapp.usecases.handle_certificate import order_certificate
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor

__all__ = ["estetic"]


def rows(reader: Reader, address: str, delimiter: str) -> list[list[str]]:
    answer = reader.client.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(answer.data.decode("utf-8-sig").splitlines(), delimiter=delimiter))


@pytest.mark.parametrize("role", ["owner", "manager", "analyst"])
def test_who_reads_reports_sees_charts_with_words_and_tables(
    app: Flask, estetic: OpenChain, sign_in: SignIn, role: str
) -> None:
    bought(app, estetic, member(app, estetic, f"Мария {role}"), next(iter(estetic.lists.items)))
    reader = sign_in(estetic, role=role)
    page = reader.open(f"/{estetic.slug}/office/dashboard/?lang=ru")
    assert page.status == 200
    for words in ("Бонусы по месяцам", "Визиты и скидки по месяцам", "По салонам", "Участники по уровням", "Необычное"):
        assert words in page.text, words
    assert page.html.count("<svg") == page.html.count("<title id=") == page.html.count("<desc id=") >= 3
    assert "Figures" in reader.open(f"/{estetic.slug}/office/dashboard/?lang=en").text
    reader.open(f"/{estetic.slug}/office/dashboard/?lang=ru")


def test_the_desk_may_not_look(estetic: OpenChain, sign_in: SignIn) -> None:
    reader = sign_in(estetic, salon="centre")
    for address in ("", "table.csv?table=bonuses"):
        assert reader.client.get(f"/{estetic.slug}/office/dashboard/{address}").status_code == 403


def test_a_file_holds_what_its_table_shows_as_a_spreadsheet_reads_it_r59(
    app: Flask, estetic: OpenChain, office: Reader
) -> None:
    who = member(app, estetic, "=Мария")
    for _ in range(6):
        bought(app, estetic, who, next(iter(estetic.lists.items)))
    base = f"/{estetic.slug}/office/dashboard"
    bonuses = rows(office, f"{base}/table.csv?table=bonuses", ";")
    assert len(bonuses) == 13
    assert float(bonuses[-1][1].replace(",", ".")) >= 500
    odd = rows(office, f"{base}/table.csv?table=oddities", ";")
    named = office.client.get(f"{base}/table.csv?table=oddities&since=2025-01&until=2025-03")
    assert 'filename="oddities-2025-02-2025-03.csv"' in named.headers["Content-Disposition"], "its last two months"
    assert "'=Мария" in [cell for row in odd for cell in row]
    assert not [cell for row in odd for cell in row if cell.startswith(("=", "+", "@"))]
    assert office.client.get(f"{base}/table.csv?table=nothing").status_code == 404


def test_certificates_stand_by_month_and_by_salon_with_a_file_each_r59(
    app: Flask, founded_here: Callable[[str], OpenChain], sign_in: SignIn
) -> None:
    spa = founded_here("seven_krasok")
    for salon in ("khimki", "arbat"):
        handed_in(app, spa, rich(app, spa), salon)
    reader = sign_in(spa, role="owner")
    page = reader.open(f"/{spa.slug}/office/dashboard/?lang=ru&salon=khimki")
    assert "Сертификаты по месяцу заказа" in page.text
    base = f"/{spa.slug}/office/dashboard/table.csv?table=certificate"
    assert rows(reader, f"{base}_months&salon=khimki", ";")[-1][1:] == ["1", "1"]
    assert rows(reader, f"{base}_months", ";")[-1][1:] == ["2", "2"]
    by_salon = rows(reader, f"{base}_salons", ";")
    assert by_salon[0] == ["Салон", "Заказано", "Заказан"]
    assert [row[1:] for row in by_salon[1:]] == [["1", "1"], ["1", "1"]]
    assert by_salon[1][0] == "7 Красок в Химках"


def handed_in(app: Flask, chain: OpenChain, who: str, salon: str) -> None:
    """Ordered, to be fetched in that salon."""
    told = {"member": who, "certificate": "x", "reward": "foot_break", "delivery": "salon"}
    with app.app_context():
        order = order_certificate(
            chain, Actor(), operation_id(), OrderCertificate.model_validate(told), now(), deliver_to=salon
        )
    assert order.refused == []


def test_months_that_cannot_be_are_told_and_kept(estetic: OpenChain, office: Reader) -> None:
    page = office.open(f"/{estetic.slug}/office/dashboard/?since=2026-13&until=2026-11")
    assert page.status == 422
    assert page.field("since") == "2026-13"
    assert "Такого месяца не бывает" in page.text
    assert office.open(f"/{estetic.slug}/office/dashboard/?since=2026-11&until=10.2026").status == 422
    assert office.open(f"/{estetic.slug}/office/dashboard/?since=2011-11&until=2026-11").status == 422


def test_the_tallest_bar_fills_the_chart_and_nothing_has_no_bar() -> None:
    drawn = chart("x", [[4, 0], [2, -1]])
    assert [(bar.height, bar.y, bar.series) for bar in drawn.bars] == [(HEIGHT, 0, 1), (HEIGHT / 2, HEIGHT / 2, 1)]


def test_whom_an_analyst_may_not_find_a_file_does_not_name(app: Flask, estetic: OpenChain, sign_in: SignIn) -> None:
    who = member(app, estetic, "Тайная Анна")
    for _ in range(6):
        bought(app, estetic, who, next(iter(estetic.lists.items)))
    address = f"/{estetic.slug}/office/dashboard/table.csv?table=oddities"
    told = {role: sign_in(estetic, role=role).client.get(address).text for role in ("owner", "analyst")}
    assert ("Тайная Анна" in told["owner"], "Тайная Анна" in told["analyst"]) == (True, False)
