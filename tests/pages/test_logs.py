"""What the log is told: which page of which chain, never a name, a phone, a code or a token (R42)."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from config.logs import ADDRESS
from config.settings import CHECKOUT
from tests.databases import Database
from tests.pages.reader import Reader
from tests.pages.serving import SECRET, serving
from tests.usecases.founded import OWNER, PASSWORD, founded, hired
from webapp.database import db, opened

PHONE, NAME, TOKEN = "+79127654321", "Клара Потайная", "sL8-zQ2vK1tokenX9"
MARKS = (PHONE, PHONE[1:], NAME, quote(NAME), "Потайная", TOKEN, PASSWORD, "olga.secret")
BREAK = {
    "sqlite": "CREATE TRIGGER shut BEFORE INSERT ON members BEGIN SELECT RAISE(ABORT, 'shut'); END",
    "postgresql": "ALTER TABLE members ADD CONSTRAINT shut CHECK (phone IS NULL)",
}


def told(said: str) -> None:
    assert [mark for mark in MARKS if mark in said] == []


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Iterator[Flask]:
    app = serving(database.url, tmp_path)

    @app.get("/<chain>/letters/<token>/<uuid:letter>/<int:code>")
    def letter(**named: object) -> str:
        return "here"

    with app.app_context():
        engine = db.engine
    yield app
    engine.dispose()


def test_an_address_is_told_by_its_rule_with_tokens_hidden_r42(app: Flask) -> None:
    """R42: of any page that may come, whatever it calls its token."""
    with app.app_context():
        slug = founded().slug
    id_ = "0190e9a2-6b62-7bd0-9f3a-3a1c0f4b8a11"
    expected = {
        f"/{slug}/letters/{TOKEN}/{id_}/4821": f"/{slug}/letters/…/{id_}/…",
        f"/{slug}/confirmation/?token={TOKEN}": f"/{slug}/confirmation/",
        f"/{slug}/desk/{TOKEN}": "/…",
        f"/{PHONE}/": "/…/",
        f"/{slug}/desk/members/": f"/{slug}/desk/members/",
    }
    inside = app.wsgi_app
    seen: list[dict[str, Any]] = []
    app.wsgi_app = lambda environ, start: seen.append(environ) or inside(environ, start)  # type: ignore
    for asked in expected:
        app.test_client().get(asked)
    assert [environ[ADDRESS] for environ in seen] == list(expected.values())


def test_an_error_is_told_without_what_was_typed_r42(
    app: Flask, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """R42: databases repeat the row that they refuse."""
    with app.app_context():
        chain = founded()
        hired(chain, OWNER)
    reader = Reader(app.test_client())
    reader.open(f"/{chain.slug}/desk/sign-in?lang=ru")
    reader.press("Войти", email=OWNER.email, password=PASSWORD)
    reader.press("Найти", search=PHONE)
    engine = create_engine(database.past_walls)
    with engine.begin() as connection:
        connection.execute(text(BREAK[engine.dialect.name]))
    engine.dispose()
    form, button = next((form, form.buttons[0]) for form in reader.page.forms if "/members/" in form.action)
    page = reader.send(button.action, form.sent(button, {"full_name": NAME}))
    assert page.status == 500
    assert re.search(rf"POST /{chain.slug}/desk/members/ failed\n", caplog.text)
    assert "IntegrityError" in caplog.text
    assert "enrol.py" in caplog.text
    told(caplog.text)


def test_the_server_keeps_what_it_was_asked_to_itself_r42(database: Database, tmp_path: Path) -> None:
    """R42: the real server's whole output, after one-time links, a failed sign-in, slips of the pen and rubbish."""
    with opened(database.url):
        slug = founded().slug
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    environ = {
        **os.environ,
        "DATABASE_URL": database.url,
        "LAUREL_DATA": str(tmp_path),
        "SECRET_KEY": SECRET,
        "TRUSTED_HOSTS": "127.0.0.1",
        "LAUREL_SECURE_COOKIES": "0",
        "WEB_CONCURRENCY": "1",
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.conf.py", "--bind", f"127.0.0.1:{port}"]
    said = tmp_path / "said"
    with (
        said.open("wb") as output,
        subprocess.Popen(
            [*command, "webapp.app:create_app()"], cwd=CHECKOUT, env=environ, stdout=output, stderr=subprocess.STDOUT
        ) as server,
    ):
        try:
            _ask(port, slug)
        finally:
            server.terminate()
    log = said.read_text(encoding="utf-8")
    assert re.search(rf"GET /{slug}/desk/invitation/ \d{{3}}", log)
    assert f"POST /{slug}/desk/sign-in 400" in log
    assert "GET /static/css/base.css 200" in log
    assert "a request cannot be read: InvalidHTTPVersion" in log
    told(log)


def _ask(port: int, slug: str) -> None:
    form = urlencode({"email": "olga.secret@example.org", "password": PASSWORD})
    asked = [
        ("GET", f"/{slug}/desk/invitation/?link={TOKEN}", None),
        ("GET", f"/{slug}/confirmation/?token={TOKEN}", None),
        ("GET", f"/{slug}/desk/{quote(NAME)}/{PHONE}", None),
        ("GET", f"/{TOKEN}", None),
        ("GET", "/static/css/base.css", None),
        ("POST", f"/{slug}/desk/sign-in", form),
    ]
    for method, address, body in asked:
        connection = _connected(port)
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        connection.request(method, address, body, {"Referer": f"http://127.0.0.1/{TOKEN}", "Cookie": TOKEN, **kind})
        connection.getresponse().read()
        connection.close()
    with socket.create_connection(("127.0.0.1", port)) as rubbish:
        rubbish.sendall(f"GET /?link={TOKEN} {TOKEN}\r\n\r\n".encode())
        rubbish.recv(4096)


def _connected(port: int) -> HTTPConnection:
    """Once the server is there."""
    deadline = time.monotonic() + 60
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.connect()
            return connection
        except ConnectionRefusedError:
            assert time.monotonic() < deadline, "no server within a minute"
            time.sleep(0.05)
