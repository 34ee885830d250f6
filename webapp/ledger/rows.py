"""Writes rows of several tables at once, so that 3 lines and 30 cost the same few statements (P1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import JSON, BigInteger, Boolean, Column, Connection, Date, Integer, Table, Uuid
from sqlalchemy.orm import Session

from webapp.database import Instant

MOST_VALUES = 30_000
"""SQLite takes 32 766 in one statement: more than any receipt has, but not more than a long life can have at once."""


class Rows(NamedTuple):
    """Rows for a table, each with the values of `columns` in their order: str, int, bool, None, date, aware datetime,
    UUID, or JSON already written. `conflict` is the ON CONFLICT clause.
    """

    table: Table
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Any]]
    conflict: str = ""


def write(session: Session, *batches: Rows) -> None:
    """All of them: by one statement on PostgreSQL; on SQLite, where a statement is no trip, by one a table, for which
    what is referred to comes first.
    """
    present = [batch for batch in batches if batch.rows]
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        _write_at_once(connection, present)
        return
    for table, columns, rows, conflict in present:
        most = MOST_VALUES // len(columns)
        for begin in range(0, len(rows), most):
            some = rows[begin : begin + most]
            values = [_KEPT.get(type(value), _as_it_is)(value) for row in some for value in row]
            connection.exec_driver_sql(_values(table, columns, conflict, len(some)), tuple(values))


def _write_at_once(connection: Connection, batches: list[Rows]) -> None:
    """A data-modifying WITH; the rows of a table travel as one JSON text. Keys are checked when all are written."""
    inserts = tuple([_selected(table, columns, conflict) for table, columns, _, conflict in batches])
    told = [to_json(batch.rows).decode() for batch in batches]
    connection.exec_driver_sql(_with(inserts), tuple(told))


@lru_cache(maxsize=64)
def _with(inserts: tuple[str, ...]) -> str:
    first = [f"w{number} AS ({insert})" for number, insert in enumerate(inserts[:-1])]
    return f"WITH {', '.join(first)} {inserts[-1]}" if first else inserts[-1]


@lru_cache(maxsize=64)
def _selected(table: Table, columns: tuple[str, ...], conflict: str) -> str:
    picked = ", ".join(f"CAST(r ->> {place} AS {_cast(table.c[name])})" for place, name in enumerate(columns))
    source = "jsonb_array_elements(CAST(%s AS jsonb)) AS r"
    return f"INSERT INTO {table.name} ({', '.join(columns)}) SELECT {picked} FROM {source} WHERE true {conflict}"


def _cast(column: Column[Any]) -> str:
    kinds = {
        Uuid: "uuid",
        Instant: "timestamptz",
        Date: "date",
        BigInteger: "bigint",
        Integer: "integer",
        Boolean: "boolean",
        JSON: "json",
    }
    return next((name for kind, name in kinds.items() if isinstance(column.type, kind)), "text")


@lru_cache(maxsize=256)
def _values(table: Table, columns: tuple[str, ...], conflict: str, rows: int) -> str:
    row = f"({', '.join('?' * len(columns))})"
    return f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES {', '.join([row] * rows)} {conflict}"


def _as_it_is(value: Any) -> Any:
    return value


_KEPT: dict[type, Callable[[Any], Any]] = {
    UUID: lambda value: value.hex,
    datetime: lambda value: value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"),
    date: date.isoformat,
}
"""How SQLAlchemy's types keep on SQLite what SQLite itself does not know."""
