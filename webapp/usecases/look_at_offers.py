"""What a chain offers a member beyond its plain rules: what they have of it, until when, and what became of each rule
at their last visit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine import calendar
from webapp.engine.decide import decide
from webapp.engine.document.amounts import Table
from webapp.engine.document.schema import Named, Rule
from webapp.engine.events import BirthdayGift
from webapp.engine.facts import Lot
from webapp.engine.programme import Programme
from webapp.ledger import history, receipts
from webapp.usecases.look_at_member import Stood, stand
from webapp.usecases.look_at_receipt import Slip, slip
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.request_terms import benefits_of

GIFT = "birthday_gift"


class Promotion(NamedTuple):
    """Bonuses of a campaign that are there: `left` hundredths up to and with `last`, for good where it is None. `spent`
    is what the last visit paid with them.
    """

    campaign: str
    left: int
    last: date | None
    spent: int


class Birthday(NamedTuple):
    """What the birthday brings: `rewards` on request, where `refused` says why not now, or `bonuses` by themselves, on
    `day`, the next birthday.
    """

    day: date
    rewards: tuple[str, ...]
    bonuses: int
    refused: tuple[str, ...]


class Acted(NamedTuple):
    """A rule for sales with a condition, and whether it did something at the last visit."""

    rule: str
    did: bool


@dataclass(frozen=True, slots=True)
class Offers:
    """`last` is the last visit's receipt, None for who has none."""

    programme: Programme
    promotions: list[Promotion]
    birthday: Birthday | None
    benefits: dict[str, Named]
    held: list[dict[str, Any]]
    """Rewards that were given and not used yet, as the statement tells them."""
    last: Slip | None
    acted: list[Acted]


def look_at_offers(chain: OpenChain, member: str, now: datetime) -> Offers | None:
    """None for nobody of this chain."""

    def work(session: Session) -> Offers | None:
        stood = stand(session, chain, member, now)
        if stood is None:
            return None
        newest = receipts.latest(session, chain.id, stood.accounts, 1)
        last = slip(session, chain, newest[0].id) if newest else None
        programme = stood.moment.programme
        return Offers(
            programme=programme,
            promotions=_promotions(stood, _drawn(session, chain, stood, last)),
            birthday=_birthday(chain, stood),
            benefits=benefits_of(programme, stood.account.standing.level),
            held=stood.standing["held_rewards"],
            last=last,
            acted=_acted(last) if last is not None else [],
        )

    return transact(work, chain.id, readonly=True)


def _drawn(session: Session, chain: OpenChain, stood: Stood, last: Slip | None) -> dict[int, int]:
    """What the last receipt drew, by the number of the lot."""
    if last is None:
        return {}
    found: dict[int, int] = {}
    for entry in history.entries(session, chain.id, [UUID(stood.account.id)], [last.operation]):
        if entry.lot is not None and entry.kind == "redeemed":
            found[entry.lot] = found.get(entry.lot, 0) - entry.amount
    return found


def _promotions(stood: Stood, drawn: dict[int, int]) -> list[Promotion]:
    """What ends first comes first."""
    lots = [lot for lot in stood.account.lots.values() if lot.campaign is not None and lot.left]
    return [_promotion(lot, drawn) for lot in sorted(lots, key=lambda lot: (lot.expires or date.max, lot.number))]


def _promotion(lot: Lot, drawn: dict[int, int]) -> Promotion:
    last = lot.expires - timedelta(days=1) if lot.expires is not None else None
    return Promotion(lot.campaign or "", lot.left, last, drawn.get(lot.number, 0))


def _birthday(chain: OpenChain, stood: Stood) -> Birthday | None:
    """None where the programme gives nothing for it, or the day is not known."""
    programme, person = stood.moment.programme, stood.person
    bonuses = sum(rule.amount for rule in programme.birthdays if rule.amount is not None)
    rule = programme.requests.get(GIFT)
    if person.birth_date is None or (not bonuses and (rule is None or rule.give is None)):
        return None
    day = calendar.next_birthday(person.birth_date, stood.moment.day, programme.feb_29)
    if rule is None or rule.give is None:
        return Birthday(day, (), bonuses, ())
    event = BirthdayGift(member=person.id, certificate=str(uuid4()))
    asked = decide(chain.timeline, stood.facts, stood.moment.at, GIFT, event)
    level = stood.account.standing.level
    choice = rule.give.cell((level,)) if isinstance(rule.give, Table) else rule.give
    return Birthday(day, tuple(choice or ()), bonuses, tuple(asked.refused))


def _acted(last: Slip) -> list[Acted]:
    """Of the revision under which it was sold."""
    touched = {reason.rule for line in last.lines for reason in line.worked.reasons}
    rules = last.programme.document.rules
    return [Acted(code, code in touched) for code, rule in rules.items() if _is_for_sales(rule)]


def _is_for_sales(rule: Rule) -> bool:
    return rule.on.kind == "sale" and rule.then.refuse is None
