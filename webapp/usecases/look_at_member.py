"""Where a member stands and what to tell them now: all that the desk's sheet shows, in one look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine import calendar, levels, lots, still
from webapp.engine.decide import decide
from webapp.engine.decisions import Entry
from webapp.engine.events import Statement
from webapp.engine.facts import Account, Facts, Happened, Person
from webapp.engine.gates import card_of
from webapp.engine.moment import Moment
from webapp.engine.programme import Programme
from webapp.ledger import operations, receipts
from webapp.ledger.receipts import Listed
from webapp.store import consents, members, questionnaires, requests
from webapp.store.consents import Told
from webapp.store.members import Known
from webapp.store.request_tables import GuestRequest
from webapp.usecases.gather import for_member, for_statement
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order

MOST_RECEIPTS = 5
MOST_REQUESTS = 3
SOON = timedelta(days=7)
"""How near a birthday or the end of bonuses must be to be told of."""
CARD_ENDS_SOON = timedelta(days=60)


class Hint(NamedTuple):
    """Something to tell the member: a word for the sentence, and what fills it. `amount` is hundredths, and so is what
    is still missing of counters.
    """

    code: str
    day: date | None = None
    name: str | None = None
    amount: int = 0
    missing: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """`standing` is the statement's result as the engine gives it: amounts as ints, days as dates."""

    known: Known
    person: Person
    programme: Programme
    standing: dict[str, Any]
    hints: list[Hint]
    receipts: list[Listed]
    waiting: UUID | None
    """The questionnaire that waits for a decision."""
    mismatch_reason: str | None
    consents: list[Told]
    done_today: int
    """Operations with bonuses that the account has had today, where the programme allows but so many (ES-1.8)."""
    asked: Sequence[GuestRequest]
    """The latest that they asked for, the newest first."""
    sharing: list[Known]
    """Everyone on the account, where it is a common one (7K-14)."""
    ordered_by: dict[str, str]
    """Of each certificate, the member who ordered it."""
    happened: list[Happened]
    """Events that bear a reference and stand, the latest first."""
    holder: str
    """Whose account it is, where several people are on it."""

    def who(self, member: UUID | str | None) -> Known | None:
        """Whoever of the common account it is."""
        return next((one for one in self.sharing if one.id == str(member)), None)


class Stood(NamedTuple):
    """Where a member stands, as every page of theirs begins with: with all that time has brought about until now."""

    known: Known
    facts: Facts
    moment: Moment
    account: Account
    standing: dict[str, Any]
    hints: list[Hint]
    unwritten: list[Entry]
    """What time has moved and no operation has written down yet."""

    @property
    def person(self) -> Person:
        return self.account.people[self.known.id]

    @property
    def accounts(self) -> list[UUID]:
        """The account and those that were merged into it."""
        return [UUID(one) for one in (self.account.id, *self.account.absorbed)]


def stand(session: Session, chain: OpenChain, member: str, now: datetime) -> Stood | None:
    """None for nobody of this chain."""
    order = Order(chain, Actor(), "", "statement", Statement(member=member), now)
    certified = chain.timeline.certifying(order.local).certificates is not None
    facts = (for_statement if certified else for_member)(session, order).facts
    known = members.by_id(session, chain.id, UUID(facts.person)) if facts.person else None
    if facts.account is None or facts.person is None or known is None:
        return None
    moment = Moment(order.local, chain.timeline, order.programme)
    change = moment.look_at(facts.account)
    account = change.account
    standing = decide(chain.timeline, facts, order.local, order.verb, order.event).result
    hints = list(_hints(moment, account, account.people[facts.person]))
    return Stood(known, facts, moment, account, standing, hints, change.entries)


def look_at_member(chain: OpenChain, member: str, now: datetime) -> Sheet | None:
    """None for nobody of this chain."""

    def work(session: Session) -> Sheet | None:
        stood = stand(session, chain, member, now)
        if stood is None:
            return None
        known, person, account = stood.known, stood.person, stood.account
        newest = receipts.latest(session, chain.id, stood.accounts, MOST_RECEIPTS)
        waiting = questionnaires.waiting_of(session, chain.id, UUID(known.id))
        agreed = consents.latest(session, chain.id, UUID(known.id))
        why = _mismatch_reason(session, chain, known) if person.mismatch else None
        asked = requests.of_member(session, chain.id, UUID(known.id), MOST_REQUESTS)
        return Sheet(
            known=known,
            person=person,
            programme=stood.moment.programme,
            standing=stood.standing,
            hints=stood.hints,
            receipts=newest,
            waiting=waiting,
            mismatch_reason=why,
            consents=agreed,
            done_today=account.operations.get(stood.moment.day, 0),
            asked=asked,
            sharing=sharing(session, chain, account),
            ordered_by={held.id: held.person for held in stood.facts.certificates},
            happened=standing_events(account),
            holder=account.holder,
        )

    return transact(work, chain.id, readonly=True)


