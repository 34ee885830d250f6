"""Compiles amounts, tables and steps into look-ups by the situation and the line."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from webapp.engine.document.amounts import ELSE, Amount, Steps, Table, Told
from webapp.engine.document.values import MYRIAD, WEEKDAYS
from webapp.engine.money import WHOLE, hundredths
from webapp.engine.situation import Situation

Lookup = Callable[[Situation, Any], Any]
"""The value for a situation and a line, or None where the table has none."""

Made = Callable[[Any], Any]

KEYS: dict[str, Callable[[Situation, Any], str | None]] = {
    "group": lambda s, line: line.group if line else None,
    "item": lambda s, line: line.item if line else None,
    "channel": lambda s, line: s.channel,
    "salon": lambda s, line: s.salon.code,
    "salon_category": lambda s, line: s.salon.category,
    "weekday": lambda s, line: WEEKDAYS[s.weekday],
    "grade": lambda s, line: s.attribute("grade"),
    "segment": lambda s, line: s.attribute("segment"),
}


def lookup(value: Any, made: Made | None = None) -> Lookup:
    """A constant is itself everywhere; a table is looked up by its keys, steps by a value. What is found there is what
    is `made` of it, at once where it stands in the document.
    """
    if isinstance(value, Told):
        return _made(_told(value), made)
    if isinstance(value, Steps):
        return _steps(value, made)
    if not isinstance(value, Table):
        constant = value if made is None else made(value)
        return lambda s, line: constant
    plain = all(not isinstance(cell, Table | Steps | Told) for _, cell in value.leaves())
    if plain and value.keys in (("group",), ("level", "group")):
        return _by_group(value, made)
    if "tender" in value.keys:
        return _made(_by_tender(value), made)
    keys = [_key(key, depth, value) for depth, key in enumerate(value.keys)]
    inner = {id(cell): lookup(cell, made) for _, cell in value.leaves()}

    def found(s: Situation, line: Any) -> Any:
        cell = value.cell(tuple([key(s, line) for key in keys]))
        return None if cell is None else inner[id(cell)](s, line)

    return found


def _made(found: Lookup, made: Made | None) -> Lookup:
    """The same of what is not known before."""
    if made is None:
        return found

    def look(s: Situation, line: Any) -> Any:
        told = found(s, line)
        return None if told is None else made(told)

    return look


def bound(value: Any) -> Lookup:
    """The look-up of a limit: a whole number of hundredths, whatever tells it."""
    found = lookup(value)
    if isinstance(value, int):
        return found

    def limit(s: Situation, line: Any) -> int | None:
        told = found(s, line)
        return int(told.value) if isinstance(told, Amount) else told

    return limit


def whole(price: Any) -> Lookup:
    """A price as a number, whatever tells it; a part of a hundredth is a whole one."""
    found = lookup(price)

    def told(s: Situation, line: Any) -> int | None:
        value = found(s, line)
        return value if value is None or isinstance(value, int) else -int(-value.value // 1)

    return found if isinstance(price, int) else told


def _by_tender(table: Table) -> Lookup:
    """Of a receipt paid in several ways each part has its own cell: an amount is the mean of theirs, anything else is
    that of the first way which has one.
    """
    keys = [None if key == "tender" else _key(key, depth, table) for depth, key in enumerate(table.keys)]
    inner = {id(cell): lookup(cell) for _, cell in table.leaves()}

    def found(s: Situation, line: Any) -> Any:
        told = []
        for tender, part in _parts(s):
            cell = table.cell(tuple(tender if key is None else key(s, line) for key in keys))
            value = None if cell is None else inner[id(cell)](s, line)
            if value is not None:
                told.append((value, part))
        if not told or not isinstance(told[0][0], Amount):
            return told[0][0] if told else None
        mean = sum((value.value * part for value, part in told), Fraction(0))
        return Amount(mean, told[0][0].percent)  # type: ignore[arg-type]

    return found


def paid_in(s: Situation) -> tuple[dict[str, int], int]:
    """What was paid in which way, deposits of the programme's own aside, and what was paid in all."""
    named = {name: amount for name, amount in s.tenders.items() if name not in s.programme.prepaid}
    return named, max(sum(named.values()), sum(line.paid for line in s.lines))


def _parts(s: Situation) -> list[tuple[str | None, Fraction]]:
    """The ways in which a receipt is paid, each with its part; the rest in no way that was named."""
    named, whole = paid_in(s)
    if not whole:
        return [(next(iter(named), None), Fraction(1))]
    parts: list[tuple[str | None, Fraction]] = [(name, Fraction(amount, whole)) for name, amount in named.items()]
    rest = whole - sum(named.values())
    return [*parts, (None, Fraction(rest, whole))] if rest else parts


def _by_group(table: Table, made: Made | None) -> Lookup:
    """The commonest tables, flattened for the groups they name; all other groups share a cell."""
    levels: dict[str | None, Any] = (
        {path[0]: None for path, _ in table.leaves()} if len(table.keys) == 2 else {None: None}
    )
    levels.setdefault(ELSE, None)
    groups = {path[-1] for path, _ in table.leaves()} | {ELSE}
    flat = {
        level: {group: _cell(table, (level, group)[2 - len(table.keys) :], made) for group in groups}
        for level in levels
    }
    if len(table.keys) == 1:
        cells = flat[None]
        rest = cells[ELSE]
        return lambda s, line: cells.get(line.group, rest) if line is not None else rest

    def found(s: Situation, line: Any) -> Any:
        cells = flat.get(s.level) or flat.get(_level(s, flat)) or flat[ELSE]
        return cells.get(line.group, cells[ELSE]) if line is not None else cells[ELSE]

    return found


def _cell(table: Table, path: tuple[Any, ...], made: Made | None) -> Any:
    cell = table.cell(path)
    return cell if cell is None or made is None else made(cell)


def _level(s: Situation, cells: Any) -> str | None:
    """The level held that the table names; of several ladders the first."""
    if s.level in cells or s.account is None or not s.account.ladders:
        return s.level
    return next((level for level in s.levels if level in cells), s.level)


def _key(name: str, depth: int, table: Table) -> Callable[[Situation, Any], str | None]:
    named = [path[depth] for path, _ in table.leaves() if len(path) > depth]
    if name == "tag":
        return lambda s, line: next((tag for tag in named if line is not None and tag in line.tags), None)
    if name == "tender":
        return lambda s, line: next((tender for tender in named if tender in s.tenders), None)
    if name == "level":
        return lambda s, line: _level(s, named)
    kind, _, word = name.partition(".")
    if kind == "choice":
        return lambda s, line: choice_of(s, word)
    if kind == "attribute":
        return lambda s, line: s.attribute(word)
    if kind == "event":
        return lambda s, line: s.event.attributes.get(word) if s.event else None
    return KEYS[name]


def choice_of(s: Situation, name: str) -> str | None:
    """What the member has chosen, or the default."""
    made = s.account.memory.choices.get(name) if s.account else None
    if made is not None:
        return made
    rule = s.programme.document.choices.get(name)
    return rule.default if rule else None


def _told(told: Told) -> Lookup:
    def found(s: Situation, line: Any) -> Amount | None:
        value = number_of(told.kind, told.name, s, line)
        if value is None:
            return None
        exact = Fraction(value * told.times, MYRIAD)
        return Amount(exact if exact.denominator > 1 else int(exact))  # type: ignore[arg-type]

    return found


def _steps(steps: Steps, made: Made | None) -> Lookup:
    inner = {id(cell): lookup(cell, made) for _, cell in steps.steps}

    def found(s: Situation, line: Any) -> Any:
        value = number_of(steps.of, steps.name, s, line)
        cell = None if value is None else steps.step(value)
        return None if cell is None else inner[id(cell)](s, line)

    return found


def number_of(kind: str, name: str, s: Situation, line: Any) -> int | None:
    """In hundredths: what a counter, a price, the event, the receipt, the line, the people or a wallet amounts to."""
    if kind == "counter":
        return s.before[name] if name in s.before else s.counter(name)
    if kind == "event":
        return _of_event(name, s)
    if kind == "value":
        return s.value
    if kind == "wallet":
        return 0 if s.account is None else s.programme.balance(s.account, name, s.at)
    if kind in ("price", "line", "units", "quantity"):
        if line is None:
            return None
        return int({"price": line.price, "line": line.gross}.get(kind, line.quantity * WHOLE))
    return s.gross if kind == "receipt" else people_of(s) * WHOLE


def _of_event(name: str, s: Situation) -> int | None:
    if s.event is None:
        return None
    if name in ("amount", "units"):
        return int(getattr(s.event, name))
    return _hundredths(s.event.attributes.get(name))


def _hundredths(text: str | None) -> int | None:
    try:
        return None if text is None else hundredths(text)
    except ValueError:
        return None


def people_of(s: Situation) -> int:
    """How many people are on the account."""
    return 0 if s.account is None else sum(person.state != "closed" for person in s.account.people.values())
