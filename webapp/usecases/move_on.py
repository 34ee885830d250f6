"""Moves one of a queue on by a single step: the one that needs nothing more to be said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.events import BirthdayGift, CertificateStep
from webapp.store import certificates, members
from webapp.store.requests import DONE
from webapp.usecases.answer_request import Decided, answer_request, take_request
from webapp.usecases.gather import uuid_of
from webapp.usecases.handle_certificate import give_birthday_gift, hand_over
from webapp.usecases.issue_certificate import issue_certificate
from webapp.usecases.list_queue import DELIVER, GIFTS, ISSUE, QUESTIONNAIRES
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, KeyReused, Outcome
from webapp.usecases.refusal import Refusal
from webapp.usecases.request_terms import BENEFIT, BOOKING, CALL_BACK, CLAIM
from webapp.usecases.review_questionnaire import accept_questionnaire
from webapp.usecases.send_certificate import send_certificate


class Step(NamedTuple):
    """Who moves what on, and when. `key` is the step's own; `secret` seals the codes of certificates."""

    chain: OpenChain
    actor: Actor
    key: str
    what: UUID
    now: datetime
    secret: str


Moved = Outcome | Refusal | None


def move_on(queue: str, step: Step) -> list[str] | Refusal:
    """`queue` is one of MOVES. Returns the engine's codes of why not, nothing where it is done."""
    try:
        moved = MOVES[queue](step)
    except KeyReused:
        return Refusal("decided_already")
    return moved.refused if isinstance(moved, Outcome) else moved or []


def _accept(step: Step) -> Moved:
    moved = accept_questionnaire(step.chain, step.actor, step.key, step.what, step.now)
    return Refusal("decided_already") if moved is None else moved


def _issue(step: Step) -> Moved:
    event = CertificateStep(certificate=str(step.what))
    return issue_certificate(step.chain, step.actor, step.key, event, step.now, step.secret)


def _deliver(step: Step) -> Moved:
    """An electronic one to the e-mail of whoever ordered it, a paper to its salon (7K-9)."""

    def look(session: Session) -> tuple[bool, str | None]:
        kept = certificates.by_id(session, step.chain.id, step.what)
        if kept is None or kept.held.delivery != "email":
            return False, None
        owner = members.by_id(session, step.chain.id, UUID(kept.held.person))
        return True, owner.email if owner is not None else None

    electronic, email = transact(look, step.chain.id, readonly=True)
    if not electronic:
        return hand_over(step.chain, step.actor, step.key, step.what, step.now)
    if email is None:
        return Refusal("no_email")
    return send_certificate(step.chain, step.actor, step.key, step.what, email, step.now)


def _give(step: Step) -> Moved:
    """The first of the level's gifts where there is a choice (7K-16)."""
    event = BirthdayGift(member=str(step.what), certificate="x")
    return give_birthday_gift(step.chain, step.actor, step.key, event, step.now)


def _finish(kind: str, step: Step) -> Moved:
    return answer_request(step.chain, step.actor, step.what, Decided(DONE), step.now, kind)


def _take(kind: str, step: Step) -> Moved:
    return take_request(step.chain, step.actor, step.what, step.now, kind)


MOVES: Final[dict[str, Callable[[Step], Moved]]] = {
    "calls": partial(_finish, CALL_BACK),
    "claims": partial(_take, CLAIM),
    QUESTIONNAIRES: _accept,
    ISSUE: _issue,
    DELIVER: _deliver,
    GIFTS: _give,
    "benefits": partial(_finish, BENEFIT),
    "visits": partial(_take, BOOKING),
}
"""A booking has no such step: salon and time must be said."""


def chosen_ids(texts: list[str]) -> list[UUID]:
    """What is no id is left out, and so is what is named twice."""
    return list(dict.fromkeys(found for text in texts if (found := uuid_of(text)) is not None))
