"""The operator's console and the end of a chain: who may, what staff and outsiders see then, what is taken along."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests import databases
from tests.pages.desk.counter import bought, member, new_phone
from tests.pages.reader import Reader
from tests.pages.serving import serving
from tests.usecases.founded import DESK, OWNER, PASSWORD, founded, hired, opened
from webapp.database import db, transact
from webapp.engine.events import Enrol, Purchase
from webapp.messages.outbox import send_email
from webapp.pages.shared import visit
from webapp.pages.shared.access import ACCESS, OPERATOR
from webapp.store import jobs
from webapp.store.folders import read_folder
from webapp.store.tables import Attempt, Audit, LookPermit, OperatorSession
from webapp.usecases.add_operator import add_operator
from webapp.usecases.count_chains import count_stalest
from webapp.usecases.enrol import enrol
from webapp.usecases.list_chains import list_chains
from webapp.usecases.load_tenant import found
from webapp.usecases.make_request import Asked, Made, Photo, make_request
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor
from webapp.usecases.post_receipt import post_receipt
from webapp.usecases.remove_operator import remove_operator
from webapp.usecases.sign_in import ABSOLUTE

EMAIL = "operator@example.org"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder: Path = tmp_path_factory.mktemp("store")
    with databases.fresh_sqlite(folder) if request.param == "sqlite" else databases.fresh_postgresql() as fresh:
        app = serving(fresh.url, folder, support_email="support@example.org")
        with app.app_context():
            engine = db.engine
            add_operator(EMAIL, PASSWORD, datetime.now(UTC))
        yield app
        engine.dispose()


@pytest.fixture(autouse=True)
def nothing_counted(app: Flask) -> None:
    stored(app, lambda session: session.query(Attempt).delete())


@pytest.fixture
def chain(app: Flask) -> OpenChain:
    with app.app_context():
        chain = founded()
        hired(chain, OWNER)
        hired(chain, DESK)
    return chain


@pytest.fixture
def operator(app: Flask) -> Reader:
    return operating(app)


def operating(app: Flask) -> Reader:
    reader = Reader(app.test_client())
    reader.open("/operator/?lang=ru")
    reader.press("Войти", email=EMAIL, password=PASSWORD)
    return reader


def stored(app: Flask, work: Callable[[Session], Any], tenant: UUID | None = None) -> Any:
    with app.app_context():
        return transact(work, tenant)


def signed_in(app: Flask, chain: OpenChain, email: str = OWNER.email) -> Reader:
    reader = Reader(app.test_client())
    reader.open(f"/{chain.slug}/desk/sign-in?lang=ru")
    reader.press("Войти", email=email, password=PASSWORD)
    return reader


def stand(operator: Reader, chain: OpenChain, button: str, reason: str = "Не оплачено") -> str:
    operator.open(f"/operator/chains/{chain.slug}")
    return operator.press(button, reason=reason).text


def actions(app: Flask, chain: OpenChain) -> list[str]:
    here = {"tenant_id": chain.id}
    rows = stored(app, lambda session: session.query(Audit).filter_by(**here).order_by(Audit.id).all(), chain.id)
    return [row.action for row in rows]


@pytest.mark.parametrize("endpoint", [name for name, roles in ACCESS.items() if roles is OPERATOR])
def test_nobody_else_has_the_console(app: Flask, chain: OpenChain, endpoint: str) -> None:
    """R47: a stranger and a chain's owner are sent to its sign-in, whatever they ask for."""
    for client in (app.test_client(), signed_in(app, chain).client):
        token = Reader(client).open("/operator/sign-in").field("csrf_token")
        for rule in app.url_map.iter_rules():
            if rule.endpoint != endpoint:
                continue
            address = rule.rule.replace("<slug>", chain.slug)
            posts = "POST" in (rule.methods or ())
            answer = client.post(address, data={"csrf_token": token}) if posts else client.get(address)
            assert (answer.status_code, answer.headers["Location"]) == (303, "/operator/sign-in")


def test_an_operator_is_no_staff_of_any_chain(operator: Reader, chain: OpenChain) -> None:
    page = operator.open(f"/{chain.slug}/desk/")
    assert page.address.startswith(f"/{chain.slug}/desk/sign-in")


