"""A tablet and its people, without script: enrolled by a link, opened by PIN, locked, moved, revoked (R46, R47, R51)."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from tests.pages.desk.counter import draft, member
from tests.pages.reader import Page, Reader
from tests.pages.serving import SECRET, serving, token_of
from tests.usecases.founded import founded, hired
from webapp.database import db, transact
from webapp.ledger.tables import Operation
from webapp.pages.shared import visit
from webapp.usecases.add_staff import Newcomer
from webapp.usecases.handle_tablet import list_tablets
from webapp.usecases.offer_link import Offer, invite_staff, look_at_link, offer_tablet, withdraw_link
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.signed_links import signed

FoundChain = Callable[[str], OpenChain]
SignIn = Callable[..., Reader]
ANNA, VERA = "482915", "739164"


@pytest.fixture
def chain(app: Flask, founded_here: FoundChain) -> OpenChain:
    """Two people of the first salon, one of another."""
    chain = founded_here("estetic")
    with app.app_context():
        hired(chain, Newcomer("", "Анна Стойкина", "desk", "", ("centre",), ANNA))
        hired(chain, Newcomer("", "Вера Стойкина", "desk", "", ("centre", "south"), VERA))
        hired(chain, Newcomer("", "Зоя Южная", "desk", "", ("south",), "905172"))
    return chain


@pytest.fixture
def owner(sign_in: SignIn, chain: OpenChain) -> Reader:
    return sign_in(chain, role="owner")


def link_of(page: Page) -> str:
    address = page.field("address") or re.search(r'id="address"[^>]*value="([^"]+)"', page.html)[1]  # type: ignore[index]
    return address.partition("localhost")[2]


@pytest.fixture
def tablet(app: Flask, owner: Reader, chain: OpenChain) -> Reader:
    owner.open(f"/{chain.slug}/office/tablets/?lang=ru")
    address = link_of(owner.press("Получить ссылку", name="У входа", salon="centre"))
    tablet = Reader(app.test_client())
    tablet.open(f"{address}&lang=ru")
    assert "Планшет подключён" in tablet.press("Подключить это устройство").text
    assert Reader(app.test_client()).open(address).status == 410
    return tablet


def unlock(tablet: Reader, chain: OpenChain, name: str, pin: str) -> Page:
    page = tablet.open(f"/{chain.slug}/desk/")
    tablet.open(page.links[name])
    return tablet.press("Войти", pin=pin)


def test_the_people_of_its_salon_open_it_and_nobody_elses(tablet: Reader, chain: OpenChain) -> None:
    page = tablet.open(f"/{chain.slug}/desk/")
    assert "Анна Стойкина" in page.text
    assert "Зоя Южная" not in page.text
    assert "не подходит" in unlock(tablet, chain, "Анна Стойкина", VERA).text
    assert unlock(tablet, chain, "Анна Стойкина", ANNA).address == f"/{chain.slug}/desk/"


def test_what_is_done_tells_the_person_the_salon_and_the_tablet(app: Flask, tablet: Reader, chain: OpenChain) -> None:
    unlock(tablet, chain, "Анна Стойкина", ANNA)
    draft(tablet, chain, member(app, chain), "peeling")
    assert "Чек проведён" in tablet.press("Провести чек").text
    with app.app_context():
        query = select(Operation).where(Operation.tenant_id == chain.id, Operation.verb == "purchase")
        done = transact(lambda session: session.scalars(query).one(), chain.id)
        assert (done.salon, done.tablet_id) == ("centre", list_tablets(chain)[0].id)


def test_a_lock_keeps_what_was_typed_for_the_same_person_alone(app: Flask, tablet: Reader, chain: OpenChain) -> None:
    unlock(tablet, chain, "Анна Стойкина", ANNA)
    draft(tablet, chain, member(app, chain), "peeling")
    tablet.press("Закрыть", price__0="1234,50")
    assert tablet.open(f"/{chain.slug}/desk/receipts/new/").address.startswith(f"/{chain.slug}/desk/sign-in")
    assert "1234,50" not in unlock(tablet, chain, "Вера Стойкина", VERA).html
    tablet.press("Закрыть")
    page = unlock(tablet, chain, "Анна Стойкина", ANNA)
    assert "Введённое сохранилось" in page.text
    page = tablet.press("Продолжить")
    assert page.field("price-0") == "1234,50"


def test_an_idle_tablet_locks_and_the_late_form_waits_r50(
    app: Flask, tablet: Reader, chain: OpenChain, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlock(tablet, chain, "Анна Стойкина", ANNA)
    draft(tablet, chain, member(app, chain), "peeling")
    later = visit.now() + timedelta(minutes=6)
    monkeypatch.setattr(visit, "now", lambda: later)
    page = tablet.press("Провести чек")
    assert page.status == 401
    assert "peeling" not in page.html
    unlock(tablet, chain, "Анна Стойкина", ANNA)
    assert "Чек проведён" in tablet.press("Продолжить").text


def test_a_copied_cookie_is_worth_nothing_without_the_tablet_r46(app: Flask, tablet: Reader, chain: OpenChain) -> None:
    unlock(tablet, chain, "Анна Стойкина", ANNA)
    copy = tablet.client.get_cookie("laurel")
    assert copy is not None
    thief = app.test_client()
    thief.set_cookie("laurel", copy.value)
    assert thief.get(f"/{chain.slug}/desk/").status_code == 303


def test_five_wrong_pins_lock_the_tablet_r44(tablet: Reader, chain: OpenChain) -> None:
    for _ in range(5):
        unlock(tablet, chain, "Анна Стойкина", "111222")
    assert "не подходит" in unlock(tablet, chain, "Анна Стойкина", ANNA).text
    assert "не подходит" in unlock(tablet, chain, "Вера Стойкина", VERA).text


def test_moved_in_a_tap_and_revoked_it_is_locked_at_the_next_tap_r51(
    tablet: Reader, owner: Reader, chain: OpenChain
) -> None:
    unlock(tablet, chain, "Анна Стойкина", ANNA)
    owner.open(f"/{chain.slug}/office/tablets/")
    assert "Планшет перенесён" in owner.press("salon=south").text
    assert "Зоя Южная" in tablet.open(f"/{chain.slug}/desk/").text
    assert unlock(tablet, chain, "Вера Стойкина", VERA).address == f"/{chain.slug}/desk/"
    owner.open(f"/{chain.slug}/office/tablets/")
    owner.press("Отключить : У входа" if "Отключить : У входа" in owner.page.text else "Отключить")
    assert "Электронная почта" in tablet.open(f"/{chain.slug}/desk/").text


def test_an_invitation_is_good_once_and_its_person_opens_the_tablet(
    app: Flask, tablet: Reader, owner: Reader, chain: OpenChain
) -> None:
    owner.open(f"/{chain.slug}/office/staff/?lang=ru")
    address = link_of(owner.press("Получить ссылку-приглашение", role="desk", salon="centre"))
    newcomer = Reader(app.test_client())
    newcomer.open(address)
    page = newcomer.press("Сохранить", name="Ольга Новая", password="123456", again="123456")
    assert "угадывают первым" in page.text
    assert "Готово" in newcomer.press("Сохранить", name="Ольга Новая", password="604817", again="604817").text
    assert newcomer.open(address).status == 410
    assert unlock(tablet, chain, "Ольга Новая", "604817").address == f"/{chain.slug}/desk/"


def test_who_is_dismissed_is_out_at_the_next_tap_r46(tablet: Reader, owner: Reader, chain: OpenChain) -> None:
    unlock(tablet, chain, "Анна Стойкина", ANNA)
    owner.open(f"/{chain.slug}/office/staff/")
    owner.follow("Анна Стойкина")
    assert "Доступ закрыт" in owner.press("Закрыть доступ").text
    assert "Анна Стойкина" not in tablet.open(f"/{chain.slug}/desk/").text


def test_a_manager_touches_no_owner_and_nobody_themselves_r47(sign_in: SignIn, owner: Reader, chain: OpenChain) -> None:
    manager = sign_in(chain, role="manager")
    page = owner.open(f"/{chain.slug}/office/staff/?lang=ru")
    ids = set(re.findall(r"/office/staff/([0-9a-f-]{36})", page.html))
    shown = [owner.open(f"/{chain.slug}/office/staff/{one}") for one in ids]
    own = next(page.address for page in shown if "Свою роль меняет не сам человек" in page.text)
    token = owner.page.field("csrf_token") or ""
    answer = owner.client.post(own, data={"csrf_token": token, "role": "analyst"})
    assert answer.status_code == 422
    assert {manager.client.get(f"/{chain.slug}/office/staff/{one}").status_code for one in ids} == {200, 403}
    page = manager.open(f"/{chain.slug}/office/staff/?lang=ru")
    assert "role=owner" not in page.html
    page = manager.press("Получить ссылку-приглашение", role="owner")
    assert page.status == 422


def test_a_changed_password_ends_the_other_sign_ins_r46(app: Flask, founded_here: FoundChain) -> None:
    chain = founded_here("blank")
    with app.app_context():
        hired(chain, Newcomer("boss@example.org", "Ольга", "owner", "correct horse battery"))
    one, two = Reader(app.test_client()), Reader(app.test_client())
    for reader in (one, two):
        reader.open(f"/{chain.slug}/desk/sign-in?lang=ru")
        reader.press("Войти", email="boss@example.org", password="correct horse battery")
    one.open(f"/{chain.slug}/desk/profile/")
    new = "another long horse"
    wrong = {"old-password": "not this one at all", "new-password": new, "again-password": new}
    assert one.press("Сменить пароль", **wrong).status == 422
    right = {**wrong, "old-password": "correct horse battery"}
    assert "Пароль сменён" in one.press("Сменить пароль", **right).text
    assert two.open(f"/{chain.slug}/desk/profile/").address.startswith(f"/{chain.slug}/desk/sign-in")


def test_a_forgotten_password_tells_nobody_who_signs_in_here_r45(owner: Reader, app: Flask, chain: OpenChain) -> None:
    said = []
    for email in ("owner-anywhere@example.org", "nobody@example.org"):
        reader = Reader(app.test_client())
        reader.open(f"/{chain.slug}/desk/forgotten-password/?lang=ru")
        said.append(reader.press("Прислать ссылку", email=email).text)
    assert said[0] == said[1]


def test_a_return_half_chosen_is_kept_by_a_lock(app: Flask, tablet: Reader, chain: OpenChain) -> None:
    unlock(tablet, chain, "Анна Стойкина", ANNA)
    draft(tablet, chain, member(app, chain), "peeling")
    slip = tablet.press("Провести чек").address
    tablet.open(f"{slip}/return/")
    tablet.press("Закрыть", units__1="1")
    unlock(tablet, chain, "Анна Стойкина", ANNA)
    page = tablet.press("Продолжить")
    assert page.field("units-1") == "1"
    assert page.status == 200


def test_the_tablets_cookie_is_for_this_host_over_https_and_no_script_r51(url: str, tmp_path: Path) -> None:
    app = serving(url, tmp_path, secure_cookies=True)
    with app.app_context():
        chain = founded("estetic")
        link = offer_tablet(chain, Offer("tablet", None, visit.now()), "У входа", "centre")
        assert isinstance(link, UUID)
        word = signed(SECRET, chain, link)
        client, page = app.test_client(), f"/{chain.slug}/desk/tablet/"
        secure = {"base_url": "https://localhost", "headers": {"Referer": "https://localhost/"}}
        guard = token_of(client.get(page, query_string={"link": word}, base_url="https://localhost").text)
        answer = client.post(page, data={"csrf_token": guard, "link": word}, **secure)
        db.engine.dispose()
    told = [cookie for cookie in answer.headers.getlist("Set-Cookie") if "tablet" in cookie]
    assert len(told) == 1
    assert told[0].startswith(f"__Host-laurel-tablet-{chain.id.hex}=")
    for attribute in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/", f"Max-Age={365 * 24 * 3600}"):
        assert f"; {attribute}" in told[0]
    assert "Domain" not in told[0]


@pytest.mark.parametrize(
    ("role", "invited", "may"),
    [
        ("owner", "owner", True),
        ("owner", "desk", True),
        ("manager", "owner", False),
        ("manager", "manager", False),
        ("manager", "analyst", True),
    ],
)
def test_a_link_is_withdrawn_by_whoever_may_give_it_r47(
    app: Flask, chain: OpenChain, role: str, invited: str, may: bool
) -> None:
    with app.app_context():
        by = hired(chain, Newcomer(f"{role}@example.org", "Ольга", role, "correct horse battery"))
        salons = ("centre",) if invited == "desk" else ()
        link = invite_staff(chain, Offer(visit.operation_id(), None, visit.now()), invited, salons)
        assert isinstance(link, UUID)
        refused = withdraw_link(chain, link, by, visit.now())
        assert (refused.code if refused else None) == (None if may else "staff_rank")
        assert (look_at_link(chain, link, visit.now()) is None) == may


def test_a_managers_page_shows_no_link_that_is_above_them_r47(
    app: Flask, sign_in: SignIn, owner: Reader, chain: OpenChain
) -> None:
    owner.open(f"/{chain.slug}/office/staff/?lang=ru")
    page = owner.press("Получить ссылку-приглашение", role="manager")
    manager = sign_in(chain, role="manager")
    assert manager.client.get(page.address).status_code == 403
    guard = manager.open(f"/{chain.slug}/office/staff/").field("csrf_token") or ""
    answer = manager.client.post(f"{page.address}withdrawal", data={"csrf_token": guard})
    assert answer.status_code == 403
    assert owner.open(page.address).status == 200
    owner.press("Отозвать ссылку")
    assert owner.client.get(page.address).status_code == 404
