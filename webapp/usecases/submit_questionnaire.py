"""Hands in a questionnaire, from paper or by a link: it makes its event at once, or waits for a review.

How issue 3 and the clauses are read:

- What the engine's own state can hold is an event at once. So a first questionnaire is: where the programme wants an
  activation (ES-1.5), the member waits for it and the questionnaire stands in the queue; elsewhere it is done.
- What would change the data of somebody whose questionnaire counts already waits as a row alone, and makes its event
  once it is accepted (ES-4.1, 4.2).
- Where the chain wants a second pair of eyes on what was typed in from paper and the programme has no activation, the
  first one waits likewise. Where it has one, the activation is that second look.
- A link is a piece of paper or a mail, and whoever finds it first may fill it. A first questionnaire by a link that
  names another phone than the account goes by waits therefore as well: the finder would come in by a code to their own
  phone and have what the guest has earned. Where the account goes by no phone yet, as one that was opened with a card,
  the first phone is taken: there is nobody else to ask, the guest finds the link used and says so in the salon, and
  staff see in the queue and on the member's page when it was filled. Nobody gains by typing a stranger's phone: the
  codes go to the stranger.
- A member has one questionnaire waiting at most; a later one takes its place.
- Consents count from the moment they are given, and a refusal of advertising needs nobody's approval.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine import calendar
from webapp.engine.decide import decide
from webapp.engine.decisions import Decision
from webapp.engine.events import Questionnaire
from webapp.engine.facts import Person
from webapp.engine.journal import plain
from webapp.engine.members import ACTIVE
from webapp.store import consents, members, questionnaires
from webapp.store.phones import normalised
from webapp.store.questionnaires import WAITING
from webapp.usecases.answered import consents_of, wants_second_person
from webapp.usecases.fill_questionnaire import filled_by, keep_filled
from webapp.usecases.gather import for_questionnaire
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Gather, Gathered, Keep, KeyReused, Order, Outcome, perform


class _HasToWait(Exception):
    """It must be looked at first."""


def submit_questionnaire(chain: OpenChain, actor: Actor, key: str, event: Questionnaire, now: datetime) -> Outcome:
    """Its result's state is `waiting` for one that waits for a review; `questionnaire` is its id then. Raises
    KeyReused.
    """
    return hand_in(Order(chain, actor, key, "questionnaire", event, now), event)


def hand_in(
    order: Order, event: Questionnaire, gather: Gather = for_questionnaire, keep: Keep | None = None
) -> Outcome:
    """`gather` and `keep` may look at more and write more, in the same transaction as the rest."""

    def at_once(session: Session, order: Order) -> Gathered:
        gathered = gather(session, order)
        if not gathered.earlier and (_has_to_wait(order, event, gathered) or _moves_phone(session, order, event)):
            raise _HasToWait
        return gathered

    def write(session: Session, order: Order, decision: Decision, operation: UUID) -> None:
        keep_filled(session, order, decision, operation, filled_by(order, event))
        if keep is not None:
            keep(session, order, decision, operation)

    try:
        return perform(order, at_once, write)
    except _HasToWait:
        return transact(lambda session: _wait(session, order, event, gather, keep), order.tenant)


def _has_to_wait(order: Order, event: Questionnaire, gathered: Gathered) -> bool:
    person = _person(gathered)
    if person is None:
        return False
    if person.questionnaire_on is not None and person.state == ACTIVE:
        return True
    activation = order.programme.enrolment.activation
    return activation.within is None and wants_second_person(order.chain, event.channel)


def _moves_phone(session: Session, order: Order, event: Questionnaire) -> bool:
    """Whether it would take the account from the phone that it goes by to another, typed by whoever holds a link."""
    if event.channel != "electronic" or event.answers.phone is None:
        return False
    known = members.by_id(session, order.tenant, UUID(event.member))
    return known is not None and known.phone is not None and known.phone != normalised(event.answers.phone)


def _person(gathered: Gathered) -> Person | None:
    facts = gathered.facts
    return facts.account.people.get(facts.person or "") if facts.account else None


def _wait(session: Session, order: Order, event: Questionnaire, gather: Gather, keep: Keep | None) -> Outcome:
    """Writes it down without its event, if the event could be made as things are now."""
    filled = filled_by(order, event)
    known = questionnaires.by_key(session, order.tenant, order.key)
    if known is not None:
        if (str(known.member_id), known.answers) != (filled.member, filled.answers):
            raise KeyReused(order.key)
        return Outcome(_waits(known.id), member=filled.member, repeated=True)
    gathered = gather(session, order)
    decision = decide(order.chain.timeline, gathered.facts, order.local, order.verb, event)
    if decision.refused:
        return Outcome(plain(decision.result), decision=decision)
    row = questionnaires.add(session, order.tenant, filled, WAITING, due_on(order, event), None)
    consents.add(session, order.tenant, filled, consents_of(order.chain, filled.answers), row, None)
    if keep is not None:
        keep(session, order, decision, row)
    return Outcome(_waits(row), member=filled.member)


def _waits(questionnaire: UUID) -> dict[str, Any]:
    return {"state": WAITING, "questionnaire": str(questionnaire), "refused": []}


def due_on(order: Order, event: Questionnaire) -> date | None:
    """A change has the working days that a first questionnaire has, where the programme gives any (ES-1.5)."""
    programme = order.programme
    span = (programme.enrolment.activation.within or {}).get(event.channel)
    return calendar.span_end(order.local.date(), span, programme.working_days) if span else None