def test_a_wrong_password_and_an_unknown_operator_are_told_the_same_and_guessing_ends_r45(app: Flask) -> None:
    """R45, R44: after five wrong ones not even the right password helps."""

    def attempt(email: str, password: str) -> str:
        reader = Reader(app.test_client())
        reader.open("/operator/sign-in?lang=ru")
        return reader.press("Войти", email=email, password=password).text

    assert attempt(EMAIL, "wrong").replace(EMAIL, "") == attempt("x@example.org", "wrong").replace("x@example.org", "")
    for _ in range(4):
        attempt(EMAIL, "wrong")
    assert "Почта или пароль не подходят" in attempt(EMAIL, PASSWORD)


def test_a_console_that_was_taken_away_or_left_is_closed_at_once(app: Flask) -> None:
    with app.app_context():
        add_operator("gone@example.org", PASSWORD, datetime.now(UTC))
    reader = Reader(app.test_client())
    reader.open("/operator/?lang=ru")
    assert reader.press("Войти", email="gone@example.org", password=PASSWORD).address == "/operator/"
    with app.app_context():
        assert remove_operator("gone@example.org") is None
    assert reader.open("/operator/").address == "/operator/sign-in"
    other = operating(app)
    before = stored(app, lambda session: session.query(OperatorSession).count())
    other.press("Выйти")
    assert stored(app, lambda session: session.query(OperatorSession).count()) == before - 1
    assert other.open("/operator/").address == "/operator/sign-in"


def test_the_list_has_size_and_last_use_and_goes_on_page_by_page(
    app: Flask, operator: Reader, chain: OpenChain, monkeypatch: pytest.MonkeyPatch
) -> None:
    member(app, chain, "Анна Белова", new_phone(), "1990-05-20")
    with app.app_context():
        while count_stalest(datetime.now(UTC)):
            pass
        standing = next(one for one in list_chains() if one.slug == chain.slug)
    assert standing.members == 1
    assert standing.used_at is not None
    monkeypatch.setattr("webapp.usecases.list_chains.MOST", 1)
    monkeypatch.setattr("webapp.pages.platform.chains.routes.MOST", 1)
    seen, page = [], operator.open("/operator/")
    while "Следующие" in page.links:
        seen += [link for link in page.links if link.startswith("chain-")]
        page = operator.follow("Следующие")
    assert seen == sorted(set(seen))
    assert chain.slug in seen
    assert "Сетей больше нет" in page.text


def test_a_suspended_chain_tells_its_staff_whom_to_ask_and_posts_nothing(
    app: Flask, operator: Reader, chain: OpenChain
) -> None:
    """Issue 3.8: tills are refused, the public page stays, and all goes on once the chain is resumed."""
    who = member(app, chain, "Анна Белова", new_phone(), "1990-05-20")
    desk = signed_in(app, chain, DESK.email)
    assert "Сеть приостановлена" in stand(operator, chain, "Приостановить")
    page = desk.open(f"/{chain.slug}/desk/members/{who}")
    assert page.status == 403
    assert "Не оплачено" in page.text
    assert "support@example.org" in page.text
    assert desk.open(f"/{chain.slug}/").status == 200
    with app.app_context():
        sale = Purchase.model_validate({"member": who, "receipt": "T-1", "lines": [{"item": "service", "quantity": 1}]})
        outcome = post_receipt(opened(chain.slug), Actor(), "till-key-000000001", sale, datetime.now(UTC))
        assert outcome.refused == ["chain_stopped"]
    assert "Сеть снова работает" in stand(operator, chain, "Возобновить")
    assert desk.open(f"/{chain.slug}/desk/members/{who}").status == 200
    assert actions(app, chain)[-2:] == ["standing_changed", "standing_changed"]


def test_a_reason_is_needed(operator: Reader, chain: OpenChain) -> None:
    assert "Причина: Заполните это поле" in stand(operator, chain, "Приостановить", reason=" ")


