"""The draft of a receipt. It lives in its form alone: every button sends all of it, so nothing is kept between requests
and nothing is lost.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import abort
from werkzeug.datastructures import MultiDict

from webapp.engine.events import MOST_LINES, MOST_UNITS, Purchase, Quote
from webapp.engine.questions import questions_of
from webapp.pages.desk.drafts.wishes import Wishes, read_wishes
from webapp.pages.shared import visit
from webapp.pages.shared.formats import money, typed
from webapp.pages.shared.language import language, say
from webapp.pages.shared.reading import MOST_NUMBER, Reading
from webapp.pages.shared.rules import refusals
from webapp.usecases.gather import uuid_of
from webapp.usecases.open_chain import OpenChain, OpenItem

TENDERS = ("bank_card", "cash", "gift_card", "deposit")
SPLIT = "split"
SPENDS = ("none", "max", "amount")
MOST_WHY = 200
MOST_IN_ALL = 2 * MOST_UNITS
"""Units of all lines: rules may look at each of them."""
LONGEST_KEY = 6
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(slots=True)
class Line:
    """A line as it stands in the form. `key` names its fields for good, whatever lines come and go before it."""

    key: str
    item: str
    price: str
    quantity: str
    amount: int | None = None
    units: int | None = None


@dataclass(slots=True)
class Draft:
    """What was typed, as it was typed, with what is wrong with it by field."""

    member: str
    operation: str
    number: str
    salon: str
    lines: list[Line] = field(default_factory=list)
    spend: str = "none"
    spend_amount: str = ""
    pay: str = TENDERS[0]
    parts: dict[str, str] = field(default_factory=dict)
    instalments: bool = False
    presented: bool = True
    group: str = ""
    search: str = ""
    shown: str = ""
    payable: int = 0
    errors: dict[str, str] = field(default_factory=dict)
    spent: int | None = None
    confirmed: str = ""
    """The figures under which the guest has agreed to spend bonuses."""
    paid: dict[str, int] = field(default_factory=dict)
    again: bool = False
    """The number is taken, and a manager enters the receipt under another one (R6)."""
    why_again: str = ""
    wishes: Wishes = field(default_factory=Wishes)

    @property
    def other_number(self) -> str:
        """The same however often the form is sent."""
        return f"{self.number[: MOST_NUMBER - 5]}-{hashlib.sha256(self.operation.encode()).hexdigest()[:4].upper()}"

    @property
    def tender(self) -> str | None:
        """The tender that pays whatever is payable."""
        return None if self.pay == SPLIT else self.pay

    def forgive(self) -> None:
        """While the draft is put together, a field that is still empty is no mistake yet."""
        if self.spend == "amount" and not self.spend_amount:
            self.errors.pop("spend-amount", None)

    def quote(self) -> Quote | None:
        """What to ask the rules; None while there is nothing to ask about, or a line that cannot be read."""
        readable = all(line.amount is not None and line.units is not None for line in self.lines)
        return Quote.model_validate(self._asked()) if self.lines and readable else None

    def purchase(self) -> Purchase:
        """What to post, paid as it was shown."""
        paid = {self.tender: self.payable} if self.tender else {name: sum_ for name, sum_ in self.paid.items() if sum_}
        number = self.other_number if self.again else self.number
        told = {"tenders": _written(paid), "receipt": number, "quote": self.shown}
        return Purchase.model_validate({**self._asked(), **told})

    def _asked(self) -> dict[str, Any]:
        asked: dict[str, Any] = {
            "lines": [self._line(line) for line in self.lines],
            "tenders": _written(self.paid),
            "instalments": self.instalments,
            "scanned": self.presented,
        }
        if self.member:
            asked["member"] = self.member
        if self.salon:
            asked["salon"] = self.salon
        if self.spend == "max" or self.spent is not None:
            asked["spend"] = "max" if self.spend == "max" else _plain(self.spent or 0)
        return {**asked, **self.wishes.asked(self.member)}

    def _line(self, line: Line) -> dict[str, Any]:
        told: dict[str, Any] = {"item": line.item, "price": _plain(line.amount or 0), "quantity": line.units}
        reward = self.wishes.on_lines.get(line.key)
        return {**told, "reward": reward} if reward else told


def _plain(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _written(amounts: dict[str, int]) -> dict[str, str]:
    return {name: _plain(amount) for name, amount in amounts.items()}


def new_draft(chain: OpenChain, member: str, operation: str, salon: str | None, today: date) -> Draft:
    place = salon or next(iter(chain.lists.salons), "")
    group = chain.groups[0].code if chain.groups else ""
    return Draft(member, operation, new_number(place, today), place, group=group)


def new_number(salon: str, today: date) -> str:
    """Salon, day and a part by chance: two tablets never make the same."""
    chance = "".join(secrets.choice(_LETTERS) for _ in range(5))
    return f"{salon[:20].upper()}-{today:%y%m%d}-{chance}".lstrip("-")


def buyer(member: str) -> str:
    """A member's id, or nothing for a sale to one who is none; anything else is nobody's draft."""
    if member and uuid_of(member) is None:
        abort(404)
    return member


def read_draft(chain: OpenChain, sent: MultiDict[str, str], operation: str, salon: str | None) -> Draft:
    """The draft as it was sent. `salon` is where the person stands, which they cannot change."""
    reading = Reading(sent)
    wanted = salon or reading.typed("salon")
    draft = Draft(
        member=buyer(reading.typed("member")),
        operation=operation,
        number=reading.typed("number"),
        salon=wanted if wanted in chain.lists.salons or not chain.lists.salons else "",
        lines=_lines(chain, reading, sent),
        spend=reading.choice("spend", SPENDS, "none"),
        spend_amount=reading.typed("spend-amount"),
        pay=reading.choice("pay", (*TENDERS, SPLIT), TENDERS[0]),
        parts={tender: reading.typed(f"part-{tender}") for tender in TENDERS},
        instalments=reading.ticked("instalments"),
        presented=reading.ticked("presented"),
        group=reading.typed("group-now"),
        search=reading.typed("search")[:80],
        shown=reading.typed("shown")[:64],
        confirmed=reading.typed("confirmed")[:64],
        again=reading.ticked("again") and visit.may("repeat_receipts"),
        why_again=reading.typed("why-again")[:MOST_WHY],
        payable=_whole(reading.typed("payable")),
        errors=reading.errors,
    )
    if not visit.may("change_price"):
        for line in draft.lines:
            line.price = typed(language(), next(item.price for item in chain.items if item.code == line.item))
        reading.sent = {**sent.to_dict(), **{f"price-{line.key}": line.price for line in draft.lines}}
    _read_amounts(draft, reading)
    asked = questions_of(chain.timeline.at(visit.today()))
    draft.wishes = read_wishes(chain, asked, reading, sent, draft.member, [line.key for line in draft.lines])
    return draft


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 14 else 0


def _lines(chain: OpenChain, reading: Reading, sent: MultiDict[str, str]) -> list[Line]:
    """The lines in their order; an item that the catalogue lost meanwhile goes with its line."""
    lines = []
    for key in dict.fromkeys(sent.getlist("line")[:MOST_LINES]):
        item = reading.typed(f"item-{key}")
        if key.isascii() and key.isdigit() and len(key) < LONGEST_KEY and item in chain.lists.items:
            lines.append(Line(key, item, reading.typed(f"price-{key}"), reading.typed(f"quantity-{key}")))
    return lines


def _read_amounts(draft: Draft, reading: Reading) -> None:
    left = MOST_IN_ALL
    for line in draft.lines:
        line.amount = reading.money(f"price-{line.key}", required=True)
        line.units = reading.quantity(f"quantity-{line.key}", max(1, min(MOST_UNITS, left)))
        left -= line.units or 0
    if draft.spend == "amount":
        draft.spent = reading.money("spend-amount", required=True)
    if draft.pay == SPLIT:
        draft.paid = {tender: reading.money(f"part-{tender}") or 0 for tender in TENDERS}


def check_for_posting(draft: Draft, chain: OpenChain) -> None:
    """What a draft may still lack, but a receipt may not."""
    if chain.lists.salons and not draft.salon:
        draft.errors.setdefault("salon", refusals(["unknown_salon"])[0])
    if not draft.lines:
        draft.errors.setdefault("lines", say("receipt.empty"))
    if not draft.number or len(draft.number) > MOST_NUMBER:
        draft.errors.setdefault("number", say("field.receipt_number", most=MOST_NUMBER))
    if draft.again and not draft.why_again:
        draft.errors.setdefault("why-again", say("field.missing"))
    found = sum(draft.paid.values())
    if draft.pay == SPLIT and draft.lines and found != draft.payable:
        sums = {"found": found, "wanted": draft.payable}
        said = {name: money(language(), amount, chain.currency) for name, amount in sums.items()}
        draft.errors.setdefault("pay", say("receipt.pay.sum", **said))


def edit(draft: Draft, sent: MultiDict[str, str], chain: OpenChain) -> None:
    """Does what the pressed button says."""
    if "add" in sent:
        _add(draft, _item(chain, sent["add"]))
    elif "remove" in sent:
        draft.lines = [line for line in draft.lines if line.key != sent["remove"]]
    elif "more" in sent or "fewer" in sent:
        step = 1 if "more" in sent else -1
        _step(draft, sent.get("more", sent.get("fewer", "")), step)
    elif "no_spend" in sent:
        draft.spend, draft.spent = "none", None
    elif "group" in sent:
        draft.group, draft.search = sent["group"], ""


def _item(chain: OpenChain, code: str) -> OpenItem | None:
    return next((item for item in chain.items if item.code == code), None)


def _add(draft: Draft, item: OpenItem | None) -> None:
    """One more of a line that is there at the catalogue's price, else a new line."""
    if item is None:
        return
    same = next((line for line in draft.lines if line.item == item.code and line.amount == item.price), None)
    if same is not None and same.units is not None and same.units < MOST_UNITS:
        _set_units(same, same.units + 1)
    elif len(draft.lines) < MOST_LINES:
        key = str(max((int(line.key) for line in draft.lines), default=-1) + 1)
        draft.lines.append(Line(key, item.code, typed(language(), item.price), "1", item.price, 1))


def _step(draft: Draft, key: str, step: int) -> None:
    """One more or one fewer; fewer than one and the line goes."""
    for line in draft.lines:
        if line.key == key and line.units is not None and line.units + step <= MOST_UNITS:
            _set_units(line, line.units + step)
    draft.lines = [line for line in draft.lines if line.units != 0]


def _set_units(line: Line, units: int) -> None:
    line.units, line.quantity = units, str(units)
