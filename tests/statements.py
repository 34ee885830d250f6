"""Watches what the product says to its database: each statement names the chain for every tenant table it touches.

Isolation would hold without it, by the keys; but on Citus a statement that names no chain runs on every node, or is
refused (design 6).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

from webapp.store.kinds import KINDS

TOUCHED = re.compile(r"\b(?:from|join|update)\s+(\w+)", re.IGNORECASE)
NAMED = re.compile(r"\btenant_id\s*(?:=|in\b)", re.IGNORECASE)
OWN_ROW = re.compile(r"\btenants\.id\s*=|\bt(?:enants)?\.id\s*=", re.IGNORECASE)


def unnamed(statement: str) -> list[str]:
    """The tenant tables that the statement touches without naming the chain as often as them."""
    touched = [table for table in TOUCHED.findall(statement) if KINDS.get(table) == "tenant"]
    names = len(NAMED.findall(statement)) + len(OWN_ROW.findall(statement))
    return touched if names < len(touched) else []


@contextmanager
def watched(engine: Engine) -> Iterator[None]:
    """Fails on the first statement that does not name its chain."""

    def look(connection: object, cursor: object, statement: str, *rest: object) -> None:
        found = unnamed(statement)
        assert not found, f"names no chain for {found}: {statement}"

    event.listen(engine, "before_cursor_execute", look)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", look)