def test_a_limit_of_members_holds_and_repeats_keep_their_answer(app: Flask, operator: Reader, chain: OpenChain) -> None:
    operator.open(f"/operator/chains/{chain.slug}")
    assert operator.press("Ограничить", most="-1").status == 422
    operator.press("Ограничить", most="1")
    now = datetime.now(UTC)
    with app.app_context():

        def join(key: str, phone: str) -> list[str]:
            return enrol(opened(chain.slug), Actor(), key, Enrol(member="new", phone=phone), now).refused

        first, second = new_phone(), new_phone()
        assert join("first-key-00000001", first) == []
        assert join("other-key-00000001", second) == ["member_limit"]
        assert join("first-key-00000001", first) == []
    operator.open(f"/operator/chains/{chain.slug}")
    operator.press("Ограничить", most="")
    with app.app_context():
        assert join("other-key-00000001", second) == []


def test_an_operator_looks_inside_only_with_consent_for_a_time_and_each_look_is_written_down(
    app: Flask, operator: Reader, chain: OpenChain
) -> None:
    """R41: no consent, no look; and never a member's name or phone."""
    phone = new_phone()
    member(app, chain, "Анна Белова", phone, "1990-05-20")
    page = operator.open(f"/operator/chains/{chain.slug}")
    token = page.field("csrf_token") or ""
    refused = operator.send(f"/operator/chains/{chain.slug}/inside", [("csrf_token", token)])
    assert "не разрешал смотреть" in refused.text
    owner = signed_in(app, chain)
    owner.open(f"/{chain.slug}/office/service/")
    assert "Разрешено до" in owner.press("Разрешить", hours="24").text
    operator.open(f"/operator/chains/{chain.slug}")
    seen = operator.press("Посмотреть")
    assert "Olga: владелец" in seen.text
    assert "enrol" in seen.text
    assert "Белова" not in seen.text
    assert phone not in seen.html
    assert actions(app, chain)[-2:] == ["look_permitted", "operator_looked"]
    ended: dict[Any, Any] = {"expires_at": datetime.now(UTC) - timedelta(seconds=1)}
    stored(app, lambda session: session.query(LookPermit).filter_by(tenant_id=chain.id).update(ended), chain.id)
    assert "не разрешал смотреть" in operator.open(f"/operator/chains/{chain.slug}").text
    owner.open(f"/{chain.slug}/office/service/")
    owner.press("Разрешить", hours="1")
    owner.press("Больше не разрешать")
    assert "не разрешал смотреть" in operator.open(f"/operator/chains/{chain.slug}").text


def test_an_owner_closes_the_chain_by_its_name_and_the_operator_opens_it_again(
    app: Flask, operator: Reader, chain: OpenChain
) -> None:
    """Issue 3.8: staff are told on every page, outsiders find nothing."""
    desk, owner = signed_in(app, chain, DESK.email), signed_in(app, chain)
    owner.open(f"/{chain.slug}/office/service/")
    page = owner.press("Закрыть сеть", chain_name="Не то", reason="Продана")
    assert page.status == 422
    assert page.field("reason") == "Продана"
    owner.press("Закрыть сеть", chain_name=chain.name.ru.upper(), reason="Продана")
    assert owner.page.status == 403
    for address in (f"/{chain.slug}/", f"/{chain.slug}/desk/", f"/{chain.slug}/desk/receipts/new/"):
        page = desk.open(address)
        assert (page.status, "Сеть закрыта" in page.text, "Продана" in page.text) == (403, True, True)
        assert app.test_client().get(address).status_code == 404
    assert app.test_client().get(f"/{chain.slug}/desk/sign-in").status_code == 404
    assert "Сеть снова открыта" in stand(operator, chain, "Открыть снова")
    assert app.test_client().get(f"/{chain.slug}/").status_code == 200


