"""What is kept of a member, as a page shows it: each table with the words of its columns, each value on a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from webapp.pages.shared.language import say
from webapp.usecases.tell_my_data import MyData

MOST_ROWS = 200
"""Rows of a table on the page; the file has all of them."""


class Row(NamedTuple):
    cells: list[tuple[str, str]]


class Table(NamedTuple):
    """`many` is how many rows there are, `rows` those that are shown, the newest last."""

    name: str
    many: int
    rows: list[Row]


def readable(told: MyData) -> list[Table]:
    return [
        Table(say(f"me.export.table.{name}"), len(rows), [_row(row) for row in rows[-MOST_ROWS:]])
        for name, rows in told.tables.items()
    ]


def _row(row: Mapping[str, Any]) -> Row:
    cells = ((say(f"me.export.column.{name}"), _said(name, value)) for name, value in row.items())
    return Row([(label, value) for label, value in cells if value])


def _said(name: str, value: Any) -> str:
    if name == "content":
        return say("me.export.picture")
    if isinstance(value, bool):
        return say("queue.yes") if value else say("queue.no")
    if isinstance(value, Mapping):
        parts = ((key, _said(key, part)) for key, part in value.items())
        return "; ".join(f"{key}: {part}" for key, part in parts if part)
    if isinstance(value, list):
        return ", ".join(filter(None, (_said(name, part) for part in value)))
    return "" if value is None else str(value)
