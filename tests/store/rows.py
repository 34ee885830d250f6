"""Rows as they lie in a database, past the product."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from webapp.database import prepare


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    engine = create_engine(url, poolclass=NullPool)
    prepare(engine)
    with engine.begin() as connection:
        yield connection


def behind(connection: Connection, tenant: UUID) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"set local app.tenant = '{tenant}'"))


def plain(connection: Connection, id_: UUID) -> str | UUID:
    return id_ if connection.dialect.name == "postgresql" else id_.hex
