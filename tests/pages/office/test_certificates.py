"""Certificates in the office: what is to be done with them, and every step of one's life (7K-9, 7K-10, R52)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from uuid import UUID

import pypdfium2
import pytest
from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from tests.pages.desk.conftest import SignIn
from tests.pages.desk.counter import rich
from tests.pages.desk.test_statements import counted
from tests.pages.reader import Reader
from tests.pages.serving import SECRET
from webapp.database import new_id, transact
from webapp.engine.events import CertificateStep, OrderCertificate
from webapp.messages.gateways import Gateways, TextFiles
from webapp.messages.senders import Files
from webapp.pages.shared.visit import now, operation_id
from webapp.store.tables import Certificate, Job, Tenant
from webapp.usecases.deliver_next import Carriers, deliver_next
from webapp.usecases.handle_certificate import order_certificate
from webapp.usecases.issue_certificate import issue_certificate
from webapp.usecases.look_at_certificate import Look, look_at_certificate
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor
from webapp.usecases.statement import statement

Found = Callable[[str], OpenChain]


@pytest.fixture
def spa(found: Found) -> OpenChain:
    return found("seven_krasok")


@pytest.fixture
def manager(sign_in: SignIn, spa: OpenChain) -> Reader:
    reader = sign_in(spa, role="manager")
    reader.open(f"/{spa.slug}/office/certificates/?lang=ru")
    return reader


def requested(app: Flask, chain: OpenChain, who: str, days_ago: int = 0, **wanted: str) -> str:
    told = {"member": who, "certificate": "x", "reward": "foot_break", "share": "30", **wanted}
    event, at = OrderCertificate.model_validate(told), now() - timedelta(days=days_ago)
    with app.app_context():
        order = order_certificate(chain, Actor(), operation_id(), event, at)
    assert order.certificate is not None, order.refused
    return order.certificate


def issued(app: Flask, chain: OpenChain, who: str, share: str = "30", days_ago: int = 0) -> str:
    certificate = requested(app, chain, who, days_ago, share=share)
    event, at = CertificateStep(certificate=certificate), now() - timedelta(days=days_ago)
    with app.app_context():
        issue_certificate(chain, Actor(), operation_id(), event, at, SECRET)
    return certificate


def looked(app: Flask, chain: OpenChain, certificate: str) -> Look:
    with app.app_context():
        found = look_at_certificate(chain, UUID(certificate), now(), SECRET)
    assert found is not None
    return found


def at(chain: OpenChain, certificate: str) -> str:
    return f"/{chain.slug}/office/certificates/{certificate}"


def test_queues_show_what_waits_and_what_is_late_first_7k_9(app: Flask, found_here: OpenChain, sign_in: SignIn) -> None:
    """7K-9: two working days by e-mail; what is late leads the list and is counted."""
    late = requested(app, found_here, rich(app, found_here, name="Ада Поздняя"), days_ago=9)
    fresh = requested(app, found_here, rich(app, found_here, name="Яна Ранняя"))
    reader = sign_in(found_here, role="manager")
    page = reader.open(f"/{found_here.slug}/office/certificates/?lang=ru")
    assert page.html.index(late) < page.html.index(fresh)
    assert "Выпустить 2 , 1 опаздывает" in page.text
    assert page.text.count("Заказан: опаздывает") == 1
    empty = reader.open(f"/{found_here.slug}/office/certificates/?queue=booked")
    assert "Записей нет." in empty.text
    assert reader.open(f"/{found_here.slug}/office/certificates/?queue=moon&after=x_y").status == 200


@pytest.fixture
def found_here(founded_here: Found) -> OpenChain:
    return founded_here("seven_krasok")


def test_from_request_to_booking_7k_10(app: Flask, spa: OpenChain, manager: Reader) -> None:
    """7K-9, 7K-10: issued, handed to a salon, booked, booked anew; each step stands in its life."""
    certificate = requested(app, spa, rich(app, spa, name="Клара Вебер"), delivery="salon")
    manager.open(at(spa, certificate))
    page = manager.press("Выпустить сертификат")
    code = looked(app, spa, certificate).code
    assert code is not None
    assert code in page.text
    page = manager.press("Передан в салон")
    assert "Сертификат передан в салон" in page.text
    day = spa.local(now()).date() + timedelta(days=3)
    page = manager.press("Записать", salon="khimki", **{"visit-day": f"{day:%d.%m.%Y}", "visit-time": "15:30"})
    assert "7 Красок в Химках" in page.text
    assert "15:30" in page.text
    page = manager.press("Записать", salon="leninsky", **{"visit-day": f"{day}", "visit-time": "18:00"})
    assert looked(app, spa, certificate).held.salon == "leninsky"
    for words in ("Заказан сертификат", "Сертификат выпущен", "Сертификат доставлен", "Запись по сертификату"):
        assert words in page.text
    assert "Dina" in page.text


@pytest.mark.parametrize(
    ("day", "time", "why"),
    [
        ("", "", "Укажите день и время"),
        ("2027-02-30", "15:30", "Укажите день и время"),
        ("tomorrow", "15:30", "Укажите день и время"),
        ("2020-01-01", "15:30", "Этот день уже прошёл"),
        ("9999-12-31", "15:30", "Укажите день и время"),
        (f"{date.today().year + 1}-12-31", "15:30", "Срок сертификата закончился."),
    ],
)
def test_a_booking_that_cannot_be_is_told_and_kept(
    app: Flask, spa: OpenChain, manager: Reader, day: str, time: str, why: str
) -> None:
    certificate = issued(app, spa, rich(app, spa))
    manager.open(at(spa, certificate))
    page = manager.press("Записать", salon="khimki", **{"visit-day": day, "visit-time": time})
    assert page.status == 422
    assert why in page.text
    assert page.field("visit-day") == day
    assert looked(app, spa, certificate).state == "issued"


def test_a_salon_of_another_category_is_no_place_to_book_7k_11(app: Flask, spa: OpenChain, manager: Reader) -> None:
    certificate = issued(app, spa, rich(app, spa))
    page = manager.open(at(spa, certificate))
    assert 'value="khimki"' in page.html
    assert 'value="arbat"' not in page.html
    day = f"{spa.local(now()).date() + timedelta(days=1)}"
    page = manager.press("Записать", salon="arbat", **{"visit-day": day, "visit-time": "12:00"})
    assert "Салоны этой категории сертификат не принимают." in page.text


def sent(app: Flask, chain: OpenChain, folder: Path) -> list[EmailMessage]:
    """What the worker sends now, with the owner's e-mail confirmed, each mail once."""
    with app.app_context():
        transact(lambda session: _confirm(session, chain.id), chain.id)
        texts = TextFiles(folder)
        carriers = Carriers(Files(folder, "laurel@example.org"), Gateways(texts, texts))
        while deliver_next(carriers, now(), SECRET):
            pass
    mails = [message_from_bytes(path.read_bytes(), policy=default) for path in folder.glob("*.eml")]
    for path in folder.glob("*.eml"):
        path.unlink()
    return mails


