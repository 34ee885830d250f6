"""The catalogue of rewards as a sheet: a line for each price. Written for spreadsheet programs, and read back.

What such a program would take for a formula carries an apostrophe (R59). Both of their encodings and separators are
read; all that is wrong is named by line and column, and nothing of a sheet with mistakes is taken (R60).
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from webapp.engine.document.values import write_number
from webapp.engine.money import LARGEST, hundredths
from webapp.usecases.reward_catalogue import Cell, RewardRow, RewardTable
from webapp.usecases.sheets import BEGIN_FORMULAS, guarded

COLUMNS = ("code", "name_ru", "name_en", "hours", "grade", "salon_category", "price", "gift_for")
NEEDED = COLUMNS[:7]
LARGEST_SHEET = 256 * 1024
MOST_LINES = 2000
MOST_PROBLEMS = 50
LONGEST_NAME = 200
_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")


class Wrong(NamedTuple):
    """A mistake: the line as the program numbers it, the column, and a code whose sentence says how to mend it."""

    line: int
    column: str
    code: str
    found: str = ""


@dataclass(slots=True)
class Sheet:
    rows: list[RewardRow] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)


def write_sheet(table: RewardTable) -> bytes:
    """In UTF-8, with the mark by which spreadsheet programs know it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in table.rows:
        for line in _lines(row):
            writer.writerow([guarded(cell) for cell in line])
    return text.getvalue().encode("utf-8-sig")


def _lines(row: RewardRow) -> Iterable[tuple[str, ...]]:
    head = (row.code, row.ru, row.en, write_number(row.hours))
    levels = " ".join(row.gift_for)
    prices = [(cell.grade, cell.category, write_number(amount)) for cell, amount in row.prices.items()]
    for place, price in enumerate(prices or [("", "", "")]):
        yield (*head, *price, "" if place else levels)


def read_sheet(content: bytes, table: RewardTable) -> Sheet:
    """`table` tells which grades, categories and levels there are. A sheet has rows or mistakes, never both."""
    sheet = Sheet()
    text = _decoded(content, sheet)
    lines = _parsed(text, sheet) if text is not None else []
    if lines and not sheet.wrong:
        _Reader(sheet, table, lines).read()
    if sheet.wrong:
        sheet.rows = []
        del sheet.wrong[MOST_PROBLEMS:]
    return sheet


def _decoded(content: bytes, sheet: Sheet) -> str | None:
    if len(content) > LARGEST_SHEET:
        sheet.wrong.append(Wrong(0, "", "sheet_size"))
        return None
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    sheet.wrong.append(Wrong(0, "", "sheet_encoding"))
    return None


def _parsed(text: str, sheet: Sheet) -> list[list[str]]:
    first = text.splitlines()[0] if text.strip() else ""
    separator = max(",;\t", key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        sheet.wrong.append(Wrong(0, "", "sheet_form"))
        return []
    if not any(any(cell.strip() for cell in line) for line in lines[1:]):
        sheet.wrong.append(Wrong(1, "", "sheet_empty"))
    elif len(lines) > MOST_LINES:
        sheet.wrong.append(Wrong(MOST_LINES, "", "sheet_lines"))
    return lines


class _Reader:
    """One sheet while it is read."""

    def __init__(self, sheet: Sheet, table: RewardTable, lines: list[list[str]]) -> None:
        self.sheet = sheet
        self.table = table
        self.lines = lines
        self.places: dict[str, int] = {}
        self.found: dict[str, RewardRow] = {}
        self.prices: dict[str, dict[Cell, int]] = {}

    def read(self) -> None:
        names = [_plain(name).lower() for name in self.lines[0]]
        self.places = {name: names.index(name) for name in COLUMNS if name in names}
        for name in NEEDED:
            if name not in self.places:
                self._wrong(1, name, "sheet_column")
        if self.sheet.wrong:
            return
        for number, line in enumerate(self.lines[1:], start=2):
            if any(cell.strip() for cell in line):
                self._line(number, line)
        self.sheet.rows = [
            RewardRow(row.code, row.ru, row.en, row.hours, self.prices[code], row.gift_for)
            for code, row in self.found.items()
        ]

    def _line(self, number: int, line: list[str]) -> None:
        told = {name: _plain(line[place]) if place < len(line) else "" for name, place in self.places.items()}
        code = told["code"]
        if not _CODE.fullmatch(code):
            self._wrong(number, "code", "sheet_code", code)
            return
        row = RewardRow(
            code,
            self._name(number, "name_ru", told),
            self._name(number, "name_en", told),
            self._number(number, "hours", told["hours"] or "0"),
            gift_for=self._levels(number, told.get("gift_for", "")),
        )
        self._same(number, row)
        self._price(number, code, told)

    def _same(self, number: int, row: RewardRow) -> None:
        """The lines of one reward agree with the first of them; gifts may stand on it alone."""
        known = self.found.setdefault(row.code, row)
        self.prices.setdefault(row.code, {})
        for column, ours, first in (
            ("name_ru", row.ru, known.ru),
            ("name_en", row.en, known.en),
            ("hours", row.hours, known.hours),
            ("gift_for", row.gift_for or known.gift_for, known.gift_for),
        ):
            if ours != first:
                self._wrong(number, column, "sheet_other", str(ours))

    def _price(self, number: int, code: str, told: dict[str, str]) -> None:
        if not (told["grade"] or told["salon_category"] or told["price"]):
            return
        cell = Cell(told["grade"], told["salon_category"])
        for column, value, known in (
            ("grade", cell.grade, self.table.grades),
            ("salon_category", cell.category, self.table.categories),
        ):
            if value not in known:
                self._wrong(number, column, f"sheet_{column}", value)
        if cell in self.prices[code]:
            self._wrong(number, "price", "sheet_twice", told["price"])
        self.prices[code][cell] = self._number(number, "price", told["price"])

    def _name(self, number: int, column: str, told: dict[str, str]) -> str:
        name = told[column]
        if not 0 < len(name) <= LONGEST_NAME:
            self._wrong(number, column, "sheet_name", name[:40])
        return name

    def _number(self, number: int, column: str, text: str) -> int:
        try:
            amount = hundredths(text)
        except ValueError:
            amount = -1
        if not 0 <= amount <= LARGEST:
            self._wrong(number, column, "sheet_number", text)
            return 0
        return amount

    def _levels(self, number: int, text: str) -> tuple[str, ...]:
        levels = tuple(text.replace(",", " ").split())
        for level in levels:
            if level not in self.table.levels:
                self._wrong(number, "gift_for", "sheet_level", level)
        return levels

    def _wrong(self, line: int, column: str, code: str, found: str = "") -> None:
        self.sheet.wrong.append(Wrong(line, column, code, found))


def _plain(cell: str) -> str:
    """Without spaces around, what no eye sees, and the apostrophe that kept it from being a formula."""
    text = unicodedata.normalize("NFC", cell)
    text = "".join(sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cf", "Cs")).strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(BEGIN_FORMULAS) else text
