"""Requests from the desk's form to the office's answer; bonuses corrected by hand (ES-2.11, 7K-18, 7K-21, R49)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert
from sqlalchemy.orm import Session

from tests.pages.desk.conftest import SignIn
from tests.pages.desk.counter import bought, member, rich
from tests.pages.desk.test_statements import counted
from tests.pages.reader import Reader
from tests.usecases.founded import PASSWORD
from webapp.database import new_id, transact
from webapp.pages.shared.photos import LARGEST_FORM, LARGEST_PHOTO
from webapp.pages.shared.visit import now
from webapp.store.certificates import Counted
from webapp.store.tables import GuestRequest
from webapp.usecases.list_queue import count_queues
from webapp.usecases.list_requests import MOST, list_requests
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.statement import statement

Found = Callable[[str], OpenChain]
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


def balance(app: Flask, chain: OpenChain, who: str) -> str:
    with app.app_context():
        return str(statement(chain, who, now()).result["available"])


def claimed(reader: Reader, chain: OpenChain, who: str, number: str, **typed: Any) -> None:
    """A claim of a receipt of yesterday, typed in at the desk."""
    reader.open(f"/{chain.slug}/desk/requests/new?kind=claim&member={who}")
    day = chain.local(now()).date() - timedelta(days=1)
    told = {"bought-day": str(day.day), "bought-month": str(day.month), "bought-year": str(day.year)}
    reader.press("Записать просьбу", receipt=number, **{**told, **typed})


def request_at(reader: Reader) -> str:
    """The address of the first request on the page."""
    found = re.search(r"/[\w-]+/office/requests/[0-9a-f-]{36}", reader.page.html)
    assert found, reader.page.text
    return found[0]


def test_a_strangers_call_from_the_form_to_the_answer_7k_21(
    app: Flask, estetic: OpenChain, desk: Reader, office: Reader
) -> None:
    """7K-21: asked for at the desk, seen there with its clock, taken and answered in the office."""
    desk.open(f"/{estetic.slug}/desk/requests/")
    page = desk.follow("Заказать звонок")
    page = desk.press("Записать просьбу", phone="12")
    assert (page.status, page.field("phone")) == (422, "12")
    page = desk.press("Записать просьбу", phone="+7 926 555-44-33", name="Ада Чужая", words="Про подарок")
    assert "Ада Чужая" in page.text
    assert "Про подарок" in page.text
    assert "/office/requests/" not in page.html
    office.open(f"/{estetic.slug}/desk/requests/")
    office.open(request_at(office) + "/")
    assert "+7 926 555-44-33" in office.page.text
    page = office.press("Взять в работу")
    assert "В работе" in page.text
    page = office.press("Позвонили", answer="Договорились")
    assert "Просьба выполнена." in page.text
    assert "Договорились" in page.text
    assert "Ада Чужая" not in desk.open(f"/{estetic.slug}/desk/requests/").text


def test_a_claim_with_its_photo_is_accepted_once_es_2_11(
    app: Flask, estetic: OpenChain, desk: Reader, office: Reader
) -> None:
    """ES-2.11: the photo is told by its bytes and shown to the office alone; the rules of the receipt's day are shown
    before it is posted; the member's sheet tells the outcome.
    """
    who = member(app, estetic, "Клара Спорная", days_ago=9)
    claimed(desk, estetic, who, "K-100", photo=(BytesIO(b"<svg onload=alert(1)>"), "receipt.png", "image/png"))
    assert desk.page.status == 422
    assert "Это не фото" in desk.page.text
    claimed(desk, estetic, who, "K-100", photo=(BytesIO(b""), "receipt.png", "image/png"))
    assert desk.page.status == 422
    assert "Файл пуст" in desk.page.text
    claimed(desk, estetic, who, "K-100", photo=(BytesIO(PNG), "../../r.svg"), words="Не начислили")
    assert "Записано: менеджер разберётся с чеком." in desk.page.text
    office.open(f"/{estetic.slug}/desk/members/{who}")
    address = request_at(office)
    photo = office.client.get(f"{address}/photo")
    assert (photo.status_code, photo.data, photo.mimetype) == (200, PNG, "image/png")
    assert photo.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in photo.headers["Content-Security-Policy"]
    assert desk.client.get(f"{address}/photo").status_code == 403
    page = office.open(f"{address}/")
    assert "Такого чека в книгах нет" in page.text
    assert office.press("Посчитать по правилам").status == 422
    page = office.press("Посчитать по правилам", **{"item-0": "peeling", "quantity-0": "2"})
    assert "Начислено бонусов 200" in page.text
    assert balance(app, estetic, who) == "0.00"
    page = office.press("Принять и провести чек")
    assert "Спор решён: чек проведён его датой." in page.text
    assert balance(app, estetic, who) == "200.00"
    assert "Чек проведён датой" in desk.open(f"/{estetic.slug}/desk/members/{who}").text


def test_a_photo_is_not_too_large(app: Flask, estetic: OpenChain, desk: Reader) -> None:
    """A form with a photo may be larger than others, but not without end; nothing of it is kept."""
    who = member(app, estetic, "Инна Большая")
    page = desk.open(f"/{estetic.slug}/desk/requests/new?kind=claim&member={who}")
    fields = {name: page.field(name) or "" for name in ("csrf_token", "operation", "kind", "member")}
    for size, status, words in ((LARGEST_PHOTO, 422, "слишком большое"), (LARGEST_FORM, 413, "слишком")):
        parts = [f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{fields[name]}\r\n' for name in fields]
        head = '--x\r\nContent-Disposition: form-data; name="photo"; filename="r.png"\r\n\r\n'
        body = "".join([*parts, head]).encode() + PNG + b"\0" * size + b"\r\n--x--\r\n"
        answer = desk.client.post(
            f"/{estetic.slug}/desk/requests/", data=body, content_type="multipart/form-data; boundary=x"
        )
        assert (answer.status_code, words in answer.text) == (status, True)
    assert "Просьб ещё не было" in desk.open(f"/{estetic.slug}/desk/members/{who}/requests/").text


def test_a_claim_on_a_posted_receipt_shows_why_and_is_declined_es_2_11(
    app: Flask, estetic: OpenChain, desk: Reader, office: Reader
) -> None:
    """ES-2.11: what the books say of it, with the rule behind it; the reason of a refusal is wanted and kept."""
    who = member(app, estetic, "Роза Упрямая", days_ago=5)
    number = bought(app, estetic, who, "peeling", days_ago=1)
    claimed(desk, estetic, who, number.lower())
    office.open(f"/{estetic.slug}/desk/members/{who}")
    page = office.open(request_at(office) + "/")
    assert "Чек с таким номером проведён" in page.text
    assert "Бонусы за процедуры" in page.text
    assert "Чей чек Роза Упрямая Дата чека" in page.text
    assert "Чек провели не тому гостю?" in page.text
    assert office.press("state=declined").status == 422
    page = office.press("state=declined", reason="Начислено верно")
    assert "Отказано: Начислено верно" in page.text
    assert "Начислено верно" in desk.open(f"/{estetic.slug}/desk/members/{who}").text


def test_a_benefit_and_a_visit_for_a_holder_of_privilege_7k_18(app: Flask, found: Found, sign_in: SignIn) -> None:
    """7K-18, 7K-20: only what the level has is offered; the salon sees the visit that the manager confirms."""
    spa = found("seven_krasok")
    who, manager = rich(app, spa, name="Вера Привилегия"), sign_in(spa, role="manager")
    page = manager.open(f"/{spa.slug}/desk/members/{who}/requests/?lang=ru")
    manager.follow("Попросить о преимуществе")
    assert manager.press("Записать просьбу").status == 422
    page = manager.press("Записать просьбу", benefit="doctor")
    assert "Преимущество: Бесплатная консультация независимого врача" in page.text
    manager.follow("Попросить о визите")
    day = spa.local(now()).date() + timedelta(days=2)
    page = manager.press("Записать просьбу", salon="arbat", **{"wished-day": f"{day:%Y-%m-%d}", "wished-time": "15:00"})
    assert "Записано: менеджер подтвердит время." in page.text
    manager.open(request_at(manager) + "/")
    page = manager.press("Подтвердить визит", **{"visit-time": "16:30"})
    assert "Ждём вас" in page.text
    assert manager.press("Перенести", **{"visit-time": ""}).status == 422
    page = manager.press("Перенести", salon="khimki", **{"visit-time": "17:45"})
    assert "7 Красок в Химках" in page.text and "17:45" in page.text
    assert "17:45" in manager.open(f"/{spa.slug}/desk/members/{who}/requests/").text
    page = sign_in(spa, salon="khimki").open(f"/{spa.slug}/desk/requests/?lang=ru")
    assert ", 17:45 · Вера Привилегия" in page.text
    newcomer = member(app, spa, "Анна Новая")
    assert "Попросить о преимуществе" not in manager.open(f"/{spa.slug}/desk/members/{newcomer}/requests/").text


def test_a_correction_needs_reason_secret_and_right_r49(
    app: Flask, estetic: OpenChain, desk: Reader, office: Reader
) -> None:
    """R49: without the reason, without the secret, by the desk, above the cap: refused each time; the typed stays."""
    who = member(app, estetic, "Ида Исправленная")
    address = f"/{estetic.slug}/office/members/{who}/corrections/"
    assert desk.open(address).status == 403
    office.open(address)
    told: dict[str, str | None] = {"bonuses": "150", "reason": "Ошибка кассы", "password": PASSWORD}
    for wrong in ({"reason": ""}, {"password": "wrong"}, {"password": ""}, {"bonuses": "0"}, {"bonuses": "10000,01"}):
        page = office.press("Исправить бонусы", **{**told, **wrong})
        assert page.status == 422, wrong
        assert PASSWORD not in page.html
    for amount in ("0", "-5", "99999999999999"):
        page = office.press("Исправить бонусы", **{**told, "bonuses": amount})
        assert page.status == 422 and "Напишите число от 0,01 до" in page.text
    assert "Напишите сумму цифрами" in office.press("Исправить бонусы", **{**told, "bonuses": "много"}).text
    assert office.press("Исправить бонусы", **{**told, "way": "double"}).status == 422
    told["way"] = "grant"
    assert balance(app, estetic, who) == "0.00"
    assert "Бонусы исправлены." in office.press("Исправить бонусы", **told).text
    page = office.press("Исправить бонусы", **{**told, "way": "withdraw", "bonuses": "50,50", "reason": "Лишнее"})
    assert "Сняты бонусы: 50,5" in page.text
    assert "Лишнее" in page.text
    assert balance(app, estetic, who) == "99.50"
    assert "Сняты бонусы" in office.open(f"/{estetic.slug}/office/audit/").text


def test_ten_thousand_waiting_requests_ask_no_more_than_one(app: Flask, founded_here: Found) -> None:
    """Pages in a bounded number of statements, each request once, the longest overdue first."""
    chain, start = founded_here("blank"), datetime(2026, 11, 1, tzinfo=UTC)

    def fill(session: Session) -> None:
        rows = [
            {
                **{"tenant_id": chain.id, "id": new_id(), "key": f"many-{number}", "kind": "call_back"},
                **{"state": "new", "subject": f"+7926{number:07d}", "details": {}, "made_at": start},
                "due_at": start + timedelta(seconds=(number * 7919) % 5000),
            }
            for number in range(10_000)
        ]
        session.execute(insert(GuestRequest), rows)

    with app.app_context():
        transact(fill, chain.id)
    after, seen, pages = None, [], 0
    while pages < 3:
        with counted(app) as said, app.app_context():
            page = list_requests(chain, "call_back", start + timedelta(seconds=100), after)
        assert len(said) <= 2, said
        seen += [row.asked for row in page.rows]
        after, pages = page.older, pages + 1
    with app.app_context():
        assert count_queues(chain, start + timedelta(seconds=100)) == {"calls": Counted(10_000, 202)}
    assert len({row.id for row in seen}) == 3 * MOST
    assert [row.due_at for row in seen] == sorted(row.due_at for row in seen)


@pytest.mark.parametrize("kind", ["claim", "benefit", "booking", "moon"])
def test_only_a_call_is_for_strangers(estetic: OpenChain, desk: Reader, kind: str) -> None:
    assert desk.open(f"/{estetic.slug}/desk/requests/new?kind={kind}").status == 404
