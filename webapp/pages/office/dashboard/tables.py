"""The dashboard's figures as tables, from which the page, its charts and its files are made alike."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby, islice
from typing import Any, NamedTuple, TypeVar

from webapp.pages.office.dashboard.charts import Bar, chart
from webapp.pages.shared import formats, rules, visit
from webapp.pages.shared.language import language, say
from webapp.translations.say import knows
from webapp.usecases.list_certificates import QUEUES
from webapp.usecases.look_at_dashboard import Dashboard, Oddity, Sums

Found = TypeVar("Found")

NAMES = (
    *("bonuses", "visits", "salons", "endings", "levels"),
    *("certificates", "certificate_months", "certificate_salons", "oddities"),
)
OF_SALON = frozenset({"bonuses", "visits", "certificate_months"})
"""Tables that show the salon that was chosen; the others are of the whole chain."""

BONUSES = ("issued", "taken_back", "spent", "expired", "outstanding", "redemption")
VISITS = ("receipts", "payable", "discount", "visits", "repeated", "repeat_share")
MONEY = frozenset({"payable", "discount"})
COUNTS = frozenset({"receipts", "visits", "repeated", "count"})
SHARES = frozenset({"redemption", "repeat_share"})
DRAWN = {"bonuses": ("issued", "spent", "expired"), "visits": ("visits", "repeated"), "salons": ("visits",)}

MOST_SHOWN = 10


class Cell(NamedTuple):
    """`value` is hundredths, a count or text; `kind` says which."""

    kind: str
    value: Any


class Drawn(NamedTuple):
    """`most` is what the tallest bar stands for."""

    bars: list[Bar]
    most: Cell


class Table(NamedTuple):
    """The first cell of a row names it. `drawn` are the columns of the chart, counted from 0; none without one."""

    name: str
    columns: list[str]
    rows: list[list[Cell]]
    drawn: tuple[int, ...] = ()

    @property
    def chart(self) -> Drawn | None:
        drawn = [[int(row[place].value or 0) for place in self.drawn] for row in self.rows]
        if not self.drawn or not any(map(any, drawn)):
            return None
        kind = self.rows[0][self.drawn[0]].kind
        return Drawn(chart(self.name, drawn).bars, Cell(kind, max(map(max, drawn))))


def tables(seen: Dashboard, salon: str | None) -> Iterator[Table]:
    if seen.wallet is not None:
        # A salon issues bonuses and takes them; they run out, and are owed, in the whole chain.
        whole = [name for name in BONUSES if salon is None or name in ("issued", "taken_back", "spent", "redemption")]
        drawn = [name for name in DRAWN["bonuses"] if name in whole]
        yield _by(seen, "bonuses", whole, drawn)
    yield _by(seen, "visits", list(VISITS), list(DRAWN["visits"]))
    kept = ["issued", "spent", "redemption"] if seen.wallet is not None else []
    yield _by_salon(seen, [*kept, *VISITS])
    if seen.wallet is not None:
        ends = sorted(seen.endings.items(), key=lambda one: one[0] or date.max)
        yield _counted(
            "endings", "number", [(_month(month) if month else say("dashboard.never"), left) for month, left in ends]
        )
    yield _counted("levels", "count", _levels(seen))
    if seen.certificates:
        yield from _certificates(seen)


def most_odd(seen: Dashboard) -> list[Oddity]:
    """What the page shows of each pattern; its file has more."""
    by_kind = groupby(seen.oddities, key=lambda one: one.pattern.kind)
    return [one for _, found in by_kind for one in islice(found, MOST_SHOWN)]


def oddities(seen: Dashboard) -> Table:
    columns = [say(f"dashboard.odd.{name}") for name in ("what", "by", "member", "count", "amount", "last")]
    rows = [
        [
            Cell("text", odd(seen, one)),
            Cell("text", one.by),
            Cell("text", one.name if visit.may("see_phones") else ""),
            Cell("count", one.pattern.times),
            Cell("number", one.pattern.amount),
            Cell("text", when(one.pattern.last)),
        ]
        for one in seen.oddities
    ]
    return Table("oddities", columns, rows)


def odd(seen: Dashboard, one: Oddity) -> str:
    return say(f"dashboard.odd.{one.pattern.kind}", hours=str(seen.working).replace("-", "–"))


def when(last: str) -> str:
    return formats.moment(language(), last) if "T" in last else formats.day(language(), last)


def _by(seen: Dashboard, name: str, columns: list[str], drawn: list[str]) -> Table:
    rows = [[Cell("text", _month(month)), *_cells(sums, columns)] for month, sums in seen.months.items()]
    places = tuple(columns.index(one) + 1 for one in drawn)
    return Table(name, [say("dashboard.month"), *_titles(columns)], rows, places)


def _by_salon(seen: Dashboard, columns: list[str]) -> Table:
    rows = [[Cell("text", name), *_cells(sums, columns)] for name, sums in _salons(seen.salons)]
    return Table("salons", [say("receipt.salon"), *_titles(columns)], rows, (columns.index("visits") + 1,))


def _salons(found: dict[str | None, Found]) -> Iterator[tuple[str, Found]]:
    """What was found of each, under its name and in the chain's order."""
    known = {salon.code: salon.name.say(language()) for salon in visit.chain().salons}
    for code in (*known, *(set(found) - set(known))):
        if code in found:
            yield known.get(code or "") or code or say("salon.none"), found[code]


