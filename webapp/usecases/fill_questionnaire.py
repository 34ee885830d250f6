"""Takes a filled questionnaire: the only way in which personal data change (ES-4.1, 4.2)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.engine.decisions import Decision
from webapp.engine.events import Questionnaire
from webapp.store import members, questionnaires
from webapp.usecases.gather import for_questionnaire, further_phones
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, perform


def fill_questionnaire(chain: OpenChain, actor: Actor, key: str, event: Questionnaire, now: datetime) -> Outcome:
    def keep(session: Session, order: Order, decision: Decision, operation: UUID) -> None:
        answers = event.answers
        given = (answers.full_name, answers.phone, answers.email, further_phones(chain, answers))
        members.rewrite(session, order.tenant, event.member, *given)
        questionnaires.add(
            session, order.tenant, event.member, operation, event.channel, answers.model_dump(mode="json"), now
        )

    return perform(Order(chain, actor, key, "questionnaire", event, now), for_questionnaire, keep)
