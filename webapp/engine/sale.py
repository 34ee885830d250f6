"""The arithmetic of a receipt: lines, discounts, spending, what is payable, tenders, earning. Decides no gate and
writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from webapp.engine.events import NamedEvent, PurchaseLine, Quote
from webapp.engine.facts import Chain
from webapp.engine.situation import Line, Offered, Situation


def lines_of(event: Quote, chain: Chain) -> list[Line] | None:
    """The lines with what the catalogue adds; None where an item is unknown."""
    lines = []
    for sold in event.lines:
        line = _line(sold, chain)
        if line is None:
            return None
        if sold.minutes is not None:
            line.minutes = sold.minutes
        if sold.reward is not None:
            line.reward = sold.reward
        if sold.offer is not None:
            line.offer = Offered(sold.offer.name, sold.offer.percent, sold.offer.amount, sold.offer.price)
        lines.append(line)
    return lines


def lines_of_event(event: NamedEvent, chain: Chain) -> list[Line]:
    """What is booked, as far as the catalogue knows it."""
    found = [_line(sold, chain) for sold in event.lines]
    return [line for line in found if line is not None]


def _line(sold: PurchaseLine, chain: Chain) -> Line | None:
    item = None if sold.item is None else chain.items.get(sold.item)
    if item is None and sold.group is not None and sold.price is not None:
        return Line(sold.item, sold.group, sold.price, sold.quantity, sold.hours or 0, sold.tags or ())
    if item is not None:
        price = item.price if sold.price is None else sold.price
        hours = item.hours if sold.hours is None else sold.hours
        tags = item.tags if sold.tags is None else sold.tags
        return Line(item.code, item.group, price, sold.quantity, hours, tags)
    return None


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
