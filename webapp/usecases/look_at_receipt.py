"""A posted receipt as its slip shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.money import hundredths, spread
from webapp.engine.programme import Programme
from webapp.engine.situation import Line, Reason
from webapp.ledger import operations, receipts
from webapp.ledger.receipts import Posted
from webapp.store import members, return_notes
from webapp.store.members import Known
from webapp.usecases.open_chain import OpenChain


@dataclass(frozen=True, slots=True)
class SlipLine:
    """A line as it was worked out when it was sold; `left` units can still come back."""

    number: int
    worked: Line
    returned: int
    spent: tuple[int, ...] = ()

    @property
    def left(self) -> int:
        return self.worked.quantity - self.returned

    @property
    def units(self) -> list[tuple[int, int]]:
        """What one unit cost in the end, and how many cost so much."""
        line = self.worked
        spent = self.spent or (0,) * line.quantity
        sums = [line.price - off - gone for off, gone in zip(spread(line.discount, line.quantity), spent, strict=True)]
        return [(amount, sums.count(amount)) for amount in dict.fromkeys(sums)]


class Note(NamedTuple):
    """Units came back, or the whole receipt went to another: `other` is the receipt that took its place, or whose
    place this one took (`took`). `refund` is money given back, `returned` bonuses given back and `taken` away.
    """

    reason: str
    other: UUID | None
    other_number: str | None
    took: bool
    refund: int = 0
    returned: int = 0
    taken: int = 0


@dataclass(frozen=True, slots=True)
class Slip:
    """Amounts are hundredths. `programme` is the revision it was posted under. `earned_from` is None while what was
    earned waits for activation, `earned_until` where it never ends.
    """

    id: UUID
    operation: UUID
    number: str
    known: Known | None
    programme: Programme
    salon: str
    local: str
    gross: int
    discount: int
    redeemed: int
    payable: int
    earned: int
    tenders: dict[str, int]
    earned_from: date | None
    earned_until: date | None
    lines: tuple[SlipLine, ...]
    refused: tuple[str, ...]
    notes: tuple[Note, ...]
    level: str | None = None
    """The one that it was sold at."""
    channel: str = ""

    @property
    def left(self) -> int:
        return sum(line.left for line in self.lines)


def look_at_receipt(chain: OpenChain, receipt: UUID) -> Slip | None:
    """None for no receipt of this chain."""
    return transact(lambda session: slip(session, chain, receipt), chain.id, readonly=True)


def slip(session: Session, chain: OpenChain, receipt: UUID) -> Slip | None:
    """The same within a look at something greater."""
    found = receipts.posted(session, chain.id, receipt)
    if found is None:
        return None
    member = found.receipt.member_id
    notes = _notes(session, chain, receipt)
    return _slip(chain, found, members.by_id(session, chain.id, member) if member else None, notes)


def _notes(session: Session, chain: OpenChain, receipt: UUID) -> tuple[Note, ...]:
    rows = return_notes.of_receipt(session, chain.id, receipt)
    others = {row.moved_to if row.receipt_id == receipt else row.receipt_id for row in rows} - {None}
    numbers = receipts.numbers_of(session, chain.id, [other for other in others if other]) if others else {}
    results = operations.results_of(session, chain.id, [row.operation_id for row in rows]) if rows else {}
    notes = []
    for row in rows:
        took = row.receipt_id != receipt
        other = row.receipt_id if took else row.moved_to
        sums = (0, 0, 0) if took else _given_back(results[row.operation_id])
        notes.append(Note(row.reason, other, numbers.get(other) if other else None, took, *sums))
    return tuple(notes)


def _given_back(result: dict[str, Any]) -> tuple[int, int, int]:
    refund, returned, taken = (
        hundredths(result.get(name, "0")) for name in ("refund", "bonuses_returned", "bonuses_taken")
    )
    return refund, returned, taken


def _slip(chain: OpenChain, found: Posted, known: Known | None, notes: tuple[Note, ...]) -> Slip:
    head = found.receipt
    programme = chain.timeline.at(datetime.fromisoformat(found.local))
    prepaid = sum(amount for tender, amount in head.tenders.items() if tender in programme.prepaid)
    return Slip(
        id=head.id,
        operation=head.operation_id,
        number=head.number,
        known=known,
        programme=programme,
        salon=head.salon,
        local=found.local,
        gross=head.gross,
        discount=head.discount,
        redeemed=head.redeemed,
        payable=head.payable,
        earned=head.earned,
        tenders=dict(head.tenders),
        earned_from=found.lot.available_from if found.lot else None,
        earned_until=found.lot.expires if found.lot else None,
        lines=tuple(_lines(found.lines, prepaid)),
        refused=tuple(found.result.get("refused", ())),
        notes=notes,
        level=found.result.get("level"),
        channel=head.channel,
    )


def _lines(rows: Sequence[Any], prepaid: int) -> list[SlipLine]:
    """What was paid with something bought earlier pays the lines in their order."""
    lines = []
    for row in rows:
        line = Line(row.item, row.item_group, row.price, row.quantity, row.hours, ())
        line.discount, line.redeemed, line.payable, line.earned = row.discount, row.redeemed, row.payable, row.earned
        line.prepaid = min(prepaid, row.payable)
        line.paid_with = row.units.get("paid_with") or None
        line.paid = row.payable - line.prepaid + sum(line.paid_with or ())
        line.reasons = [Reason(*reason) for reason in row.because]
        prepaid -= line.prepaid
        lines.append(SlipLine(row.number, line, row.returned, tuple(row.units.get("redeemed", ()))))
    return lines
