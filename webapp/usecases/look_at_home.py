"""What members see first of themselves: balance and its ends, level and ways, cards, certificates, what waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine import levels, lots
from webapp.engine.facts import Account, Card, Certificate, Person
from webapp.engine.gates import card_of
from webapp.engine.levels import Way
from webapp.engine.moment import Moment
from webapp.engine.programme import Programme
from webapp.store import questionnaires, requests
from webapp.store.certificates import IN_HAND
from webapp.store.members import Known
from webapp.store.request_tables import GuestRequest
from webapp.usecases.look_at_cards import Renewal, renewal_of
from webapp.usecases.look_at_member import Hint, Stood, sharing, stand
from webapp.usecases.open_chain import OpenChain

MOST_REQUESTS = 5


class OnDay(NamedTuple):
    """An amount of bonuses, in hundredths, and its day: the last on which it is there, or the first. None where
    something else than a day brings it.
    """

    day: date | None
    amount: int


class InHand(NamedTuple):
    """A certificate that can still be used or is being made. `own` where the member ordered it: its code is theirs
    alone. `ordered_by` is told where somebody else of the account did.
    """

    held: Certificate
    state: str
    own: bool
    ordered_by: str | None


@dataclass(frozen=True, slots=True)
class Home:
    """`standing` is the statement's result as the engine gives it."""

    known: Known
    person: Person
    programme: Programme
    certifying: Programme
    """The one by whose terms the certificates go on."""
    standing: dict[str, Any]
    hints: list[Hint]
    ending: list[OnDay]
    """What is gone after which day, the nearest first."""
    coming: list[OnDay]
    """What is earned and can be used from which day on."""
    way: Way | None
    keeping: Way | None
    renewal: Renewal | None
    """What the exchange of the member's card needs, where the level lives with the card."""
    card: Card | None
    """The member's own card that is good today."""
    certificates: list[InHand]
    questionnaire: UUID | None
    """The one that waits to be checked."""
    waiting: Sequence[GuestRequest]
    sharing: list[Known]

    @property
    def renewal_needs(self) -> int | None:
        """What the exchange into the present level asks for."""
        level = self.standing["level"]
        return next((least for name, least in self.renewal.needs if name == level), None) if self.renewal else None


def look_at_home(chain: OpenChain, member: str, now: datetime) -> Home | None:
    """None for nobody of this chain."""

    def work(session: Session) -> Home | None:
        stood = stand(session, chain, member, now)
        if stood is None:
            return None
        people = sharing(session, chain, stood.account)
        asked = requests.of_member(session, chain.id, UUID(stood.known.id), MOST_REQUESTS)
        moment, account = stood.moment, stood.account
        return Home(
            known=stood.known,
            person=stood.person,
            programme=moment.programme,
            certifying=moment.timeline.certifying(moment.at),
            standing=stood.standing,
            hints=stood.hints,
            ending=_ending(moment, account),
            coming=_coming(moment, account),
            way=levels.way(moment.programme, account, moment.day),
            keeping=levels.keeping(moment.programme, account),
            renewal=renewal_of(moment, account, stood.known.id),
            card=_card(moment, account, stood.known.id),
            certificates=in_hand(stood, people),
            questionnaire=questionnaires.waiting_of(session, chain.id, UUID(stood.known.id)),
            waiting=[one for one in asked if one.decided_at is None],
            sharing=people,
        )

    return transact(work, chain.id, readonly=True)


def in_hand(stood: Stood, people: Sequence[Known]) -> list[InHand]:
    """What ends first comes first; what is still being made, last."""
    names = {one.id: one.full_name for one in people}
    found = []
    for held in stood.facts.certificates:
        state, own = held.state_on(stood.moment.day), held.person == stood.known.id
        if state in IN_HAND:
            found.append(InHand(held, state, own, None if own else names.get(held.person)))
    return sorted(found, key=lambda one: (one.held.valid_until or date.max, one.held.id))


def _ending(moment: Moment, account: Account) -> list[OnDay]:
    by_day: dict[date, int] = {}
    for lot in account.lots.values():
        if lot.wallet == moment.programme.main_wallet and lot.left and lot.expires is not None:
            last = lot.expires - timedelta(days=1)
            by_day[last] = by_day.get(last, 0) + lot.left
    return [OnDay(day, by_day[day]) for day in sorted(by_day)]


def _coming(moment: Moment, account: Account) -> list[OnDay]:
    by_day: dict[date, int] = {}
    for lot in account.lots.values():
        if lot.wallet == moment.programme.main_wallet and lot.left and not lots.available_on(lot, moment.day):
            day = lot.available_from or date.max
            by_day[day] = by_day.get(day, 0) + lot.left
    return [OnDay(None if day == date.max else day, by_day[day]) for day in sorted(by_day)]


def _card(moment: Moment, account: Account, member: str) -> Card | None:
    card = card_of(account, member)
    return card if card is not None and card.state_on(moment.day) == "active" else None
