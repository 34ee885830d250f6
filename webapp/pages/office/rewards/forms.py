"""The catalogue as a form: a row for each programme, a field for each price, the terms, and the day it begins."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from webapp.engine.document.values import write_percent
from webapp.engine.money import WHOLE
from webapp.pages.shared import formats
from webapp.pages.shared.language import language
from webapp.pages.shared.reading import Reading
from webapp.usecases.reward_catalogue import Cell, RewardRow, RewardTable, Terms

MOST_ROWS = 60
SPARE = 3
"""Empty rows for new programmes."""
LONGEST_NAME = 200
MOST_SHARES = 10
UNITS = ("day", "month", "year")
_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")
_DAYS = re.compile(r"([1-9][0-9]{0,3})")


@dataclass(slots=True)
class Form:
    """`typed` is what stands in the fields; `rows` are the numbers of the rows that are shown."""

    typed: dict[str, str]
    rows: list[int]
    spare: set[int]
    errors: dict[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        return self.typed.get(name, "")

    def wrong(self, row: int) -> bool:
        """Whether the row has a mistake, so that it is shown open."""
        return any(name.split("-")[1:2] == [str(row)] for name in self.errors)


def price_field(row: int, cell: Cell) -> str:
    return f"price-{row}-{cell.grade}.{cell.category}"


def filled(table: RewardTable, rows: tuple[RewardRow, ...] | None = None) -> Form:
    """The table as it stands, with other rows where they are given."""
    typed: dict[str, str] = {}
    shown = table.rows if rows is None else rows
    for number, row in enumerate(shown):
        typed |= {f"key-{number}": row.code, f"ru-{number}": row.ru, f"en-{number}": row.en}
        typed[f"hours-{number}"] = formats.typed(language(), row.hours)
        typed |= {price_field(number, cell): formats.typed(language(), amount) for cell, amount in row.prices.items()}
        typed |= {f"gift-{number}-{level}": "1" for level in row.gift_for}
    terms = table.terms
    typed |= {
        "shares": " ".join(share.removesuffix("%") for share in terms.shares),
        "valid": _count(terms.valid),
        "valid-unit": _unit(terms.valid),
        "deliver-salon": _count(terms.deliver_salon),
        "deliver-email": _count(terms.deliver_email),
    }
    ticks = {"booked": terms.booked, "transferable": terms.transferable, "same_category": terms.same_category}
    typed |= {name: "1" for name, ticked in ticks.items() if ticked}
    typed |= {f"anywhere-{level}": "1" for level in terms.anywhere_for}
    spare = set(range(len(shown), min(len(shown) + SPARE, MOST_ROWS)))
    return Form(typed, [*range(len(shown)), *sorted(spare)], spare)


def _count(span: str) -> str:
    return span.partition(" ")[0]


def _unit(span: str) -> str:
    """`days`, `months` or `years`: a term of the document in the words of the form's choice."""
    return next((unit for unit in ("month", "year") if unit in span), "day")


def read(sent: Mapping[str, str], table: RewardTable, today: date) -> tuple[Form, RewardTable, date | None]:
    """The form as it was sent, the table that it makes, and the day from which it is to hold. A row whose tick says so
    goes; an empty spare row is none.
    """
    reading = Reading(sent)
    numbers = sorted({int(name[4:]) for name in sent if re.fullmatch(r"key-[0-9]{1,3}", name)})[:MOST_ROWS]
    known = len(table.rows)
    typed = {name: reading.typed(name) for name in sent}
    form = Form(typed, numbers, {number for number in numbers if number >= known}, reading.errors)
    rows = [
        _row(reading, table, number)
        for number in numbers
        if f"remove-{number}" not in sent and not _empty(reading, table, number)
    ]
    _codes_apart(reading, rows, numbers)
    start = reading.coming_day("from", today)
    return form, replace(table, rows=tuple(rows), terms=_terms(reading, table)), start


def _empty(reading: Reading, table: RewardTable, number: int) -> bool:
    names = [f"{name}-{number}" for name in ("key", "ru", "en", "hours")]
    return not any(reading.typed(name) for name in (*names, *(price_field(number, cell) for cell in table.cells)))


def _row(reading: Reading, table: RewardTable, number: int) -> RewardRow:
    code = reading.typed(f"key-{number}")
    if not _CODE.fullmatch(code):
        reading.wrong(f"key-{number}", "code")
    names = [reading.text(f"{name}-{number}", required=True, most=LONGEST_NAME) or "" for name in ("ru", "en")]
    prices = {cell: reading.money(price_field(number, cell)) for cell in table.cells}
    return RewardRow(
        code,
        names[0],
        names[1],
        reading.money(f"hours-{number}") or 0,
        {cell: amount for cell, amount in prices.items() if amount is not None},
        tuple(level for level in table.levels if reading.ticked(f"gift-{number}-{level}")),
    )


def _codes_apart(reading: Reading, rows: list[RewardRow], numbers: list[int]) -> None:
    codes = [reading.typed(f"key-{number}") for number in numbers]
    for place, number in enumerate(numbers):
        if codes[place] and codes[place] in codes[:place]:
            reading.wrong(f"key-{number}", "code_twice")


def _terms(reading: Reading, table: RewardTable) -> Terms:
    unit = reading.choice("valid-unit", UNITS, UNITS[0])
    valid = _days(reading, "valid", required=True)
    salon, email = (_days(reading, f"deliver-{place}") for place in ("salon", "email"))
    return Terms(
        _shares(reading),
        _plural(valid, unit) or table.terms.valid,
        _plural(salon, "working day"),
        _plural(email, "working day"),
        reading.ticked("booked"),
        reading.ticked("transferable"),
        reading.ticked("same_category"),
        tuple(level for level in table.levels if reading.ticked(f"anywhere-{level}")),
    )


def _shares(reading: Reading) -> tuple[str, ...]:
    """`30 50 100`: percents with spaces between, commas and signs as one likes."""
    parts = [part.strip(",%") for part in reading.typed("shares").replace(";", " ").split()][:MOST_SHARES]
    amounts = [Reading({"share": part}).money("share", required=True) for part in parts]
    if not amounts or any(amount is None or not 0 < amount <= 100 * WHOLE for amount in amounts):
        reading.wrong("shares", "shares")
        return ()
    return tuple(dict.fromkeys(write_percent(amount) for amount in amounts if amount is not None))


def _days(reading: Reading, name: str, required: bool = False) -> int | None:
    text = reading.typed(name)
    if not text and not required:
        return None
    if not _DAYS.fullmatch(text):
        reading.wrong(name, "days")
        return None
    return int(text)


def _plural(count: int | None, unit: str) -> str:
    return "" if count is None else f"{count} {unit}" if count == 1 else f"{count} {unit}s"