def standing_events(account: Account) -> list[Happened]:
    """Those that bear a reference and were not undone, the latest first."""
    stand = [each for each in account.memory.events.values() if each.ref and not each.undone]
    return sorted(stand, key=lambda each: each.at, reverse=True)


def sharing(session: Session, chain: OpenChain, account: Account) -> list[Known]:
    """Everyone on the account, where it is a common one."""
    return members.on_account(session, chain.id, UUID(account.id)) if len(account.people) > 1 else []


def _mismatch_reason(session: Session, chain: OpenChain, known: Known) -> str | None:
    last = operations.latest_of(session, chain.id, UUID(known.account), UUID(known.id), "mismatch")
    return last.request.get("reason") if last is not None else None


def _hints(moment: Moment, account: Account, person: Person) -> list[Hint]:
    """In the order in which they are worth saying; nothing for who has left."""
    if person.state == "closed":
        return []
    found = [
        _mismatch(person),
        _questionnaire(moment.programme, person),
        _birthday(moment, person),
        _level(moment, account),
        _card(moment, account, person),
        _debt(moment.programme, account),
        _bonuses_end(moment, account),
    ]
    return [hint for hint in found if hint is not None]


def _mismatch(person: Person) -> Hint | None:
    return Hint("mismatch") if person.mismatch else None


def _questionnaire(programme: Programme, person: Person) -> Hint | None:
    if person.state == "awaiting_activation":
        return Hint("activation", person.activate_by)
    wanted = programme.enrolment.activation.by == "questionnaire"
    return Hint("questionnaire") if wanted and person.questionnaire_on is None else None


def _birthday(moment: Moment, person: Person) -> Hint | None:
    if person.birth_date is None:
        return None
    last = calendar.last_birthday(person.birth_date, moment.day, moment.programme.feb_29)
    coming = calendar.next_birthday(person.birth_date, moment.day, moment.programme.feb_29)
    if last == moment.day:
        return Hint("birthday_today", last)
    if coming - moment.day <= SOON:
        return Hint("birthday_soon", coming)
    return Hint("birthday_past", last) if moment.day - last <= SOON else None


def _level(moment: Moment, account: Account) -> Hint | None:
    due = levels.due_now(moment.programme, account, moment.day)
    if due is None:
        way = levels.way(moment.programme, account, moment.day)
        return Hint("level_way", name=way.level, missing=tuple(way.missing.items())) if way else None
    return Hint("level_due_card" if due.begins == "card_issue" else "level_due", name=due.name)


def _card(moment: Moment, account: Account, person: Person) -> Hint | None:
    card = card_of(account, person.id)
    if card is None or card.ends is None or card.state != "active":
        return None
    last = card.ends - timedelta(days=1)
    if moment.day >= card.ends:
        return Hint("card_ended", last, card.number)
    return Hint("card_ends", last, card.number) if card.ends - moment.day <= CARD_ENDS_SOON else None


def _debt(programme: Programme, account: Account) -> Hint | None:
    owed = account.owed.get(programme.main_wallet or "", 0)
    return Hint("owed", amount=owed) if owed else None


def _bonuses_end(moment: Moment, account: Account) -> Hint | None:
    """Bonuses that are gone within a month, from the first day on which some are."""
    soon = moment.day + timedelta(days=30)
    main = [lot for lot in account.lots.values() if lot.wallet == moment.programme.main_wallet and lot.left]
    usable = [
        (still.end_shown(account, lot, moment.day), lot.left) for lot in main if lots.available_on(lot, moment.day)
    ]
    ending = [(ends, left) for ends, left in usable if ends is not None and ends <= soon]
    if not ending:
        return None
    return Hint("bonuses_end", min(ends for ends, _ in ending), amount=sum(left for _, left in ending))
