"""The members' own pages, in chains of the desk's tests whose codes go by SMS and by e-mail."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.pages.desk.conftest import desk, estetic, found, founded_here, sign_in, url
from tests.pages.me.guests import count_nothing
from tests.pages.office.conftest import office
from tests.pages.serving import serving
from webapp.database import db

__all__ = ["desk", "estetic", "found", "founded_here", "office", "sign_in", "url"]


@pytest.fixture(scope="module")
def app(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = serving(url, tmp_path_factory.mktemp("app"), sms_url="https://gate.example/sms", sms_key="key")
    with app.app_context():
        engine = db.engine
    yield app
    engine.dispose()


@pytest.fixture(autouse=True)
def nothing_sent_before(app: Flask) -> None:
    count_nothing(app)
