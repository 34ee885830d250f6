"""What a reward takes off a receipt, and where, compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webapp.engine.compiled import DiscountRule
from webapp.engine.document.amounts import Amount, Steps, Table, Told, leaves_of
from webapp.engine.document.conditions import Condition
from webapp.engine.rules.tables import lookup

if TYPE_CHECKING:
    from webapp.engine.document.schema import Gives, Reward

LINE_KEYS = frozenset({"group", "item", "tag"})


def taken_off(gives: Gives) -> DiscountRule | None:
    """A percent, an amount or a price; an item or a group is had for nothing."""
    units = None if gives.units is None or gives.kind == "wallet" else _units(gives.units)
    if gives.kind == "discount":
        kind, value = ("amount", gives.discount) if gives.price is None else ("price", gives.price)
        if any(isinstance(leaf, Amount) and leaf.percent for leaf in leaves_of(gives.discount)):
            kind = "percent"
        of = gives.of or ("chosen" if units else "lines")
        up_to = None if gives.price_up_to is None else lookup(gives.price_up_to)
        units = 1 if gives.of and units is None else units
        most = None if gives.most is None else lookup(gives.most)
        return DiscountRule(kind, lookup(value), of, units, up_to, most, by_line(value))
    if gives.kind in ("item", "group"):
        whole = Amount(10_000, percent=True)
        return DiscountRule("percent", lambda s, line: whole, gives.of or "cheapest", units or gives.quantity)
    return None


def _units(value: Any) -> int:
    return int(value.value) // 100 if isinstance(value, Amount) else 1


def lines_of(reward: Reward) -> Condition | None:
    """Which lines a reward may touch: its own condition, and what it is itself."""
    gives = reward.gives
    own = Condition(item=[gives.item]) if gives.item else Condition(group=gives.group) if gives.group else None
    if own is None or reward.on is None:
        return own or reward.on
    return Condition(all=[own, reward.on])


def by_line(value: Any) -> bool:
    """Whether an amount depends on the line."""
    if isinstance(value, Table):
        return bool(LINE_KEYS & set(value.keys)) or any(by_line(cell) for _, cell in value.leaves())
    if isinstance(value, Steps):
        return value.of in ("line", "quantity") or any(by_line(cell) for _, cell in value.leaves())
    return isinstance(value, Told) and value.kind == "price"
