"""The API as tests call it: an application on each kind of store, served on a port, chains with keys."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.pages.desk.conftest import app, url
from tests.usecases.founded import founded
from webapp.pages.shared.visit import now
from webapp.usecases.handle_key import SCOPES, Made, NewKey, create_key
from webapp.usecases.open_chain import OpenChain

__all__ = ["app", "url"]


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """A test says what it has to say by its assertions."""


@pytest.fixture(scope="module")
def address(app: Flask) -> Iterator[str]:
    """The application on a port of this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Answer(NamedTuple):
    status: int
    body: Any
    headers: Any


class Machine:
    """A till: calls with its key, each write under an Idempotency-Key of its own unless one is given."""

    def __init__(self, client: FlaskClient, token: str, key: str = "") -> None:
        self.client, self.token, self.key = client, token, key

    def call(self, method: str, path: str, body: Any = None, key: str | None = None, **headers: str) -> Answer:
        sent = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key or uuid4().hex, **headers}
        given = {"json": body} if body is not None else {}
        answer = self.client.open(f"/api/v1/{path}", method=method, headers=sent, **given)  # type: ignore[arg-type]
        told = answer.get_json() if answer.is_json else answer.text
        return Answer(answer.status_code, told, answer.headers)

    def get(self, path: str, **headers: str) -> Answer:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, key: str | None = None, **headers: str) -> Answer:
        return self.call("POST", path, {} if body is None else body, key, **headers)

    def did(self, path: str, body: Any = None) -> Any:
        """The result of what goes through."""
        answer = self.post(path, body)
        assert answer.status == 201, answer
        return answer.body


class House:
    """Chains on one store, and machines that have keys to them."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def found(self, preset: str) -> OpenChain:
        with self.app.app_context():
            return founded(preset)

    def key(self, chain: OpenChain, *scopes: str, **wanted: Any) -> Made:
        with self.app.app_context():
            made = create_key(chain, NewKey("till 3", scopes or SCOPES, **wanted), now())
        assert isinstance(made, Made), made
        return made

    def machine(self, chain: OpenChain, *scopes: str, **wanted: Any) -> Machine:
        made = self.key(chain, *scopes, **wanted)
        return Machine(self.app.test_client(use_cookies=False), made.token, str(made.id))


@pytest.fixture(scope="module")
def house(app: Flask) -> House:
    return House(app)


@pytest.fixture(scope="module")
def estetic(house: House) -> OpenChain:
    return house.found("estetic")


@pytest.fixture(scope="module")
def till(house: House, estetic: OpenChain) -> Machine:
    """One that may do everything in Estetic."""
    return house.machine(estetic)
