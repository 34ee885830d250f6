"""Compiles amounts and tables into look-ups by the situation and the line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from webapp.engine.document.values import ELSE, WEEKDAYS, Table
from webapp.engine.situation import Situation

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
    if value.keys in (("group",), ("level", "group")):
        return _by_group(value)
    keys = [_key(key, depth, value) for depth, key in enumerate(value.keys)]
    return lambda s, line: value.cell(tuple(key(s, line) for key in keys))


def _by_group(table: Table) -> Lookup:
    """The commonest tables, flattened for the groups they name; all other groups share a cell."""
    levels: dict[str | None, Any] = (
        {path[0]: None for path, _ in table.leaves()} if len(table.keys) == 2 else {None: None}
    )
    levels.setdefault(ELSE, None)
    groups = {path[-1] for path, _ in table.leaves()}
    flat = {
        level: {group: table.cell((level, group)[2 - len(table.keys) :]) for group in groups | {ELSE}}
        for level in levels
    }
    if len(table.keys) == 1:
        cells = flat[None]
        rest = cells[ELSE]
        return lambda s, line: cells.get(line.group, rest)
    return lambda s, line: _of_level(flat, s.level, line.group)


def _of_level(flat: dict[str | None, dict[str, Any]], level: str | None, group: str) -> Any:
    cells = flat.get(level) or flat[ELSE]
    return cells[group] if group in cells else cells[ELSE]


def _key(name: str, depth: int, table: Table) -> Callable[[Situation, Any], str | None]:
    if name != "tag":
        return KEYS[name]
    tags = [path[depth] for path, _ in table.leaves() if len(path) > depth]
    return lambda s, line: next((tag for tag in tags if tag in line.tags), None)
