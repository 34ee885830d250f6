"""Amounts with their unit, whatever tells them: a number, a percent, a counter, an event, a wallet, a table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from webapp.engine.document.amounts import Amount, Steps, Table, Told
from webapp.engine.document.phrases import NOUNS, Speaker, counts_money, rows
from webapp.engine.document.spoken import steps_of
from webapp.engine.document.values import MYRIAD
from webapp.engine.document.words import BONUS


class Unit(NamedTuple):
    """How plain numbers are said by themselves and, in the genitive, after «не больше»."""

    plain: Callable[[int], str]
    of: Callable[[int], str]


def in_money(s: Speaker) -> Unit:
    return Unit(s.money, s.money)


def in_numbers(s: Speaker) -> Unit:
    return Unit(s.number, s.number)


def is_money(s: Speaker, wallet: str | None) -> bool:
    held = s.document.wallets.get(s.document.wallet_of(wallet))
    return held is not None and held.unit == "money"


def in_wallet(s: Speaker, wallet: str | None) -> Unit:
    """In what a wallet holds: money, else bonuses."""
    if is_money(s, wallet):
        return in_money(s)
    return Unit(s.bonuses, lambda amount: s.of_counted(amount, BONUS, "bonus"))


def in_counter(s: Speaker, code: str) -> Unit:
    """In what a counter counts."""
    counter = s.document.counters.get(code)
    count = counter.count if counter is not None else ""
    if getattr(count, "kind", "") == "earned":
        return in_wallet(s, count.name)  # type: ignore[union-attr]
    if counts_money(count):
        return in_money(s)
    if not isinstance(count, str) or count not in NOUNS:
        return in_numbers(s)
    noun, english = NOUNS[count]
    return Unit(lambda n: s.counted(n, noun, english), lambda n: s.of_counted(n, noun, english))


def told_by(s: Speaker, told: Told) -> str:
    """What tells an amount, in the nominative, or the part of it that is meant."""
    name = s.named(told.name) if told.kind in ("counter", "event") else ""
    purse = s.wallet(told.name) if told.kind == "wallet" else ""
    whole, part, english = {
        "counter": (
            f"то, что сосчитал счётчик {name}",
            f"того, что сосчитал счётчик {name}",
            f"what counter {name} has counted",
        ),
        "price": ("цена единицы", "цены единицы", "the unit's price"),
        "wallet": (f"остаток кошелька {purse}", f"остатка кошелька {purse}", f"the balance of wallet {purse}"),
        "event": (f"число события {name}", f"числа события {name}", f"the event's {name}"),
        "value": ("стоимость награды", "стоимости награды", "the reward's value"),
    }[told.kind]
    if told.kind == "event" and told.name in ("amount", "units"):
        whole, part, english = {
            "amount": ("сумма события", "суммы события", "the event's amount"),
            "units": ("число единиц события", "числа единиц события", "the event's units"),
        }[told.name]
    if told.times == MYRIAD:
        return s(whole, english)
    return f"{s.percent(told.times)} {s(part, 'of ' + english)}"


def measured(s: Speaker, value: Any, unit: Unit) -> str:
    """An amount in words that can stand after a colon."""
    if isinstance(value, Table):
        return "; ".join(rows(s, value, lambda cell: measured(s, cell, unit)))
    if isinstance(value, Steps):
        return stepped(s, value, lambda cell: measured(s, cell, unit))
    if isinstance(value, Told):
        return told_by(s, value)
    if isinstance(value, Amount):
        return s.percent(value.value) if value.percent else unit.plain(value.value)
    return unit.plain(value)


def by_rows(value: Any) -> bool:
    """Whether it is said row by row."""
    return isinstance(value, Table | Steps)


def stepped(s: Speaker, steps: Steps, cell: Callable[[Any], str]) -> str:
    """«по сумме чека до скидок: от 0 ₽ — 3 %; от 3 000 ₽ — 5 %»."""
    bound = _bound(s, steps).of
    told = [s(f"от {bound(at)} — {cell(part)}", f"from {bound(at)} — {cell(part)}") for at, part in steps.steps]
    of = {steps.of: steps.name} if steps.name else steps.of
    return f"{steps_of(s, of)}: {'; '.join(told)}"


def _bound(s: Speaker, steps: Steps) -> Unit:
    if steps.of == "counter":
        return in_counter(s, steps.name)
    if steps.of == "wallet":
        return in_wallet(s, steps.name)
    money = steps.of in ("receipt", "line") or (steps.of, steps.name) == ("event", "amount")
    return in_money(s) if money else in_numbers(s)


def bounded(s: Speaker, russian: str, english: str, value: Any, unit: Unit) -> str:
    """«не больше 50 бонусов», «не больше, чем сумма события», «не больше: уровень «золото» — 50 бонусов»."""
    if by_rows(value):
        return f"{s(russian, english)}: {measured(s, value, unit)}"
    if isinstance(value, Told):
        return s(f"{russian}, чем {told_by(s, value)}", f"{english} {told_by(s, value)}")
    if isinstance(value, Amount):
        return f"{s(russian, english)} {s.percent(value.value) if value.percent else unit.of(value.value)}"
    return f"{s(russian, english)} {unit.of(value)}"


def labelled(s: Speaker, russian: str, english: str, value: Any, unit: Unit) -> str:
    """«цена становится 500 ₽», «цена становится: стоимость награды»."""
    colon = "" if isinstance(value, int | Amount) else ":"
    return f"{s(russian, english)}{colon} {measured(s, value, unit)}"


def of_whole(value: Any) -> bool:
    """Whether it is all of it: 100 %."""
    return isinstance(value, Amount) and value.percent and value.value == MYRIAD
