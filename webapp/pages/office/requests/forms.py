"""What a manager types of a claimed receipt: its lines and how it was paid."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from webapp.engine.events import MOST_LINES, MOST_UNITS, Purchase, Quote
from webapp.engine.money import written
from webapp.pages.desk.drafts.forms import TENDERS
from webapp.pages.shared import visit
from webapp.pages.shared.language import say
from webapp.pages.shared.reading import Reading
from webapp.usecases.look_at_request import Look

FEWEST_ROWS, SPARE_ROWS = 3, 2


@dataclass(slots=True)
class Row:
    """A line as it was typed."""

    item: str = ""
    price: str = ""
    quantity: str = ""


@dataclass(slots=True)
class Claimed:
    """The receipt as it was typed. `shown` names the figures that were shown last."""

    rows: list[Row] = field(default_factory=list)
    salon: str = ""
    tender: str = TENDERS[0]
    presented: bool = True
    instalments: bool = False
    shown: str = ""
    payable: int = 0
    lines: list[dict[str, Any]] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)

    def quote(self, look: Look) -> Quote:
        """What the rules of the receipt's own day make of it."""
        bought_on = look.asked.details["bought_on"]
        dated = {"dated": bought_on} if bought_on < visit.today().date().isoformat() else {}
        return Quote.model_validate({**self._asked(), "member": str(look.asked.member_id), **dated})

    def purchase(self, look: Look) -> Purchase:
        paid = {self.tender: written(self.payable)}
        told = {"receipt": look.asked.details["receipt"], "quote": self.shown, "tenders": paid}
        return Purchase.model_validate({**self._asked(), **told})

    def _asked(self) -> dict[str, Any]:
        asked = {"lines": self.lines, "scanned": self.presented, "instalments": self.instalments}
        return {**asked, "salon": self.salon} if self.salon else asked

    def with_spare(self) -> list[Row]:
        used = [row for row in self.rows if row.item]
        return [*used, *(Row() for _ in range(max(FEWEST_ROWS - len(used), SPARE_ROWS)))]


def new_claimed(look: Look) -> Claimed:
    return Claimed(salon=look.asked.details.get("salon", ""))


def read_claimed(reading: Reading) -> Claimed:
    chain = visit.chain()
    salon = reading.typed("salon")
    claimed = Claimed(
        rows=_rows(reading),
        salon=salon if salon in chain.lists.salons else "",
        tender=reading.choice("pay", TENDERS, TENDERS[0]),
        presented=reading.ticked("presented"),
        instalments=reading.ticked("instalments"),
        shown=reading.typed("shown")[:64],
        errors=reading.errors,
    )
    for number, row in enumerate(claimed.rows):
        if row.item:
            claimed.lines.append(_line(reading, number, row))
    if not claimed.lines:
        claimed.errors["item-0"] = say("request.claim.no_lines")
    return claimed


def _rows(reading: Reading) -> list[Row]:
    rows = []
    for number in range(MOST_LINES):
        if f"item-{number}" not in reading.sent:
            break
        item = reading.chosen(f"item-{number}", visit.chain().lists.items) or ""
        rows.append(Row(item, reading.typed(f"price-{number}"), reading.typed(f"quantity-{number}")))
    return rows


def _line(reading: Reading, number: int, row: Row) -> dict[str, Any]:
    """The catalogue's price where none was typed, one unit where no number was."""
    line: dict[str, Any] = {"item": row.item}
    price = reading.money(f"price-{number}")
    if price is not None:
        line["price"] = written(price)
    if row.quantity:
        line["quantity"] = reading.quantity(f"quantity-{number}", MOST_UNITS) or 1
    return line
