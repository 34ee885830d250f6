"""The public pages as tests use them: an application on a store of its own, chains of the presets, a reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tests import databases
from tests.pages.reader import Reader
from tests.pages.serving import serving
from tests.usecases.founded import founded
from webapp.database import db
from webapp.usecases.open_chain import OpenChain

Found = Callable[[str], OpenChain]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("store")
    with databases.fresh_sqlite(folder) as fresh:
        app = serving(fresh.url, folder)
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def found(app: Flask) -> Found:
    """A new chain made of a preset."""

    def make(preset: str) -> OpenChain:
        with app.app_context():
            return founded(preset)

    return make


@pytest.fixture
def reader(app: Flask) -> Reader:
    return Reader(app.test_client())
