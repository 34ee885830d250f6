"""Watches what the product says to its database: each statement names the chain for every tenant table it touches.

Isolation would hold without it, by the session's narrowing, row-level security and the keys; but on Citus a statement
that names no chain runs on every node, or is refused (design 6). What the session adds does not count: it is written
the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from weakref import WeakSet

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from webapp.store.kinds import KINDS

SOURCES = re.compile(r"\b(?:from|using)\s+(?!\()(?=([\w\s,.\"]+))", re.IGNORECASE)
"""Tables with commas between, as far as a bracket or sign; what follows their list is cut off by ENDS."""
ENDS = re.compile(
    r"\b(?:where|(?:inner|left|right|full|cross|natural)?\s*(?:outer\s+)?join|order|group|having|limit|union|returning"
    r"|set|for|on|using)\b",
    re.IGNORECASE,
)
JOINED = re.compile(r"\b(?:join|update)\s+(?:only\s+)?\"?(\w+)", re.IGNORECASE)
NAMED = re.compile(r"\btenant_id\"?\s*(?:=|in\b)", re.IGNORECASE)
OWN_ROW = re.compile(r"\btenants\.id\s*=|\bt(?:enants)?\.id\s*=", re.IGNORECASE)

_connections: WeakSet[Connection] = WeakSet()
_forgotten: list[str] = []
_off = 0


def unnamed(statement: str) -> list[str]:
    """The tenant tables that the statement touches without naming the chain as often as them."""
    touched = [table for table in _tables(statement) if KINDS.get(table) == "tenant"]
    names = len(NAMED.findall(statement)) + len(OWN_ROW.findall(statement))
    return touched if names < len(touched) else []


@lru_cache(4096)
def _unnamed(statement: str) -> list[str]:
    """A run says the same few statements over and over, so each is read once."""
    return unnamed(statement)


def _tables(statement: str) -> Iterator[str]:
    for sources in SOURCES.findall(statement):
        for source in ENDS.split(sources)[0].split(","):
            words = [word for word in source.replace('"', "").split() if word.lower() not in ("only", "lateral")]
            if words:
                yield words[0].rpartition(".")[2].lower()
    yield from (table.lower() for table in JOINED.findall(statement))


def watch() -> None:
    """From now on, in this process: every statement of every session of the product."""
    event.listen(Session, "after_begin", lambda session, transaction, connection: _connections.add(connection))
    event.listen(Engine, "before_cursor_execute", _look)


def _look(connection: Connection, cursor: Any, statement: str, *rest: Any) -> None:
    found = [] if _off or connection not in _connections else _unnamed(statement)
    if found:
        # A page makes an answer of it, so it is kept for the end of the test as well.
        _forgotten.append(f"names no chain for {found}: {statement}")
        raise AssertionError(_forgotten[-1])


def forgotten() -> list[str]:
    """The statements that named no chain since somebody asked last."""
    told = list(_forgotten)
    _forgotten.clear()
    return told


@contextmanager
def unwatched() -> Iterator[None]:
    """For tests of what holds when a statement forgets its chain."""
    global _off
    _off += 1
    try:
        yield
    finally:
        _off -= 1
