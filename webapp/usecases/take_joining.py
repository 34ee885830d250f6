"""Opens the account of a stranger who asked to join, or leaves their questionnaire to the staff.

How it is read: nobody has shown yet that the phone is theirs. One that is new opens an account, as at the counter. One
that is known changes nothing by itself, whoever has it: the questionnaire waits beside the old one until somebody of
the staff has spoken with the guest and accepts it, and its consents count for nothing before. One that waits already
is not pushed aside by it.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.events import Answers, Enrol, Questionnaire
from webapp.ledger import operations
from webapp.store import members, questionnaires
from webapp.store.questionnaires import WAITING
from webapp.usecases.enrol import enrol
from webapp.usecases.fill_questionnaire import filled_by
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order
from webapp.usecases.refer_friend import referrer_of
from webapp.usecases.submit_questionnaire import due_on, submit_questionnaire

NOBODY = Actor()
STRANGER = "stranger "
"""With this begins the key of a questionnaire that anybody may have filled who knows the phone."""


def take_joining(chain: OpenChain, key: str, answers: Answers, now: datetime, friend: str = "") -> None:
    """Done twice it is done once. `now` is when it was asked for, `friend` the code of who brought them (ES-2.3b)."""
    opened = transact(lambda session: _opened(session, chain, key), chain.id, readonly=True)
    if opened is None:
        known = transact(lambda session: members.by_phone(session, chain.id, answers.phone), chain.id, readonly=True)
        if known is None:
            outcome = enrol(chain, NOBODY, key, _newcomer(chain, answers, friend), now)
            opened = outcome.member
            if "phone_taken" in outcome.refused:
                known = transact(lambda session: members.by_phone(session, chain.id, answers.phone), chain.id)
        if known is not None:
            transact(lambda session: _leave(session, chain, key, str(known), answers, now), chain.id)
    if opened is not None:
        filled = Questionnaire(member=opened, channel="electronic", answers=answers)
        submit_questionnaire(chain, NOBODY, _form(key), filled, now)


def _newcomer(chain: OpenChain, answers: Answers, friend: str) -> Enrol:
    brought_by = referrer_of(chain, friend)
    told = {"phone": answers.phone, "full_name": answers.full_name, "email": answers.email}
    return Enrol.model_validate({"member": "new", "referred_by": str(brought_by) if brought_by else None, **told})


def _form(key: str) -> str:
    return f"{STRANGER}{key}"


def _opened(session: Session, chain: OpenChain, key: str) -> str | None:
    """The member whose account this very questionnaire has opened before."""
    operation = operations.by_key(session, chain.id, key)
    return str(operation.member_id) if operation is not None else None


def _leave(session: Session, chain: OpenChain, key: str, member: str, answers: Answers, now: datetime) -> None:
    if questionnaires.waiting_of(session, chain.id, UUID(member)) is not None:
        return
    if questionnaires.by_key(session, chain.id, _form(key)) is not None:
        return
    event = Questionnaire(member=member, channel="electronic", answers=answers)
    order = Order(chain, NOBODY, _form(key), "questionnaire", event, now)
    questionnaires.add(session, chain.id, filled_by(order, event), WAITING, due_on(order, event), None)
