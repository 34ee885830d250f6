"""A stranger asks to join by the electronic questionnaire of the public page (ES-1.4, 7K-22).

Nothing here looks at who is a member: the same statements and the same words for a phone that is known and one that is
not (R45). What the questionnaire says by itself, an age, say, is answered at once; the account is opened by the worker,
seconds later (`take_joining`).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.events import Answers, Enrol, Questionnaire
from webapp.engine.world import World
from webapp.messages import outbox
from webapp.store import chains
from webapp.store.phones import normalised
from webapp.usecases import limits
from webapp.usecases.limits import Strangers
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal
from webapp.usecases.switch_joining import lets_join

MOST = Strangers(from_network=30, of_phone=3, of_chain=1000)
"""Guests of one salon come from one network."""


def may_join(chain: OpenChain) -> bool:
    """Whether the chain lets strangers join on its page: that needs a phone, by which an account is known."""
    asked = {field["name"] for field in chain.questionnaire["fields"]}
    return lets_join(chain) and "phone" in asked and chain.state == "open"


def ask_to_join(
    chain: OpenChain, key: str, answers: Answers, address: str, now: datetime, friend: str = ""
) -> Refusal | list[str]:
    """Reason codes of the engine, none where it was taken. The same form sent twice is taken once. `friend` is the code
    of the member who has brought the stranger (ES-2.3b); a wrong one tells nothing and does nothing.
    """
    phone = normalised(answers.phone)
    if not may_join(chain) or phone is None:
        return Refusal("joining_off")
    refused = _unfit(chain, answers, now)
    if refused:
        return refused
    asks = "joining", chain.id, MOST, address, phone, now
    if not transact(lambda session: limits.admits_stranger(session, *asks), None):
        return Refusal("too_many_joinings")
    if chain.most_members is not None and transact(lambda session: _full(session, chain), chain.id, readonly=True):
        return ["member_limit"]
    written = answers.model_dump(mode="json", exclude_none=True)
    transact(lambda session: outbox.keep_joining(session, chain.id, key, written, now, friend), chain.id)
    return []


def _unfit(chain: OpenChain, answers: Answers, now: datetime) -> list[str]:
    """What the rules say to these answers, of whomever they are."""
    world, local = World(chain.timeline, chain.lists), chain.local(now)
    stopped = world.tell(local, "enrol", Enrol(member="new")).refused
    filled = Questionnaire(member="new", channel="electronic", answers=answers)
    return stopped or world.tell(local, "questionnaire", filled).refused


def _full(session: Session, chain: OpenChain) -> bool:
    assert chain.most_members is not None
    return chains.members(session, chain.id) >= chain.most_members
