"""The arithmetic of a receipt: lines, discounts, spending, what is payable, tenders, earning. Decides no gate and
writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter
from typing import Any

from webapp.engine.events import NamedEvent, Quote
from webapp.engine.facts import Chain
from webapp.engine.situation import Line, Offered, Situation

_SOLD = itemgetter("item", "group", "price", "quantity", "hours", "tags")
_BESIDES = itemgetter("minutes", "reward", "offer")
"""Of the fields of a model several at once: one by one they are slow to read."""


def lines_of(event: Quote, chain: Chain) -> list[Line] | None:
    """The lines with what the catalogue adds; None where an item is unknown."""
    lines = []
    for sold in event.lines:
        told = sold.__dict__
        line = _line(told, chain)
        if line is None:
            return None
        minutes, reward, offer = _BESIDES(told)
        if minutes is not None:
            line.minutes = minutes
        if reward is not None:
            line.reward = reward
        if offer is not None:
            line.offer = Offered(offer.name, offer.percent, offer.amount, offer.price)
        lines.append(line)
    return lines


def lines_of_event(event: NamedEvent, chain: Chain) -> list[Line]:
    """What is booked, as far as the catalogue knows it."""
    found = [_line(sold.__dict__, chain) for sold in event.lines]
    return [line for line in found if line is not None]


def _line(told: dict[str, Any], chain: Chain) -> Line | None:
    code, group, price, quantity, hours, tags = _SOLD(told)
    item = None if code is None else chain.items.get(code)
    if item is not None:
        price = item.price if price is None else price
        hours = item.hours if hours is None else hours
        return Line(item.code, item.group, price, quantity, hours, item.tags if tags is None else tags)
    return None if group is None or price is None else Line(code, group, price, quantity, hours or 0, tags or ())


def settle_tenders(situation: Situation, tenders: Mapping[str, int]) -> None:
    """What is paid with something bought earlier pays lines in their order, and neither earns nor counts again."""
    prepaid = sum(amount for tender, amount in tenders.items() if tender in situation.programme.prepaid)
    for line in situation.lines:
        if prepaid <= 0:
            return
        part = min(prepaid, line.payable)
        line.prepaid = part
        line.paid -= part
        prepaid -= part
