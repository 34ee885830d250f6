"""The loyalty manager's queues: what is late first, one tap moves a row on, several go at once, without script too."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import insert
from sqlalchemy.orm import Session

from tests.pages.desk.conftest import SignIn
from tests.pages.desk.counter import new_phone, rich
from tests.pages.desk.test_statements import counted
from tests.pages.office.test_certificates import requested
from tests.pages.reader import Page, Reader
from webapp.database import new_id, transact
from webapp.engine.events import Questionnaire
from webapp.pages.shared.visit import now
from webapp.store.request_tables import GuestRequest
from webapp.store.tables import Certificate
from webapp.usecases.make_request import Asked, Made, make_request
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor
from webapp.usecases.statement import statement
from webapp.usecases.submit_questionnaire import submit_questionnaire

Found = Callable[[str], OpenChain]
MOST = 8
NOBODY = "00000000-0000-4000-8000-000000000000"
KEYS = (
    *("9999-12-31", "20261127", "2026-11-27T00:00:00", "2026-W48-5", "0000-00-00", "²", "\x00", "' or 1=1--"),
    "0001-01-01T00:00:00+14:00",
)
"""What might be taken for a place in some queue."""


@pytest.fixture
def spa(founded_here: Found) -> OpenChain:
    """With queues of its own."""
    return founded_here("seven_krasok")


@pytest.fixture
def manager(sign_in: SignIn, spa: OpenChain) -> Reader:
    reader = sign_in(spa, role="manager")
    reader.open(f"/{spa.slug}/office/queues/?lang=ru")
    return reader


def queue(reader: Reader, chain: OpenChain, name: str) -> Page:
    return reader.open(f"/{chain.slug}/office/queues/{name}")


def asked(app: Flask, chain: OpenChain, kind: str, minutes_ago: int = 0, **wanted: object) -> UUID:
    with app.app_context():
        at = now() - timedelta(minutes=minutes_ago)
        made = make_request(chain, Actor(), f"ask {uuid4()}", Asked(kind, **wanted), at)  # type: ignore[arg-type]
    assert isinstance(made, Made), made
    return made.id


def names(page: Page) -> list[str]:
    return re.findall(r'id="who-[0-9a-f-]{36}"[^>]*>([^<]*)<', page.html)


def ticked(page: Page) -> list[str]:
    return re.findall(r'name="chosen" value="([0-9a-f-]{36})"', page.html)


def buttons(page: Page) -> list[str]:
    return re.findall(r'name="one" value="[0-9a-f-]{36}"[^>]*>([^<]*)<', page.html)


def test_several_certificates_are_issued_at_once_and_what_is_late_stands_first_7k_9(
    app: Flask, spa: OpenChain, manager: Reader
) -> None:
    """7K-9: the late one first, its lateness said; both go on by one form, sent twice or not."""
    fresh, late = rich(app, spa, name="Анна Новая"), rich(app, spa, name="Вера Поздняя")
    requested(app, spa, fresh)
    requested(app, spa, late, days_ago=8)
    page = queue(manager, spa, "issue")
    assert names(page) == ["Вера Поздняя", "Анна Новая"]
    assert "Выпустить 2 , 1 опаздывает" in page.text
    form = next(form for form in page.forms if form.action.endswith("/issue"))
    sent = [*form.fields, *(("chosen", one) for one in ticked(page))]
    page = manager.send(form.action, sent)
    assert "Сделано: 2" in page.text and names(page) == []
    page = manager.send(form.action, sent)
    assert "Сделано: 2" in page.text, "a form that is sent once more is answered as before"
    assert len(names(queue(manager, spa, "deliver"))) == 2


def test_one_row_goes_on_by_its_own_button_and_htmx_gets_the_queue_with_its_counts(
    app: Flask, spa: OpenChain, manager: Reader
) -> None:
    requested(app, spa, rich(app, spa))
    requested(app, spa, rich(app, spa))
    page = queue(manager, spa, "issue")
    one = ticked(page)[0]
    form = next(form for form in page.forms if form.action.endswith("/issue"))
    headers = {"HX-Request": "true", "Sec-Fetch-Site": "same-origin"}
    answer = manager.client.post(form.action, data={**dict(form.fields), "one": one}, headers=headers)
    assert answer.status_code == 200 and "<html" not in answer.text
    assert 'id="waiting"' in answer.text and 'hx-swap-oob="true"' in answer.text
    assert one not in answer.text


def test_what_cannot_go_on_stays_with_its_reason_and_the_rest_goes(app: Flask, spa: OpenChain, manager: Reader) -> None:
    """An electronic certificate of a guest without an e-mail; a paper one beside it."""
    requested(app, spa, rich(app, spa, name="Анна Бумажная"), delivery="salon")
    requested(app, spa, rich(app, spa, name="Вера Безпочты"))
    issue = queue(manager, spa, "issue")
    form = next(form for form in issue.forms if form.action.endswith("/issue"))
    manager.send(form.action, [*form.fields, *(("chosen", one) for one in ticked(issue))])
    page = queue(manager, spa, "deliver")
    form = next(form for form in page.forms if form.action.endswith("/deliver"))
    told = dict(zip(names(page), buttons(page), strict=True))
    assert told == {"Анна Бумажная": "Передан в салон", "Вера Безпочты": "Отправить по почте"}
    page = manager.send(form.action, [*form.fields, *(("chosen", one) for one in ticked(page))])
    assert page.status == 422
    assert "Сделано: 1" in page.text and "Вера Безпочты: Укажите почту" in page.text
    assert "Не получилось:" in page.text
    assert names(page) == ["Вера Безпочты"]


def test_who_left_the_queue_meanwhile_is_named_where_the_request_tells_it(
    app: Flask, spa: OpenChain, manager: Reader, sign_in: SignIn
) -> None:
    asked(app, spa, "call_back", subject=new_phone(), name="Ирина Ждущая")
    requested(app, spa, rich(app, spa))
    other = sign_in(spa, role="owner")
    for name, button, who in (
        ("calls", "Перезвонили", "Ирина Ждущая: "),
        ("issue", "Выпустить", "Кого в очереди уже нет: "),
    ):
        queue(manager, spa, name)
        queue(other, spa, name)
        assert manager.press(button).status == 200
        page = other.press(button)
        assert page.status == 422 and f"Не получилось: {who}" in page.text


def test_nothing_ticked_moves_nothing_and_is_told(app: Flask, spa: OpenChain, manager: Reader) -> None:
    who = rich(app, spa, name="Анна Хочет")
    asked(app, spa, "booking", member=UUID(who), words="в субботу")
    page = queue(manager, spa, "visits")
    form = next(form for form in page.forms if form.action.endswith("/visits"))
    page = manager.send(form.action, form.fields)
    assert page.status == 422 and "Никто не отмечен" in page.text and names(page) == ["Анна Хочет"]
    page = manager.press("Взять в работу")
    assert "Взять отмеченные в работу" not in page.text


def test_what_changes_a_member_s_data_is_read_before_it_is_accepted(
    app: Flask, spa: OpenChain, manager: Reader
) -> None:
    who = rich(app, spa, name="Анна Прежняя")
    event = Questionnaire.model_validate({"member": who, "answers": {"full_name": "Анна Другая"}})
    with app.app_context():
        waits = submit_questionnaire(spa, Actor(), f"fill {who}", event, now()).result["questionnaire"]
    page = queue(manager, spa, "questionnaires")
    assert names(page) and ticked(page) == [] and "Принять отмеченные" not in page.text
    form = next(form for form in page.forms if form.action.endswith("/questionnaires"))
    page = manager.send(form.action, [*form.fields, ("chosen", str(waits))])
    assert page.status == 422 and "меняет данные участника" in page.text
    assert len(names(page)) == 1


def test_a_last_day_that_passed_is_late_by_whole_days(app: Flask, spa: OpenChain) -> None:
    with app.test_request_context(f"/{spa.slug}/desk/?lang=ru"):
        app.preprocess_request()
        left, today = app.jinja_env.filters["time_left"], spa.local(now()).date()
        assert left(today - timedelta(days=1)) == "опоздание 1 дн."
        assert left(today - timedelta(days=2)) == "опоздание 2 дн."
        assert left(today + timedelta(days=1)) == "осталось 1 дн."


def test_a_call_back_has_a_running_clock_of_fifteen_minutes_7k_21(app: Flask, spa: OpenChain, manager: Reader) -> None:
    asked(app, spa, "call_back", 20, subject=new_phone(), name="Ирина Ждущая")
    asked(app, spa, "call_back", 5, subject=new_phone(), name="Ольга Новая")
    page = queue(manager, spa, "calls")
    assert names(page) == ["Ирина Ждущая", "Ольга Новая"]
    assert "опоздание 5 мин" in page.text and re.search(r"осталось (9|10) мин", page.text)
    assert 'data-clock="' in page.html
    page = manager.press("Перезвонили")
    assert names(page) == ["Ольга Новая"]


def test_a_birthday_gift_is_given_once_from_the_queue_7k_16_r23(app: Flask, spa: OpenChain, manager: Reader) -> None:
    """7K-16, R23"""
    today = spa.local(now()).date()
    born = today.replace(year=1992)
    who = rich(app, spa, name="Анна Именинница", birth=born.isoformat())
    soon = rich(app, spa, name="Вера Скоро", birth=(born + timedelta(days=9)).isoformat())
    page = queue(manager, spa, "gifts")
    assert names(page) == ["Анна Именинница", "Вера Скоро"]
    assert "Фут-брейк" in page.text and "Со дня рождения" in page.text
    assert soon not in ticked(page)
    one = next(one for one in ticked(page) if one == who)
    form = next(form for form in page.forms if form.action.endswith("/gifts"))
    sent = [*form.fields, ("one", one)]
    assert "Сделано: 1" in manager.send(form.action, sent).text
    again = [(name, value) for name, value in sent if name != "operation"]
    page = manager.send(form.action, [*again, ("operation", "another-form-of-the-day")])
    assert page.status == 422 and "уже" in page.text
    with app.app_context():
        held = statement(spa, who, now()).result["certificates"]
    assert len(held) == 1


def test_a_visit_wished_is_taken_into_work(app: Flask, spa: OpenChain, manager: Reader) -> None:
    who = rich(app, spa, name="Анна Хочет")
    asked(app, spa, "booking", member=UUID(who), words="в субботу")
    queue(manager, spa, "visits")
    page = manager.press("Взять в работу")
    assert "В работе" in page.text and ticked(page) == []


def test_the_first_page_is_the_queue_in_which_something_is_late(app: Flask, spa: OpenChain, manager: Reader) -> None:
    asked(app, spa, "call_back", 1, subject=new_phone(), name="Ольга")
    requested(app, spa, rich(app, spa), days_ago=8)
    page = manager.open(f"/{spa.slug}/office/queues/")
    assert page.address.endswith("/office/queues/issue")


@pytest.mark.parametrize(
    "after",
    ["x", "9_9", "2026-01-01_", *(f"{key}_{NOBODY}" for key in KEYS)],
)
def test_a_place_that_is_none_is_the_beginning(spa: OpenChain, manager: Reader, after: str) -> None:
    for place in ("queues/calls", "queues/questionnaires", "queues/issue", "queues/gifts", "certificates/"):
        answer = manager.client.get(f"/{spa.slug}/office/{place}", query_string={"after": after})
        assert answer.status_code == 200


def test_ten_thousand_waiting_in_each_queue_ask_no_more_of_the_database_than_one(
    app: Flask, spa: OpenChain, manager: Reader
) -> None:
    first = requested(app, spa, rich(app, spa))
    call = asked(app, spa, "call_back", subject=new_phone(), name="Ольга")
    reader = manager
    addresses = [f"/{spa.slug}/office/queues/{name}" for name in ("calls", "issue")]
    alone = []
    for address in addresses:
        reader.open(address)
        with counted(app) as said:
            reader.open(address)
        alone.append(len(said))
        assert len(said) <= MOST, "\n".join(said)
    with app.app_context():
        transact(lambda session: _multiply(session, spa.id, UUID(first), call), spa.id)
    for address, before in zip(addresses, alone, strict=True):
        with counted(app) as said:
            page = reader.open(address)
        assert len(said) == before
        assert len(names(page)) == 50
        assert "10 000" in page.text or "10000" in page.text


def _multiply(session: Session, tenant: UUID, certificate: UUID, call: UUID) -> None:
    """Of either as many more as make ten thousand."""
    paper, asking = session.get_one(Certificate, (tenant, certificate)), session.get_one(GuestRequest, (tenant, call))
    for row in (paper, asking):
        same = {column.name: getattr(row, column.name) for column in row.__table__.columns}
        ids = [new_id() for _ in range(9_999)]
        told = [{"key": str(id_)} if row is asking else {"details": {**paper.details, "id": str(id_)}} for id_ in ids]
        session.execute(insert(type(row)), [{**same, "id": id_, **own} for id_, own in zip(ids, told, strict=True)])
