"""Takes a filled questionnaire at once: the only way in which personal data change (ES-4.1, 4.2)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.engine.decisions import Decision
from webapp.engine.events import Answers, Questionnaire
from webapp.engine.members import AWAITING_ACTIVATION
from webapp.store import consents, members, questionnaires
from webapp.store.questionnaires import ACCEPTED, WAITING, Filled
from webapp.usecases.answered import consents_of, further_phones_of
from webapp.usecases.gather import for_questionnaire
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, perform


def fill_questionnaire(chain: OpenChain, actor: Actor, key: str, event: Questionnaire, now: datetime) -> Outcome:
    def keep(session: Session, order: Order, decision: Decision, operation: UUID) -> None:
        keep_filled(session, order, decision, operation, filled_by(order, event))

    return perform(Order(chain, actor, key, "questionnaire", event, now), for_questionnaire, keep)


def filled_by(order: Order, event: Questionnaire) -> Filled:
    typed_by = order.actor.staff if event.channel == "paper" else None
    answers = event.answers.model_dump(mode="json", exclude_none=True)
    return Filled(event.member, event.channel, answers, order.now, order.key, typed_by)


def keep_filled(session: Session, order: Order, decision: Decision, operation: UUID, filled: Filled) -> None:
    """Writes down what the event has made of it: the member's data, the questionnaire, the consents."""
    rewrite_member(session, order, filled.member, Answers.model_validate(filled.answers))
    state, due_on = standing_after(decision, filled.member)
    row = questionnaires.add(session, order.tenant, filled, state, due_on, operation)
    consents.add(session, order.tenant, filled, consents_of(order.chain, filled.answers), row, operation)


def rewrite_member(session: Session, order: Order, member: str, answers: Answers) -> None:
    """What the questionnaire leaves out stays as it was."""
    further = further_phones_of(order.chain, answers)
    given = (answers.full_name, answers.phone, answers.email, further, answers.birth_date)
    members.rewrite(session, order.tenant, member, *given)


def standing_after(decision: Decision, member: str) -> tuple[str, date | None]:
    """Whether the questionnaire now waits until the member is activated, and until when that has to be (ES-1.5)."""
    person = decision.changes[0].account.people[member]
    waits = person.state == AWAITING_ACTIVATION
    return (WAITING if waits else ACCEPTED, person.activate_by if waits else None)
