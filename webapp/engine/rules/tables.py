"""Compiles amounts and tables into look-ups by the situation and the line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from webapp.engine.document.values import WEEKDAYS, Table
from webapp.engine.situation import Line, Situation

Lookup = Callable[[Situation, Any], Any]
"""The value for a situation and a line, or None where the table has none."""

KEYS: dict[str, Callable[[Situation, Any], str | None]] = {
    "level": lambda s, line: s.level,
    "group": lambda s, line: line.group,
    "item": lambda s, line: line.item,
    "channel": lambda s, line: s.channel,
    "salon_category": lambda s, line: s.salon.category,
    "weekday": lambda s, line: WEEKDAYS[s.weekday],
}


def lookup(value: Any) -> Lookup:
    """A constant is itself everywhere; a table is looked up by its keys."""
    if not isinstance(value, Table):
        return lambda s, line: value
    if value.keys == ("level", "group"):
        return _by_level_and_group(value)
    keys = [_key(key, depth, value) for depth, key in enumerate(value.keys)]
    return lambda s, line: value.cell(tuple(key(s, line) for key in keys))


def _by_level_and_group(table: Table) -> Lookup:
    """The commonest table, flattened as its cells are met."""
    known: dict[tuple[str | None, str], Any] = {}

    def find(s: Situation, line: Line) -> Any:
        key = (s.level, line.group)
        try:
            return known[key]
        except KeyError:
            return known.setdefault(key, table.cell(key))

    return find


def _key(name: str, depth: int, table: Table) -> Callable[[Situation, Any], str | None]:
    if name != "tag":
        return KEYS[name]
    tags = [path[depth] for path, _ in table.leaves() if len(path) > depth]
    return lambda s, line: next((tag for tag in tags if tag in line.tags), None)
