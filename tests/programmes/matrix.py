"""Which programme uses which mechanic, found in its document and journals: `python -m tests.programmes.matrix` draws
the table.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
PROGRAMMES = sorted(path.parent for path in HERE.glob("*/programme.yaml"))

MECHANICS: dict[str, str] = {
    "reward is a % off one item or visit": r"gives: \{discount: \d+%",
    "only per whole step of money": r"per_full",
    "said never to end": r"expires: never",
    "whole balance ends after months without activity": r"expires: .*idle",
    "one stamp per visit": r"count: visits",
    "a visit or receipt must reach a minimum": r"receipt: \d|price: \d",
    "only in fixed multiples or blocks": r"step: \d+, most|blocks:",
    "bonus for booking the next visit": r"on: \{event: booked\}",
    "maximum per redemption": r"most: 500",
    "minimum balance to redeem": r"from: 100",
    "perk limited per period": r"per: \{year",
    "special for the first visit": r"first: visit",
    "tips outside the base": r"tag: tip",
    "a receipt that spends earns nothing": r"spends: points",
    "bonus for joining": r"on: enrolled",
    "by calendar year, valid into the next": r"end_of: year, plus",
    "paid by gift card earns nothing": r"prepaid:",
    "return or complaint takes back": r"undo: ",
    "referral with conditions": r"friend: first_sale",
    "birthday as % off": r"birthday: week",
    "points turn into a voucher by themselves": r"convert:",
    "penalty for a missed visit": r"event: missed\}, then: \{take",
    "better of reward and promotion": r"take: best",
    "bonus withdrawn when the booking is moved": r"undone_by",
    "by size of prepayment": r"steps: \{event: amount\}",
    "member chooses between benefits": r"choices:",
    "must cover the whole price": r"cover: whole",
    "one reward per visit": r"per: \{receipt: 1",
    "prepaid wallet": r"unit: money",
    "rest kept or lost at conversion": r"rest: (kept|lost)",
    "rule change by date": r"in_force",
    "bonus for booking online": r"channel: online",
    "companion purchase": r"with: \{group",
    "paid joining or yearly fee": r"event: fee",
    "scheduled credit": r"every: 30 days",
    "closed months": r"months: \[",
    "only for what one has not had": r"sale_of|had:",
    "cap with a period": r"cap: \{per",
    "multiplier within a cap": r"times: \d+, cap",
    "each part of a mixed payment at its own rate": r"table: \[tender\]",
    "course with refund at list price": r"kept_units_at: list",
    "lost after days without a visit": r"until: \{idle",
    "minimum term and leaving": r"minimum_term",
    "weekday and hours": r"weekday: |hours: 10",
    "bonus for a review, limited": r"event: review",
    "by number of visits": r"visits_6m: 6",
    "a point is worth more at a higher level": r"worth: \{table",
    "by number of paid renewals": r"renewals, reaches",
    "periods in a row": r"in_a_row",
    "end on the month grid": r"end_of: month, plus",
    "family changes the rate": r"steps: people",
    "may fall several levels": r"else: matching",
    "points held at booking": r"taken: at_booking",
    "rate by age": r"age: ",
    "rate by way of payment": r"paid_by: ",
    "worth from one's own history": r"counter: average",
    "use now or keep collecting": r"choice: \[bottle",
    "commission of friends' purchases": r"friend: sale",
    "rate by the size of a receipt": r"steps: receipt|steps: \{event",
    "stacking in order": r"take: chain",
    "exclusive offers": r"not_with",
    "different life for kinds of bonuses": r"expires: 30 days\}",
    "unusable on the same day": r"next_day|48 hours",
    "guests": r"guests: ",
    "pending until a release": r"released_by",
    "several wallets": r"wallet: cash",
    "multiplier": r"times: 2",
    "points per minutes": r"base: minutes",
    "several ladders of levels": r"ladder: ",
    "level in the very sale": r"same_sale",
    "a level renewed when met": r"when_met",
    "attributes set for a time": r"set: \{frozen",
    "expiry stands still": r"while: ",
    "people added by a rule": r"add_person",
    "gifts kept apart": r"transfer: apart",
    "brought over from elsewhere": r"do: opening",
    "so much for so many units, by level": r"worth: \{table.*per: \d",
    "paid by unit at another worth": r"per: unit",
    "a counter begun anew by time": r"resets: \{on: birthday",
    "a card that runs out after its first stamp": r"lasts: 1 year, from: first",
    "bonuses that end with a counter": r"with: card",
    "a level's silence": r"lasts: \{first: \[\{idle",
    "where from depends on a choice": r"from: \{table",
    "blocks worth more on a level": r"blocks: \{1: \{table",
    "third wheel: every so many friends": r"every: 2\}",
    "points together, levels apart": r"share: wallets",
    "a reward for its holder alone": r"transferable: no",
    "one reward for each unit": r"per: \{unit: 1",
}
"""Mechanics of other chains' programmes, each with what tells that a document or its journals use it."""


@cache
def text_of(home: Path) -> str:
    paths = [home / "programme.yaml", *sorted((home / "journals").glob("*.yaml"))]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def uses(home: Path, mechanic: str) -> bool:
    return re.search(MECHANICS[mechanic], text_of(home)) is not None


def main() -> None:
    for number, home in enumerate(PROGRAMMES, start=1):
        print(f"{number:>2} {home.name}")
    for mechanic in MECHANICS:
        marks = "".join("•" if uses(home, mechanic) else "·" for home in PROGRAMMES)
        print(f"{mechanic:<52} {marks}")


if __name__ == "__main__":
    main()
