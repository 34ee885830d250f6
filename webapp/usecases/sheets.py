"""Sheets for spreadsheet programs: a cell that such a program would take for a formula is made plain text (R59)."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

BEGIN_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\0")


def write_sheet(path: Path, rows: Iterable[Iterable[object]]) -> None:
    """With the mark that tells such programs the encoding. Raises OSError."""
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        for row in rows:
            writer.writerow([guarded(cell) for cell in row])


def guarded(cell: object) -> object:
    """Numbers stay numbers."""
    if isinstance(cell, str) and cell.startswith(BEGIN_FORMULAS):
        return f"'{cell}"
    return cell
