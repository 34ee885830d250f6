"""What is kept of a member, as a page shows it: each table with the words of its columns, each value on a line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from webapp.pages.shared import formats, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.words import salon_name
from webapp.translations.say import knows
from webapp.usecases.tell_my_data import MyData

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
LEAP = 1972
FOR_MACHINES = frozenset({"id"})
"""What tells people nothing; the file has it."""
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
    said = {name: value for name, value in row.items() if name not in FOR_MACHINES}
    cells = ((say(f"me.export.column.{name}"), _said(name, value)) for name, value in said.items())
    return Row([(label, value) for label, value in cells if value])


def _said(name: str, value: Any) -> str:
    if name in NAMED and isinstance(value, str | int):
        return NAMED[name](value)
    if isinstance(value, bool):
        return say("queue.yes") if value else say("queue.no")
    if isinstance(value, Mapping):
        parts = ((key, _said(key, part)) for key, part in value.items())
        return "; ".join(f"{key}: {part}" for key, part in parts if part)
    if isinstance(value, list):
        return ", ".join(filter(None, (_said(name, part) for part in value)))
    return "" if value is None else _when(str(value))


def _when(text: str) -> str:
    """Moments and days as people write them, in the chain's time; anything else as it is."""
    if MOMENT.fullmatch(text):
        return formats.moment(language(), visit.chain().local(datetime.fromisoformat(text)))
    return formats.day(language(), text) if DAY.fullmatch(text) else text


def _birthday(value: str | int) -> str:
    month, day = divmod(int(value), 100)
    return formats.day(language(), date(LEAP, month, day), LEAP)


def _word(kind: str) -> Callable[[str | int], str]:
    return lambda value: say(f"{kind}.{value}") if knows(f"{kind}.{value}") else str(value)


NAMED: Mapping[str, Callable[[str | int], str]] = {
    "content": lambda value: say("me.export.picture"),
    "birth_day": _birthday,
    "salon": lambda value: salon_name(str(value)),
    "verb": _word("audit.did"),
    "channel": _word("queue.channel"),
    "kind": _word("request.kind"),
}
