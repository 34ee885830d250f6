"""The desk as tests use it: an application on each kind of store, chains of the presets, staff who are signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import databases
from tests.pages.reader import Reader
from tests.pages.serving import serving
from tests.usecases.founded import DESK, PASSWORD, founded, hired, opened
from webapp.database import db
from webapp.usecases.open_chain import OpenChain

SignIn = Callable[..., Reader]
FoundChain = Callable[[str], OpenChain]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One database for the file's tests: each founds chains of its own."""
    sqlite = request.param == "sqlite"
    folder = tmp_path_factory.mktemp("store")
    with databases.fresh_sqlite(folder) if sqlite else databases.fresh_postgresql() as fresh:
        yield fresh.url


@pytest.fixture(scope="module")
def app(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = serving(url, tmp_path_factory.mktemp("app"))
    with app.app_context():
        engine = db.engine
    yield app
    engine.dispose()


@pytest.fixture(scope="module")
def founded_here(app: Flask) -> FoundChain:
    """A new chain made of a preset."""

    def make(preset: str) -> OpenChain:
        with app.app_context():
            return founded(preset)

    return make


@pytest.fixture(scope="module")
def found(founded_here: FoundChain) -> FoundChain:
    """The file's own chain of a preset: its tests share it, each with members of its own."""
    return cache(founded_here)


@pytest.fixture(scope="module")
def sign_in(app: Flask) -> SignIn:
    """Lets a person of the chain in, by default one of its desk: `sign_in(chain, role="analyst")`."""

    @cache
    def client_of(slug: str, role: str, salon: str | None) -> FlaskClient:
        email = f"{role}-{salon or 'anywhere'}@example.org"
        with app.app_context():
            hired(opened(slug), DESK._replace(email=email, role=role, salons=(salon,) if salon else ()))
        reader = Reader(app.test_client())
        reader.open(f"/{slug}/desk/sign-in?lang=ru")
        reader.press("Войти", email=email, password=PASSWORD)
        return reader.client

    def sign_in(chain: OpenChain, role: str = "desk", salon: str | None = None) -> Reader:
        return Reader(client_of(chain.slug, role, salon))

    return sign_in


@pytest.fixture
def estetic(found: FoundChain) -> OpenChain:
    return found("estetic")


@pytest.fixture
def desk(sign_in: SignIn, estetic: OpenChain) -> Reader:
    """Someone who stands in Estetic's first salon, and reads Russian."""
    reader = sign_in(estetic, salon="centre")
    reader.open(f"/{estetic.slug}/desk/?lang=ru")
    return reader
