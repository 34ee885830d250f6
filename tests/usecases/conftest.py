"""A database that the tests of one file share: each test founds chains of its own in it."""

from collections.abc import Iterator

import pytest

from tests import databases
from webapp.database import opened


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an open, migrated database, on both kinds in turn; `transact` works inside."""
    sqlite = request.param == "sqlite"
    folder = tmp_path_factory.mktemp("store")
    fresh = databases.fresh_sqlite(folder) if sqlite else databases.fresh_postgresql()
    with fresh as made, opened(made.url):
        yield made.url
