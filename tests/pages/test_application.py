"""The application as a whole: what every answer carries, who is let in, and how it says that it is well."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask, request, url_for
from flask.testing import FlaskClient

from config.settings import HTMX_URL
from tests import databases
from tests.pages.serving import serving, settings_for, sign_in, token_of
from tests.usecases.founded import DESK, OWNER, PASSWORD, founded, hired
from webapp.app import create_app
from webapp.database import db
from webapp.usecases.dismiss_staff import dismiss_staff
from webapp.usecases.open_chain import OpenChain

NOW = datetime.now(UTC)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One database for the file's tests: each founds chains of its own."""
    folder = tmp_path_factory.mktemp("store")
    sqlite = request.param == "sqlite"
    with databases.fresh_sqlite(folder) if sqlite else databases.fresh_postgresql() as fresh:
        yield fresh.url


@pytest.fixture(scope="module")
def app(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = serving(url, tmp_path_factory.mktemp("data"))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def chain(app: Flask) -> OpenChain:
    with app.app_context():
        chain = founded("estetic", OWNER)
        hired(chain, DESK)
    return chain


@pytest.fixture
def desk(client: FlaskClient, chain: OpenChain) -> FlaskClient:
    assert sign_in(client, chain.slug, DESK.email, PASSWORD).status_code == 303
    return client


def directives(policy: str) -> dict[str, str]:
    return {name: rest for name, _, rest in (part.partition(" ") for part in policy.split("; "))}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/{slug}/", 200),
        ("/{slug}/desk/sign-in", 200),
        ("/nobody-here/desk/sign-in", 404),
        ("/{slug}/no/such/page", 404),
        ("/healthz", 200),
        ("/readyz", 200),
        ("/static/nothing.css", 404),
    ],
)
def test_every_answer_carries_the_headers_that_keep_it_safe_r54(
    client: FlaskClient, chain: OpenChain, path: str, status: int
) -> None:
    answer = client.get(path.format(slug=chain.slug))
    assert answer.status_code == status
    policy = directives(answer.headers["Content-Security-Policy"])
    assert policy["script-src"] == f"'self' {HTMX_URL}"
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in str(policy)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in answer.headers


def test_static_files_carry_them_too_and_may_be_kept(client: FlaskClient) -> None:
    sheet = next(path for path in Path(str(client.application.static_folder)).rglob("*.css"))
    with client.get(f"/static/{sheet.relative_to(str(client.application.static_folder))}") as answer:
        assert answer.status_code == 200
        assert "Content-Security-Policy" in answer.headers
        assert "max-age" in answer.headers["Cache-Control"]


