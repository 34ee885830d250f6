"""The electronic questionnaire behind a one-time link: opened by whoever holds it, handed in once (ES-1.4)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.decisions import Decision
from webapp.engine.events import Answers, Questionnaire
from webapp.store import questionnaire_links, questionnaires
from webapp.store.tables import QuestionnaireLink
from webapp.usecases.gather import for_questionnaire
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Gathered, KeyReused, Order, Outcome
from webapp.usecases.send_questionnaire import MOST_TRIES
from webapp.usecases.submit_questionnaire import hand_in
from webapp.usecases.tokens import token_hash


class _Dead(Exception):
    """Somebody was faster with the link."""


def is_open(chain: OpenChain, token: str, now: datetime) -> bool:
    """Whether the link may still be answered. Tells nothing else, so that all dead links look alike."""
    link = _link(chain, token)
    return link is not None and _lives(chain, link, now)


def answer_link(chain: OpenChain, token: str, answers: Answers, now: datetime) -> Outcome | None:
    """None for a link that is wrong, used or too old. What was answered already and is sent again as it was gets the
    first answer (R3).
    """
    link = _link(chain, token)
    if link is None or (link.used_at is None and not _lives(chain, link, now)):
        return None
    event = Questionnaire(member=str(link.member_id), channel="electronic", answers=answers)
    order = Order(chain, Actor(), f"link-{link.id}", "questionnaire", event, now)

    def gather(session: Session, order: Order) -> Gathered:
        gathered = for_questionnaire(session, order)
        used = questionnaire_links.locked(session, chain.id, link.id).used_at is not None
        if used and not gathered.earlier and questionnaires.by_key(session, chain.id, order.key) is None:
            raise _Dead
        return gathered

    def keep(session: Session, order: Order, decision: Decision, written: UUID) -> None:
        questionnaire_links.use_up(session, chain.id, link.member_id, now)

    try:
        outcome = hand_in(order, event, gather, keep)
    except (_Dead, KeyReused):
        return None
    if "phone_taken" in outcome.refused:
        transact(lambda session: questionnaire_links.count_try(session, chain.id, link.id), chain.id)
    return None if {"closed", "not_enrolled"} & set(outcome.refused) else outcome


def _link(chain: OpenChain, token: str) -> QuestionnaireLink | None:
    hashed = token_hash(token)
    return transact(lambda session: questionnaire_links.by_hash(session, chain.id, hashed), chain.id, readonly=True)


def _lives(chain: OpenChain, link: QuestionnaireLink, now: datetime) -> bool:
    if link.used_at is not None or now >= link.expires_at:
        return False
    whose = link.member_id
    return (
        transact(lambda session: questionnaire_links.tried(session, chain.id, whose, now), chain.id, True) < MOST_TRIES
    )
