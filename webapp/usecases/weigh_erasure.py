"""What closing an account or erasing its person's data would take from them: told before they decide."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from webapp.store.certificates import IN_HAND
from webapp.store.requests import NEW, TAKEN
from webapp.usecases.look_at_member import look_at_member
from webapp.usecases.open_chain import OpenChain


class Prospect(NamedTuple):
    """Amounts are hundredths of a bonus. `others` are on the same account and keep it; `closed` has left already."""

    id: str
    name: str | None
    phone: str | None
    available: int
    pending: int
    owed: int
    certificates: int
    requests: int
    others: int
    closed: bool

    @property
    def loses(self) -> bool:
        return bool(self.available or self.pending or self.certificates)


def weigh_erasure(chain: OpenChain, member: str, now: datetime) -> Prospect | None:
    """None for nobody of this chain."""
    sheet = look_at_member(chain, member, now)
    if sheet is None:
        return None
    standing, known = sheet.standing, sheet.known
    shared = len([one for one in sheet.sharing if one.id != known.id])
    return Prospect(
        id=known.id,
        name=known.full_name,
        phone=known.phone,
        available=0 if shared else standing["available"],
        pending=0 if shared else standing["pending"],
        owed=standing["owed"],
        certificates=sum(held["state"] in IN_HAND for held in standing["certificates"]),
        requests=sum(asked.state in (NEW, TAKEN) for asked in sheet.asked),
        others=shared,
        closed=standing["state"] == "closed",
    )
