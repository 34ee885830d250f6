"""Writes rows of several tables at once. The rows of a table travel as one JSON text, so that 3 lines and 30 cost the
same (P1).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, Integer, Table, Uuid
from sqlalchemy.orm import Session

from webapp.database import Instant


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
    dialect = connection.dialect.name
    inserts = [_insert(batch.table, batch.columns, batch.conflict, dialect) for batch in present]
    told = [as_json(batch.rows, dialect) for batch in present]
    if dialect == "postgresql":
        connection.exec_driver_sql(_at_once(tuple(inserts)), tuple(told))
        return
    for statement, rows in zip(inserts, told, strict=True):
        connection.exec_driver_sql(statement, (rows,))


def as_json(rows: Sequence[Sequence[Any]], dialect: str) -> str:
    return to_json(rows).decode() if dialect == "postgresql" else _SQLITE(rows)


@lru_cache(maxsize=64)
def _at_once(inserts: tuple[str, ...]) -> str:
    """Data-modifying WITH: keys between the rows are checked when all of them are written."""
    first = [f"w{number} AS ({insert})" for number, insert in enumerate(inserts[:-1])]
    return f"WITH {', '.join(first)} {inserts[-1]}" if first else inserts[-1]


@lru_cache(maxsize=64)
def _insert(table: Table, columns: tuple[str, ...], conflict: str, dialect: str) -> str:
    if dialect == "postgresql":
        picked = ", ".join(f"CAST(r ->> {place} AS {_cast(table.c[name])})" for place, name in enumerate(columns))
        source = "jsonb_array_elements(CAST(%s AS jsonb)) AS r"
    else:
        picked = ", ".join(f"json_extract(value, '$[{place}]')" for place in range(len(columns)))
        source = "json_each(?)"
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


def _plain_sqlite(value: UUID | date) -> str:
    """As SQLAlchemy's types keep them there."""
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat()


_SQLITE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain_sqlite).encode
