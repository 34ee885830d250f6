"""Decides on a questionnaire that waits: accepted it makes its event or activates the member, declined it changes
nothing (ES-1.5, 4.1, 4.2).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.decisions import Decision
from webapp.engine.events import Activate, Answers, Event
from webapp.engine.events import Questionnaire as Filled
from webapp.ledger import operations
from webapp.store import audit, consents, questionnaires
from webapp.store.questionnaires import ACCEPTED, DECLINED, WAITING
from webapp.store.tables import Questionnaire
from webapp.usecases.activate import activate
from webapp.usecases.answered import consents_of, wants_second_person
from webapp.usecases.fill_questionnaire import rewrite_member, standing_after
from webapp.usecases.gather import for_member, for_questionnaire
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Gathered, Order, Outcome, perform
from webapp.usecases.refusal import Refusal


class _Decided(Exception):
    """Somebody was faster."""


def accept_questionnaire(
    chain: OpenChain, actor: Actor, key: str, questionnaire: UUID, now: datetime
) -> Outcome | Refusal | None:
    """None for no questionnaire of this chain. Raises KeyReused."""
    row = _row(chain, questionnaire)
    if row is None:
        return None
    if row.state != WAITING:
        return _answered(chain, row, key)
    if wants_second_person(chain, row.channel) and row.typed_by is not None and row.typed_by == actor.staff:
        return Refusal("second_person")
    verb, event = _event(row)
    gather = for_member if isinstance(event, Activate) else for_questionnaire

    def look(session: Session, order: Order) -> Gathered:
        gathered = gather(session, order)
        waiting = questionnaires.by_id(session, chain.id, questionnaire, lock=True)
        if not gathered.earlier and (waiting is None or waiting.state != WAITING):
            raise _Decided
        return gathered

    def keep(session: Session, order: Order, decision: Decision, operation: UUID) -> None:
        state, due_on = ACCEPTED, None
        if isinstance(event, Filled):
            rewrite_member(session, order, event.member, event.answers)
            state, due_on = standing_after(decision, event.member)
        questionnaires.decide(session, chain.id, questionnaire, state, actor.staff, now)
        if row.operation_id is None:
            keep_consents(session, order, row, operation)
            questionnaires.made_event(session, chain.id, questionnaire, operation, due_on)

    try:
        return perform(Order(chain, actor, key, verb, event, now), look, keep)
    except _Decided:
        return _answered(chain, row, key)


def keep_consents(session: Session, order: Order, row: Questionnaire, operation: UUID) -> None:
    """What nobody vouched for when it was filled counts once it is accepted, from the day on which it was said."""
    if not consents.came_with(session, order.tenant, row.id):
        filled = questionnaires.Filled(str(row.member_id), row.channel, row.answers, row.filled_at, row.key or "")
        consents.add(session, order.tenant, filled, consents_of(order.chain, row.answers), row.id, operation)


def _answered(chain: OpenChain, row: Questionnaire, key: str) -> Outcome | Refusal:
    """The first answer where it is this very acceptance that is sent once more (R3)."""
    known = transact(lambda session: operations.by_key(session, chain.id, key), chain.id, readonly=True)
    if known is None or known.member_id != row.member_id or known.verb not in ("activate", "questionnaire"):
        return Refusal("decided_already")
    return Outcome(known.result, known.id, str(known.member_id), repeated=True)


def _event(row: Questionnaire) -> tuple[str, Event]:
    member = str(row.member_id)
    if row.operation_id is not None:
        return "activate", Activate(member=member)
    answers = Answers.model_validate(row.answers)
    return "questionnaire", Filled.model_validate({"member": member, "channel": row.channel, "answers": answers})


def activate_reviewed(
    chain: OpenChain, actor: Actor, key: str, member: UUID, now: datetime
) -> Outcome | Refusal | None:
    """Accepts the member's questionnaire that waits; without one, the engine says what is missing. Raises KeyReused."""
    waiting = transact(lambda session: questionnaires.waiting_of(session, chain.id, member), chain.id, readonly=True)
    if waiting is not None:
        return accept_questionnaire(chain, actor, key, waiting, now)
    return activate(chain, actor, key, Activate(member=str(member)), now)


def decline_questionnaire(
    chain: OpenChain, actor: Actor, questionnaire: UUID, reason: str, now: datetime
) -> Refusal | None:
    """None once it is done. Sent twice it is done once."""
    if not reason.strip():
        return Refusal("reason_missing")

    def work(session: Session) -> Refusal | None:
        row = questionnaires.by_id(session, chain.id, questionnaire, lock=True)
        if row is not None and (row.state, row.decided_by, row.reason) == (DECLINED, actor.staff, reason):
            return None
        if row is None or row.state != WAITING:
            return Refusal("decided_already")
        questionnaires.decide(session, chain.id, questionnaire, DECLINED, actor.staff, now, reason)
        before, after = {"state": WAITING}, {"state": DECLINED}
        audit.note(session, chain.id, now, "questionnaire_declined", str(questionnaire), actor.staff, before, after)
        return None

    return transact(work, chain.id)


def _row(chain: OpenChain, questionnaire: UUID) -> Questionnaire | None:
    return transact(lambda session: questionnaires.by_id(session, chain.id, questionnaire), chain.id, readonly=True)