def test_an_error_of_ours_is_a_page_with_the_headers_and_without_the_reason_r54(
    app: Flask, client: FlaskClient, chain: OpenChain, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> str:
        raise RuntimeError("the reason")

    monkeypatch.setitem(app.view_functions, "public.chain.show", broken)
    answer = client.get(f"/{chain.slug}/")
    assert answer.status_code == 500
    assert "the reason" not in answer.text
    assert "Content-Security-Policy" in answer.headers


def test_an_own_copy_of_htmx_is_the_only_script_host_then(url: str, tmp_path: Path) -> None:
    answer = serving(url, tmp_path, htmx_url="/static/htmx.js").test_client().get("/healthz")
    assert directives(answer.headers["Content-Security-Policy"])["script-src"] == "'self'"


def test_pages_are_not_kept_and_pieces_are_told_from_wholes_r37(desk: FlaskClient, chain: OpenChain) -> None:
    answer = desk.get(f"/{chain.slug}/desk/")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert {"HX-Request", "Cookie"} <= {word.strip() for word in answer.headers["Vary"].split(",")}


def test_cookies_are_for_this_host_over_https_and_no_script_r51(url: str, tmp_path: Path) -> None:
    app = serving(url, tmp_path, secure_cookies=True)
    with app.app_context():
        chain = founded("estetic")
        answer = app.test_client().get(f"/{chain.slug}/desk/sign-in", base_url="https://localhost")
        db.engine.dispose()
    name, _, attributes = answer.headers["Set-Cookie"].partition("=")
    assert name == "__Host-laurel"
    for attribute in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert f"; {attribute}" in attributes
    assert "Domain" not in attributes
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


def test_signing_in_begins_a_new_session_r51(client: FlaskClient, chain: OpenChain) -> None:
    before = client.get(f"/{chain.slug}/desk/sign-in").headers["Set-Cookie"]
    with client.session_transaction() as planted:
        planted["planted"] = "by somebody else"
    answer = sign_in(client, chain.slug, DESK.email, PASSWORD)
    assert answer.headers["Set-Cookie"] != before
    with client.session_transaction() as session:
        assert "planted" not in session


def test_a_copied_cookie_is_refused_after_sign_out_and_dismissal_r46(
    app: Flask, desk: FlaskClient, chain: OpenChain
) -> None:
    home = f"/{chain.slug}/desk/"
    copy = desk.get_cookie("laurel")
    assert copy is not None
    thief = app.test_client()
    thief.set_cookie("laurel", copy.value)
    assert thief.get(home).status_code == 200
    desk.post(f"/{chain.slug}/desk/sign-out", data={"csrf_token": token_of(desk.get(home).text)})
    assert thief.get(home).status_code == 303
    assert desk.get(home).status_code == 303

    with app.app_context():
        person = hired(chain, DESK._replace(email="third@example.org"))
    assert sign_in(desk, chain.slug, "third@example.org", PASSWORD).status_code == 303
    assert desk.get(home).status_code == 200
    with app.app_context():
        assert dismiss_staff(chain, person, NOW) is None
    assert desk.get(home).status_code == 303


def test_a_sign_in_of_one_chain_is_worth_nothing_in_another(app: Flask, desk: FlaskClient, chain: OpenChain) -> None:
    with app.app_context():
        other = founded("estetic")
    assert desk.get(f"/{other.slug}/desk/").status_code == 303
    assert desk.get(f"/{chain.slug}/desk/").status_code == 200


def test_a_form_without_its_token_does_nothing_r50(client: FlaskClient, chain: OpenChain) -> None:
    answer = client.post(f"/{chain.slug}/desk/sign-in", data={"email": DESK.email, "password": PASSWORD})
    assert answer.status_code == 400
    assert client.get(f"/{chain.slug}/desk/").status_code == 303


def test_a_form_whose_session_was_lost_comes_back_with_its_input_r50(client: FlaskClient, chain: OpenChain) -> None:
    typed = {"csrf_token": "of another session", "email": "dina@example.org", "password": PASSWORD}
    answer = client.post(f"/{chain.slug}/desk/sign-in", data=typed, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 400
    assert "dina@example.org" in answer.text
    assert PASSWORD not in answer.text


def test_a_form_that_another_site_sent_does_not_come_back_under_a_button_r50(
    client: FlaskClient, chain: OpenChain
) -> None:
    typed = {"csrf_token": "guessed", "email": "dina@example.org", "password": PASSWORD}
    answer = client.post(f"/{chain.slug}/desk/sign-in", data=typed, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 400
    assert "dina@example.org" not in answer.text


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1"])
def test_a_foreign_host_name_is_refused_r53(url: str, tmp_path: Path, host: str) -> None:
    client = serving(url, tmp_path, trusted_hosts=("localhost",)).test_client()
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 400
    assert "Content-Security-Policy" in answer.headers
    assert client.get("/").status_code == 200


def test_proxies_are_believed_only_where_they_are_told_of(url: str, tmp_path: Path) -> None:
    said = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "evil.example"}
    seen = []
    for proxies in (0, 1):
        app = serving(url, tmp_path, proxies=proxies)
        with app.test_client() as client:
            client.get("/healthz", headers=said)
            seen.append((request.remote_addr, request.scheme, request.host))
    assert seen == [("127.0.0.1", "http", "localhost"), ("203.0.113.9", "https", "localhost")]


def test_the_process_is_well_while_the_database_is_away(tmp_path: Path) -> None:
    app = serving(f"sqlite:///{tmp_path}/no/such/folder/laurel.sqlite3", tmp_path)
    client = app.test_client()
    assert client.get("/healthz").text == "alive\n"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "the database does not answer\n")
    assert client.get("/any-chain/desk/sign-in").status_code == 503


def test_a_database_without_its_schema_is_not_ready_r19(tmp_path: Path) -> None:
    answer = serving(f"sqlite:///{tmp_path}/empty.sqlite3", tmp_path).test_client().get("/readyz")
    assert (answer.status_code, answer.text) == (503, "the database is not migrated\n")


def test_making_the_application_opens_no_connection(tmp_path: Path) -> None:
    """It may be made before the processes are forked."""
    app = create_app(settings_for("postgresql+psycopg://nobody:x@127.0.0.1:9/nothing", tmp_path))
    with app.app_context():
        assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
        assert db.engine.dialect.name == "postgresql"


def test_static_addresses_change_with_what_they_stand_for(app: Flask) -> None:
    sheet = next(path for path in Path(str(app.static_folder)).rglob("*.css"))
    with app.test_request_context():
        name = str(sheet.relative_to(str(app.static_folder)))
        assert "?v=" in url_for("static", filename=name)
        assert "?v=" not in url_for("static", filename="nothing.css")
