"""A database that has still to be migrated."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tests import databases
from tests.store.rows import connected


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table, under the role that will own them."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.sqlite3"
        return
    with databases.fresh_postgresql() as fresh:
        with connected(fresh.owner_url) as connection:
            connection.execute(text("drop schema public cascade"))
            connection.execute(text("create schema public"))
        yield fresh.owner_url
