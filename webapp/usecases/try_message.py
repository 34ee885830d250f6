"""Sends a message to whoever writes its text, filled with data that look real."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.messages.gateways import Channel
from webapp.messages.letters import Words
from webapp.messages.outbox import own_key, send_email, send_text
from webapp.store import audit, jobs
from webapp.store.message_events import Way
from webapp.usecases import limits
from webapp.usecases.limits import Limit
from webapp.usecases.message_words import preview
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor


class Trial(NamedTuple):
    """`link` is what the way out of advertising shows; `to` is the person's own address or phone."""

    event: str
    way: Way
    to: str
    language: str
    words: Words
    link: str


MOST_IN_AN_HOUR, MOST_IN_A_DAY = 10, 30
"""Of one chain: a phone in a profile is anybody's until it answers."""


def try_message(chain: OpenChain, actor: Actor, key: str, trial: Trial, now: datetime) -> bool:
    """False where as many have gone as may (R44). One that was sent under this key before is not sent again."""
    said = preview(chain, trial.event, trial.language, trial.words, trial.link)

    def work(session: Session) -> bool:
        own = f"trial {key}"
        if jobs.is_known(session, own_key(chain.id, own)):
            return True
        allowed = [
            Limit(limits.subject("trial of", str(chain.id)), MOST_IN_AN_HOUR, limits.WITHIN),
            Limit(limits.subject("trial of a day of", str(chain.id)), MOST_IN_A_DAY, limits.LONGEST),
        ]
        if not limits.admits_all(session, allowed, now):
            return False
        if trial.way == "email":
            sent = send_email(session, chain.id, own, trial.to, said.subject, said.text, now)
        else:
            channel: Channel = "sms" if trial.way == "sms" else "messenger"
            sent = send_text(session, chain.id, own, channel, trial.to, said.text, now)
        if sent:
            audit.note(session, chain.id, now, "message_tried", trial.event, actor.staff, after={"ways": trial.way})
        return True

    return transact(work, chain.id)
