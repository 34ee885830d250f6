"""A posted receipt as its slip shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.ledger import receipts
from webapp.ledger.receipts import Posted
from webapp.store import members
from webapp.store.members import Known
from webapp.usecases.open_chain import OpenChain


@dataclass(frozen=True, slots=True)
class SlipLine:
    """Amounts are hundredths. `because` are the names of rules; `left` units can still come back."""

    number: int
    item: str | None
    group: str
    price: int
    quantity: int
    returned: int
    discount: int
    redeemed: int
    payable: int
    earned: int
    because: tuple[str, ...]

    @property
    def left(self) -> int:
        return self.quantity - self.returned


@dataclass(frozen=True, slots=True)
class Slip:
    """`earned_from` is None while what was earned waits for activation, `earned_until` where it never ends."""

    id: UUID
    number: str
    known: Known | None
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

    @property
    def left(self) -> int:
        return sum(line.left for line in self.lines)


def look_at_receipt(chain: OpenChain, receipt: UUID) -> Slip | None:
    """None for no receipt of this chain."""

    def work(session: Session) -> Slip | None:
        found = receipts.posted(session, chain.id, receipt)
        if found is None:
            return None
        member = found.receipt.member_id
        return _slip(found, members.by_id(session, chain.id, member) if member else None)

    return transact(work, readonly=True)


def _slip(found: Posted, known: Known | None) -> Slip:
    head = found.receipt
    return Slip(
        id=head.id,
        number=head.number,
        known=known,
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
        lines=tuple(_line(line) for line in found.lines),
    )


def _line(line: Any) -> SlipLine:
    what = (line.number, line.item, line.item_group, line.price, line.quantity, line.returned)
    return SlipLine(*what, line.discount, line.redeemed, line.payable, line.earned, tuple(line.because))