def _confirm(session: Session, tenant: UUID) -> None:
    row = session.scalars(select(Tenant).where(Tenant.id == tenant)).one()
    row.confirmed_at = now()


def read(paper: bytes) -> str:
    return " ".join(pypdfium2.PdfDocument(paper)[0].get_textpage().get_text_range().split())


def test_by_e_mail_it_goes_with_its_file_7k_9(app: Flask, spa: OpenChain, manager: Reader, tmp_path: Path) -> None:
    """7K-9, R52: the file is made by the worker, and no code lies in the outbox or stands in the mail's text."""
    certificate = issued(app, spa, rich(app, spa, name="Нина <b>Ёлкина</b>"))
    manager.open(at(spa, certificate))
    page = manager.press("Отправить по почте", email="no address")
    assert page.status == 422
    assert page.field("email") == "no address"
    page = manager.press("Отправить по почте", email="nina@example.org")
    assert looked(app, spa, certificate).state == "delivered"
    code = looked(app, spa, certificate).code or "?"
    with app.app_context():
        jobs = transact(lambda session: [str(job.payload) for job in session.scalars(select(Job))], None, readonly=True)
    assert not any(code in job for job in jobs)
    (mail,) = sent(app, spa, tmp_path)
    text = mail.get_body().get_content().replace("\u00a0", " ")  # type: ignore[union-attr]
    assert mail["To"] == "nina@example.org"
    assert code not in text + mail["Subject"]
    assert "Фут-брейк" in mail["Subject"]
    assert "1 400 ₽" in text
    (attached,) = mail.iter_attachments()
    assert (attached.get_content_type(), attached.get_filename()) == ("application/pdf", "certificate.pdf")
    told = read(attached.get_content())
    for words in (code, "Нина <b>Ёлкина</b>", "Фут-брейк", "Foot-Break", "Сертифицированный мастер", "Стандарт"):
        assert words in told, told
    page = manager.press("Отправить ещё раз", email="nina@example.org")
    assert len(sent(app, spa, tmp_path)) == 1
    assert looked(app, spa, certificate).state == "delivered"


def test_what_was_cancelled_meanwhile_is_not_sent(app: Flask, spa: OpenChain, manager: Reader, tmp_path: Path) -> None:
    certificate = issued(app, spa, rich(app, spa))
    manager.open(at(spa, certificate))
    manager.press("Отправить по почте", email="nina@example.org")
    manager.press("Отменить и вернуть бонусы")
    assert sent(app, spa, tmp_path) == []


