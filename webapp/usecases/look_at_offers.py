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
from webapp.engine.document.conditions import Condition
from webapp.engine.document.schema import Named, Rule
from webapp.engine.events import BirthdayGift
from webapp.engine.facts import Lot
from webapp.engine.programme import Programme
from webapp.engine.rules.unmet import BEFORE_A_SALE, level_lacking, unmet
from webapp.engine.situation import Situation
from webapp.ledger import history, receipts
from webapp.usecases.look_at_member import Stood, stand
from webapp.usecases.look_at_receipt import Slip, slip
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.request_terms import benefits_of

GIFT = "birthday_gift"
TOLD_BY_RECEIPT = frozenset(
    {
        *("group", "item", "tag", "price", "quantity", "hours_of_line", "minutes", "receipt", "salon", "channel"),
        *("salon_category", "tender", "spends", "level", "birthday", "age", "weekday", "hours", "dates", "months"),
    }
)
"""Words of conditions that can be judged by a receipt and its buyer long after."""


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
    """A rule for sales, and whether it did something at the last visit; if not, what of its condition did not hold, as
    far as the receipt tells it.
    """

    rule: str
    did: bool
    unmet: tuple[Condition, ...] = ()


class Waits(NamedTuple):
    """A rule for sales with a condition, and what of it does not hold at this moment, whatever is bought."""

    rule: str
    unmet: tuple[Condition, ...]


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
    waits: list[Waits]


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
            acted=_acted(chain, stood, last) if last is not None else [],
            waits=_waits(stood),
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


def _acted(chain: OpenChain, stood: Stood, last: Slip) -> list[Acted]:
    """Of the revision under which it was sold."""
    touched = {reason.rule for line in last.lines for reason in line.worked.reasons}
    situation = _at_receipt(chain, stood, last)
    told = []
    for code, rule in last.programme.document.rules.items():
        if _is_for_sales(rule):
            did = code in touched
            told.append(Acted(code, did, () if did else _lacking(rule, situation)))
    return told


def _at_receipt(chain: OpenChain, stood: Stood, last: Slip) -> Situation:
    """As far as a receipt tells it later."""
    at = datetime.fromisoformat(last.local)
    situation = Situation(last.programme, at, at.date(), None, stood.person, last.level)
    situation.salon = chain.lists.salons.get(last.salon, situation.salon)
    situation.channel = last.channel
    situation.tenders, situation.spends = last.tenders, bool(last.redeemed)
    situation.wallets = tuple(last.programme.wallets) if last.redeemed else ()
    situation.lines = [line.worked for line in last.lines]
    for line in situation.lines:
        item = chain.lists.items.get(line.item or "")
        line.tags = item.tags if item is not None else ()
    return situation


def _lacking(rule: Rule, situation: Situation) -> tuple[Condition, ...]:
    """What did not hold for the line that came nearest."""
    found = [unmet(rule.if_, situation, line, TOLD_BY_RECEIPT) for line in situation.lines]
    nearest: list[Condition] = min(found, key=lambda parts: len(parts), default=[])
    return (*nearest, *level_lacking(rule, situation))


def _waits(stood: Stood) -> list[Waits]:
    moment, account = stood.moment, stood.account
    level = account.standing.level
    now = Situation(moment.programme, moment.at, moment.day, account, stood.person, level)
    told = []
    for code, rule in moment.programme.document.rules.items():
        lacking = (*unmet(rule.if_, now, None, BEFORE_A_SALE), *level_lacking(rule, now))
        if _is_for_sales(rule) and (rule.if_ or lacking):
            told.append(Waits(code, lacking))
    return told


def _is_for_sales(rule: Rule) -> bool:
    return rule.on.kind == "sale" and rule.then.refuse is None