def _certificates(seen: Dashboard) -> Iterator[Table]:
    """As they stand now; by the month of their order; by salon."""
    counted = [(_state(state), count) for state, count in sorted(seen.certificates.items())]
    yield _counted("certificates", "count", counted)
    months = [(_month(month), counts) for month, counts in seen.ordered.items()]
    yield _by_state("certificate_months", say("dashboard.month"), months)
    yield _by_state("certificate_salons", say("receipt.salon"), list(_salons(seen.ordered_in)))


def _by_state(name: str, what: str, counts: list[tuple[str, dict[str, int]]]) -> Table:
    """A column for all of them, one for each state that there is."""
    states = [state for state in QUEUES if any(state in found for _, found in counts)]
    numbers = [(word, [sum(found.values()), *(found.get(state, 0) for state in states)]) for word, found in counts]
    rows = [[Cell("text", word), *(Cell("count", number) for number in row)] for word, row in numbers]
    return Table(name, [what, say("dashboard.ordered"), *map(_state, states)], rows, (1,))


def _counted(name: str, kind: str, counts: list[tuple[str, int]]) -> Table:
    rows = [[Cell("text", word), Cell(kind, count)] for word, count in counts]
    columns = [say(f"dashboard.{name}.what"), say(f"dashboard.{name}.count")]
    return Table(name, columns, rows, (1,))


def _cells(sums: Sums, columns: list[str]) -> list[Cell]:
    return [Cell(_kind(name), getattr(sums, name)) for name in columns]


def _kind(name: str) -> str:
    return "money" if name in MONEY else "count" if name in COUNTS else "share" if name in SHARES else "number"


def _titles(columns: list[str]) -> list[str]:
    return [say(f"dashboard.{name}") for name in columns]


def _levels(seen: Dashboard) -> list[tuple[str, int]]:
    programme = visit.chain().timeline.at(visit.today())
    order = [None, *programme.document.levels] if programme.document.levels else [None]
    left = [level for level in seen.levels if level not in order]
    return [
        (rules.level_name(programme, level) if level else say("dashboard.no_level"), seen.levels[level])
        for level in (*order, *left)
        if level in seen.levels
    ]


def _state(state: str) -> str:
    key = f"certificate.state.{state}"
    return say(key) if knows(key) else state


def _month(month: date) -> str:
    return f"{month:%m.%Y}"


def shown(cell: Cell) -> str:
    """As the page says it."""
    if cell.value is None:
        return "—"
    if cell.kind == "money":
        return formats.money(language(), cell.value, visit.chain().currency)
    if cell.kind == "share":
        return f"{formats.number(language(), cell.value)}{formats.NO_BREAK}%"
    return formats.number(language(), cell.value) if cell.kind == "number" else str(cell.value)


def filed(cell: Cell) -> object:
    """As a spreadsheet of the language reads a number: with its own mark before the hundredths, and no spaces."""
    if cell.value is None:
        return ""
    return formats.typed(language(), cell.value) if cell.kind in ("money", "share", "number") else cell.value
