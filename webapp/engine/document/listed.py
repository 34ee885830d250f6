"""Groups and items that a document names and the chain's own lists do not have: surely a slip of the pen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from webapp.engine.document.amounts import ELSE, Table
from webapp.engine.document.conditions import Condition, First
from webapp.engine.document.known import Finding
from webapp.engine.document.reader import Path
from webapp.engine.document.references import walk
from webapp.engine.document.schema import Gives, ProgrammeDocument

LISTED = ("group", "item")


def unlisted(document: ProgrammeDocument, groups: Collection[str], items: Collection[str]) -> Iterator[Finding]:
    """Each at its place. A list that is empty tells nothing."""
    known = {"group": groups, "item": items}
    for loc, value in walk(document):
        for kind, place, code in _codes(value):
            if known[kind] and code not in known[kind]:
                yield (*loc, *place), f"unlisted_{kind}", {"found": code, "accepted": sorted(known[kind])}


def _codes(value: Any) -> Iterator[tuple[str, Path, str]]:
    """(group or item, the place below the value, the code)"""
    if isinstance(value, Condition | Gives):
        for kind in LISTED:
            yield from _named(kind, getattr(value, kind))
    elif isinstance(value, First) and value.sale_of is not None:
        yield "group", ("sale_of",), value.sale_of
    elif isinstance(value, Table):
        for path in dict.fromkeys(cell[: depth + 1] for cell, _ in value.leaves() for depth in range(len(cell))):
            kind = value.keys[len(path) - 1]
            if kind in LISTED and path[-1] != ELSE:
                yield kind, path, path[-1]


def _named(kind: str, codes: Iterable[str] | str | None) -> Iterator[tuple[str, Path, str]]:
    if isinstance(codes, str):
        yield kind, (kind,), codes
    elif codes is not None:
        yield from ((kind, (kind, place), code) for place, code in enumerate(codes))
