"""A member's cards with what may be done about them: each step is tried on the engine, and nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine import calendar, counters, levels
from webapp.engine.calendar import Duration
from webapp.engine.cards import further_cards
from webapp.engine.decide import decide
from webapp.engine.events import Event, IssueCard, RenewCard
from webapp.engine.facts import Account, Facts, Person
from webapp.engine.gates import card_of
from webapp.engine.moment import Moment
from webapp.engine.programme import Programme
from webapp.store import cards, members
from webapp.store.members import Known
from webapp.usecases.gather import for_card
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order

TRIAL = "?"
"""In the place of a number, for asking what would happen; a card of that number is in nobody's way."""


class Shown(NamedTuple):
    """One card of the account. `state` is that of the day; `last_day` the last one on which it is good. `takes_along`:
    losing it takes along what was gathered.
    """

    id: UUID
    number: str
    holder: Known | None
    own: bool
    level: str | None
    state: str
    last_day: date | None
    further: bool
    takes_along: bool


class Answer(NamedTuple):
    """What the engine says to a step: the level it would give, or why not."""

    refused: list[str]
    level: str | None


class Renewal(NamedTuple):
    """The exchange by hours: how many there are, how many each level needs, and from which day it opens."""

    counter: str
    reached: int
    needs: list[tuple[str, int]]
    opens: date


class Further(NamedTuple):
    allowed: int
    used: int


@dataclass(frozen=True, slots=True)
class Cards:
    known: Known
    person: Person
    programme: Programme
    shown: list[Shown]
    issue: Answer
    renew: Answer
    renewal: Renewal | None
    further: Further | None

    @property
    def holds(self) -> bool:
        """Whether the member has a good card of their own."""
        return any(card.own and card.state == "active" for card in self.shown)


def look_at_cards(chain: OpenChain, member: str, now: datetime) -> Cards | None:
    """None for nobody of this chain."""
    order = Order(chain, Actor(), "", "issue_card", IssueCard(member=member, card=TRIAL), now)

    def work(session: Session) -> Cards | None:
        facts = for_card(session, order).facts
        facts.card_taken = False
        known = members.by_id(session, chain.id, UUID(facts.person)) if facts.person else None
        if facts.account is None or known is None:
            return None
        moment = Moment(order.local, chain.timeline, order.programme)
        account = moment.look_at(facts.account).account
        return Cards(
            known=known,
            person=account.people[known.id],
            programme=order.programme,
            shown=_shown(session, chain, moment, account, known.id),
            issue=_tried(order, facts, "issue_card", IssueCard(member=member, card=TRIAL)),
            renew=_tried(order, facts, "renew_card", RenewCard(member=member, card=TRIAL)),
            renewal=renewal_of(moment, account, known.id),
            further=_further(moment, account),
        )

    return transact(work, chain.id, readonly=True)


def _tried(order: Order, facts: Facts, verb: str, event: Event) -> Answer:
    result = decide(order.chain.timeline, facts, order.local, verb, event).result
    return Answer(list(result["refused"]), result.get("level"))


def _shown(session: Session, chain: OpenChain, moment: Moment, account: Account, member: str) -> list[Shown]:
    people = {known.id: known for known in members.on_account(session, chain.id, UUID(account.id))}
    rules = moment.programme.cards
    found = []
    for row in cards.of_account(session, chain.id, UUID(account.id)):
        card = account.cards[row.number]
        lost = card.ends is None and rules is not None and rules.lost == "not_recovered"
        last_day = calendar.span_end(card.ends, Duration(days=-1)) if card.ends else None
        found.append(
            Shown(
                row.id,
                card.number,
                people.get(card.person),
                card.person == member,
                card.level,
                card.state_on(moment.day),
                last_day,
                card.further,
                lost and card.state == "active",
            )
        )
    return found


def renewal_of(moment: Moment, account: Account, member: str) -> Renewal | None:
    """None where the programme exchanges no cards by what was counted, or the member's card has no end."""
    programme, held = moment.programme, card_of(account, member)
    rule = programme.cards.renewal if programme.cards else None
    if rule is None or held is None or held.ends is None:
        return None
    opens = calendar.span_end(held.ends, Duration(-rule.within.months, -rule.within.days))
    reached = counters.value_of(programme.counters[rule.counter], account, moment.day)
    needs = [(name, levels.limit_on(programme, account, moment.day, rule.needs, name)) for name in programme.levels]
    return Renewal(rule.counter, reached, [(name, least) for name, least in needs if least], opens)


def _further(moment: Moment, account: Account) -> Further | None:
    """None where the programme gives none at this level."""
    allowed, good = further_cards(moment.programme, account, moment.day)
    return Further(allowed, good) if allowed or good else None