def test_everything_is_taken_along_even_from_a_chain_that_is_closed(
    app: Flask, chain: OpenChain, tmp_path: Path
) -> None:
    """R59: what begins like a formula is text in the sheets; the folder loads again."""
    who = member(app, chain, "=HYPERLINK(1)", new_phone(), "1990-05-20")
    bought(app, chain, who, "service")
    claimed = claim(app, chain, who)
    owner = signed_in(app, chain)
    owner.open(f"/{chain.slug}/office/service/")
    owner.press("Закрыть сеть", chain_name=chain.name.ru, reason="Продана")
    token = owner.page.field("csrf_token")
    with owner.client.post(f"/{chain.slug}/office/service/archive", data={"csrf_token": token}) as answer:
        sent = answer.data
    with zipfile.ZipFile(io.BytesIO(sent)) as archive:
        archive.extractall(tmp_path)
    (row,) = sheet(tmp_path / "members.csv")
    assert row["full_name"] == "'=HYPERLINK(1)"
    assert row["phone"].startswith("'+7")
    assert [one["verb"] for one in sheet(tmp_path / "operations.csv")][-1] == "purchase"
    (asked,) = sheet(tmp_path / "requests.csv")
    assert (asked["id"], asked["kind"], asked["member"], asked["state"]) == (str(claimed), "claim", who, "new")
    assert asked["subject"].startswith("'=")
    assert (tmp_path / asked["photo"]).read_bytes() == PICTURE
    profile = tmp_path / "tenant.yaml"
    profile.write_text(profile.read_text(encoding="utf-8").replace(chain.slug, f"{chain.slug}-b"), encoding="utf-8")
    with app.app_context():
        found(read_folder(tmp_path), datetime.now(UTC), None)
        again = opened(f"{chain.slug}-b")
        assert (again.lists, again.questionnaire, again.texts) == (chain.lists, chain.questionnaire, chain.texts)


PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(64)


def claim(app: Flask, chain: OpenChain, who: str) -> UUID:
    """With the photo of its receipt."""
    asked = Asked("claim", UUID(who), "=A-17", bought_on=date.today(), photo=Photo("image/png", PICTURE))
    with app.app_context():
        made = make_request(chain, Actor(), "claim", asked, datetime.now(UTC))
    assert isinstance(made, Made)
    return made.id


def test_an_archive_holds_its_own_chain_alone_and_needs_the_session_r34(
    app: Flask, chain: OpenChain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R34: neither file tells anything of a neighbour who sold the same to the same guest."""
    phone, marks = new_phone(), ("Нора Соседняя", "neighbour@example.org")
    with app.app_context():
        other = founded()
        hired(other, OWNER._replace(email=marks[1], name=marks[0]))
    theirs = member(app, other, marks[0], phone)
    own = member(app, chain, "Ольга Здешняя", phone)
    strange = {*marks, other.slug, other.id.hex, str(other.id), theirs, bought(app, other, theirs, "service")}
    number = bought(app, chain, own, "service")
    owner = signed_in(app, chain)
    address = f"/{chain.slug}/office/service/archive"
    token = owner.open(f"/{chain.slug}/office/service/").field("csrf_token")

    def asked(of: str = address) -> tuple[int, bytes]:
        with owner.client.post(of, data={"csrf_token": token}) as answer:
            return answer.status_code, answer.data

    assert asked(address.replace(chain.slug, other.slug))[0] == 401
    status, sent = asked()
    with zipfile.ZipFile(io.BytesIO(sent)) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    assert status == 200
    assert (own in files["members.csv"], number in files["operations.csv"]) == (True, True)
    assert {(name, mark) for name, text in files.items() for mark in strange if mark in text} == set()
    later = visit.now() + ABSOLUTE
    monkeypatch.setattr(visit, "now", lambda: later)
    assert asked()[0] == 401


def sheet(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_mails_that_were_given_up_are_seen_and_sent_again_without_a_word_of_them(
    app: Flask, operator: Reader, chain: OpenChain
) -> None:
    """R18: a visible dead letter."""
    now = datetime.now(UTC)
    stored(app, lambda session: send_email(session, chain.id, "x", "anna@example.org", "s", "t", now), chain.id)
    job = stored(app, lambda session: jobs.claim(session, now, now + timedelta(minutes=5)))
    stored(app, lambda session: jobs.bury(session, job, now, "smtp 550: recipient"))
    page = operator.open("/operator/jobs/")
    assert "smtp 550: recipient" in page.text
    assert "anna" not in page.html
    assert "1 письмо снова в очереди" in operator.press("Отправить все ещё раз").text
    assert stored(app, jobs.waiting) >= 1


def test_what_a_demo_shows_has_no_chain_that_is_closed(
    app: Flask, operator: Reader, chain: OpenChain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "DEMO", True)
    stand(operator, chain, "Приостановить")
    assert chain.slug not in Reader(app.test_client()).open("/").html
