"""Sheets for spreadsheet programs: a cell that such a program would take for a formula is made plain text (R59)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path

BEGIN_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\0")
_NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")


def write_sheet(path: Path, rows: Iterable[Iterable[object]]) -> None:
    """With the mark that tells such programs the encoding. Raises OSError."""
    with open(path, "wb") as file:
        file.writelines(sheet_lines(rows))


def sheet_lines(rows: Iterable[Iterable[object]], delimiter: str = ",") -> Iterator[bytes]:
    """The same line by line, for who sends it while it is made."""
    line = StringIO()
    writer = csv.writer(line, delimiter=delimiter)
    line.write("\ufeff")
    for row in rows:
        writer.writerow([guarded(cell) for cell in row])
        yield line.getvalue().encode()
        line.seek(0)
        line.truncate()


def guarded(cell: object) -> object:
    """Numbers stay numbers."""
    if isinstance(cell, str) and cell.startswith(BEGIN_FORMULAS) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell
