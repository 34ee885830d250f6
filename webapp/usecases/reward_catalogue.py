"""The catalogue of rewards as a table that people read and change: programmes, each with its prices by master and
salon, and the terms that all certificates share. Made of a programme's document, and written back into it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from webapp.engine.document.amounts import ELSE, Table
from webapp.engine.document.check import dump
from webapp.engine.document.schema import ProgrammeDocument, Reward
from webapp.engine.document.values import write_duration, write_number, write_percent
from webapp.usecases.offer_certificates import DEFAULT_CATEGORY, DEFAULT_GRADE
from webapp.usecases.open_chain import OpenChain

GIFT = "birthday_gift"
"""The request by which a birthday's compliment is given, and the rule that a document without one gets for it."""
ANYBODY = "any"
"""Whom a gift is for in a programme without levels."""
GIFT_DAYS = 7


class Cell(NamedTuple):
    """A master's grade in a salon of that category."""

    grade: str
    category: str


@dataclass(frozen=True, slots=True)
class RewardRow:
    """Hours and prices in hundredths; a cell without a price is not offered. `gift_for` are levels."""

    code: str
    ru: str
    en: str
    hours: int = 0
    prices: Mapping[Cell, int] = field(default_factory=dict)
    gift_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """As a document writes them: `30%`, `37 days`, `2 working days`; an empty delivery has no term."""

    shares: tuple[str, ...] = ("100%",)
    valid: str = "30 days"
    deliver_salon: str = ""
    deliver_email: str = ""
    booked: bool = True
    transferable: bool = True
    same_category: bool = False
    anywhere_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RewardTable:
    rows: tuple[RewardRow, ...]
    terms: Terms
    grades: tuple[str, ...]
    categories: tuple[str, ...]
    levels: tuple[str, ...]
    """Whom a gift may be for."""

    @property
    def cells(self) -> list[Cell]:
        return [Cell(grade, category) for grade in self.grades for category in self.categories]


def table_of(chain: OpenChain, document: ProgrammeDocument) -> RewardTable:
    terms, gifts = document.certificates, _gifts(document)
    tables = [price for reward in document.rewards.values() for price in reward.price.values()]
    grades = _words(terms.grades if terms else (), _keys(tables, "grade"), DEFAULT_GRADE)
    of_salons = [salon.category for salon in chain.salons if salon.category]
    named = terms.salon_categories if terms else ()
    categories = _words(named, [*_keys(tables, "salon_category"), *of_salons], DEFAULT_CATEGORY)
    cells = [Cell(grade, category) for grade in grades for category in categories]
    rows = tuple(
        _row(code, reward, cells, gifts)
        for code, reward in document.rewards.items()
        if reward.gives.certificate is not None
    )
    levels = tuple(document.levels) or (ANYBODY,)
    return RewardTable(rows, _terms(document), grades, categories, levels)


def _words(named: Iterable[str], found: Iterable[str], default: str) -> tuple[str, ...]:
    """In the order in which they are named; the default where there are none."""
    return tuple(dict.fromkeys([*named, *found])) or (default,)


def _keys(prices: Iterable[Any], key: str) -> list[str]:
    tables = [price for price in prices if isinstance(price, Table) and key in price.keys]
    found = [
        path[table.keys.index(key)]
        for table in tables
        for path, _ in table.leaves()
        if len(path) > table.keys.index(key)
    ]
    return [word for word in found if word != ELSE]


def _row(code: str, reward: Reward, cells: list[Cell], gifts: Mapping[str, tuple[str, ...]]) -> RewardRow:
    price = next(iter(reward.price.values()), None)
    prices = {cell: amount for cell in cells if price is not None and (amount := _amount(price, cell)) is not None}
    gift_for = tuple(level for level, codes in gifts.items() if code in codes)
    name = reward.name
    hours = reward.gives.certificate.hours if reward.gives.certificate else 0
    return RewardRow(code, name.ru if name else code, name.en if name else code, hours, prices, gift_for)


def _amount(price: Any, cell: Cell) -> int | None:
    if not isinstance(price, Table):
        return int(price) if isinstance(price, int) else None
    told = {"grade": cell.grade, "salon_category": cell.category}
    found = price.cell(tuple(told.get(key) for key in price.keys))
    return None if found is None else int(found)


def _gifts(document: ProgrammeDocument) -> dict[str, tuple[str, ...]]:
    """By level, what its members may choose."""
    name = _gift_rule(document)
    gift = document.rules[name].then.of("give") if name else None
    give = gift.reward if gift else None
    if give is None:
        return {}
    if isinstance(give, Table):
        return {level: tuple(give.cell((level,)) or ()) for level in document.levels}
    names = give if isinstance(give, tuple) else ()
    return dict.fromkeys(tuple(document.levels) or (ANYBODY,), names)


def _gift_rule(document: ProgrammeDocument) -> str | None:
    rules = document.rules.items()
    return next((name for name, rule in rules if rule.on.kind == "request" and rule.then.of("give") is not None), None)


def _terms(document: ProgrammeDocument) -> Terms:
    found = document.certificates
    if found is None:
        return Terms()
    salon, email = found.deliver.salon, found.deliver.email
    return Terms(
        tuple(map(write_percent, found.shares)),
        write_duration(found.valid),
        write_duration(salon) if salon else "",
        write_duration(email) if email else "",
        found.booked,
        found.transferable,
        found.accepted_in == "same_category",
        tuple(found.anywhere_for),
    )


def written(document: ProgrammeDocument, before: RewardTable, after: RewardTable) -> str:
    """The document with the table in it, as JSON. What the table does not change stays as it was written."""
    tree = json.loads(dump(document))
    if after.rows or document.certificates is not None:
        tree["certificates"] = {**tree.get("certificates", {}), **_written_terms(after.terms)}
    known = {row.code: replace(row, gift_for=()) for row in before.rows}
    kept = tree.get("rewards", {})
    others = (code for code, reward in document.rewards.items() if reward.gives.certificate is None)
    rewards = {code: kept[code] for code in others}
    for row in after.rows:
        same = known.get(row.code) == replace(row, gift_for=())
        rewards[row.code] = kept[row.code] if same else _written_row(document, after, row, kept.get(row.code, {}))
    tree["rewards"] = rewards
    if _by_level(before) != _by_level(after):
        _write_gifts(document, tree, _by_level(after))
    return json.dumps(tree, ensure_ascii=False)


def _written_terms(terms: Terms) -> dict[str, Any]:
    deliver = {"salon": terms.deliver_salon, "email": terms.deliver_email}
    return {
        "shares": list(terms.shares),
        "valid": terms.valid,
        "deliver": {place: span for place, span in deliver.items() if span},
        "booked": terms.booked,
        "transferable": terms.transferable,
        "accepted_in": "same_category" if terms.same_category else "any",
        "anywhere_for": list(terms.anywhere_for),
    }


def _written_row(
    document: ProgrammeDocument, table: RewardTable, row: RewardRow, kept: dict[str, Any]
) -> dict[str, Any]:
    certificate = {**kept.get("gives", {}).get("certificate", {}), "hours": write_number(row.hours)}
    told = {**kept, "name": {"ru": row.ru, "en": row.en}, "gives": {"certificate": certificate}}
    wallet = next(iter(kept.get("price", {})), next(iter(document.wallets), ""))
    told.pop("price", None)
    return {**told, "price": {wallet: _written_price(table, row)}} if row.prices else told


def _written_price(table: RewardTable, row: RewardRow) -> Any:
    """One number where every cell has the same."""
    if len(row.prices) == len(table.cells) and len(set(row.prices.values())) == 1:
        return write_number(next(iter(row.prices.values())))
    cells: dict[str, dict[str, str]] = {}
    for cell, amount in row.prices.items():
        cells.setdefault(cell.grade, {})[cell.category] = write_number(amount)
    return {"table": ["grade", "salon_category"], **cells}


def _by_level(table: RewardTable) -> dict[str, list[str]]:
    found = {level: [row.code for row in table.rows if level in row.gift_for] for level in table.levels}
    return {level: codes for level, codes in found.items() if codes}


def _write_gifts(document: ProgrammeDocument, tree: dict[str, Any], gifts: dict[str, list[str]]) -> None:
    """A rule that nobody is given anything by goes."""
    rules = tree.setdefault("rules", {})
    name = _gift_rule(document) or GIFT
    if not gifts:
        rules.pop(name, None)
        return
    give: Any = gifts.get(ANYBODY) or {"table": ["level"], **gifts}
    new = {"on": {"request": GIFT}, "if": {"birthday": {"after": GIFT_DAYS}}, "once": {"per": "birthday"}}
    rule = rules.get(name, new)
    rules[name] = {**rule, "then": {**rule.get("then", {}), "give": give}}