def test_the_file_says_all_that_a_guest_needs_in_both_languages_r26(
    app: Flask, spa: OpenChain, manager: Reader
) -> None:
    """R26: what it is for, where, the last day included, what is still due; text of a PDF in Cyrillic and Latin."""
    certificate = issued(app, spa, rich(app, spa, name="Ольга Белова"))
    answer = manager.client.get(f"{at(spa, certificate)}/paper")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "no-store"
    last = looked(app, spa, certificate).held.valid_until
    assert last == spa.local(now()).date() + timedelta(days=37)
    told = read(answer.data).replace("\u00a0", " ")
    wanted = [
        *("7 Красок", "Сертификат", "Certificate", "Ольга Белова", f"{last.day} ", f"{last.year}", "включительно"),
        *("that day included", "1 400 ₽", "Доплата при визите", "Салоны категории «Стандарт»", "Salons of category"),
        *("7 Красок в Химках", "+7 "),
    ]
    for words in wanted:
        assert words in told, (words, told)


def test_there_is_no_file_of_what_is_not_good(app: Flask, spa: OpenChain, manager: Reader) -> None:
    page = manager.open(f"{at(spa, requested(app, spa, rich(app, spa)))}/paper")
    assert "Файла нет" in page.text


def test_it_is_handed_on_and_bears_the_new_name_7k_10(app: Flask, spa: OpenChain, manager: Reader) -> None:
    certificate = issued(app, spa, rich(app, spa))
    manager.open(at(spa, certificate))
    assert manager.press("Передать", to="").status == 422
    page = manager.press("Передать", to="Ирина Белкина")
    assert "Ирина Белкина" in page.text
    assert "Ирина Белкина" in read(manager.client.get(f"{at(spa, certificate)}/paper").data)


def test_a_new_code_takes_the_place_of_the_old_r52(app: Flask, spa: OpenChain, manager: Reader) -> None:
    certificate = issued(app, spa, rich(app, spa))
    old = looked(app, spa, certificate).code or "?"
    manager.open(at(spa, certificate))
    page = manager.press("Сделать новый код")
    assert old not in page.html
    assert (looked(app, spa, certificate).code or "?") in page.html


def test_cancelled_it_gives_its_bonuses_back_7k_10(app: Flask, spa: OpenChain, manager: Reader) -> None:
    who = rich(app, spa, "3000")
    certificate = issued(app, spa, who, share="100")
    manager.open(at(spa, certificate))
    assert "на счёт вернётся 2 000 бонусов" in manager.page.text
    page = manager.press("Отменить и вернуть бонусы")
    assert "Возвращено бонусов: 2 000" in page.text
    with app.app_context():
        assert statement(spa, who, now()).result["available"] == "3000.00"
    assert [button.text for form in page.forms for button in form.buttons] == ["Выйти"]


def test_a_step_that_somebody_took_before_is_refused(app: Flask, spa: OpenChain, manager: Reader) -> None:
    certificate = requested(app, spa, rich(app, spa))
    manager.open(at(spa, certificate))
    form, button = manager._button("Выпустить сертификат")
    manager.press("Выпустить сертификат")
    fields = [(name, operation_id() if name == "operation" else value) for name, value in form.sent(button, {})]
    page = manager.send(button.action, fields)
    assert page.status == 422
    assert "В нынешнем состоянии сертификата это невозможно." in page.text


MOST = 8


def test_ten_thousand_waiting_make_no_more_statements_than_one(
    app: Flask, found_here: OpenChain, sign_in: SignIn
) -> None:
    """Each page of the queue: so many statements, fifty rows, and the next page goes on where it ended."""
    first = requested(app, found_here, rich(app, found_here))
    reader = sign_in(found_here, role="manager")
    address = f"/{found_here.slug}/office/certificates/?lang=ru"
    reader.open(address)
    with counted(app) as said:
        reader.open(address)
    alone = len(said)
    assert alone <= MOST, "\n".join(said)
    with app.app_context():
        transact(lambda session: _multiply(session, found_here.id, UUID(first), 9_999), found_here.id)
    with counted(app) as said:
        page = reader.open(address)
    assert len(said) == alone
    assert "Выпустить 10 000" in page.text
    assert page.html.count('class="entry"') == 50
    older = reader.follow("Показать следующие")
    assert older.html.count('class="entry"') == 50
    assert not set(re.findall("/certificates/([0-9a-f-]{36})", page.html)) & set(
        re.findall("/certificates/([0-9a-f-]{36})", older.html)
    )


def _multiply(session: Session, tenant: UUID, certificate: UUID, times: int) -> None:
    """So many more that are as this one, but for the day by which they are due."""
    row = session.get_one(Certificate, (tenant, certificate))
    same = {column.name: getattr(row, column.name) for column in Certificate.__table__.columns}
    due = row.deliver_by
    assert due is not None
    rows = [{**same, "id": new_id(), "deliver_by": due + timedelta(days=number % 97)} for number in range(times)]
    told = [{**one, "details": {**row.details, "id": str(one["id"])}} for one in rows]
    session.execute(insert(Certificate), told)
