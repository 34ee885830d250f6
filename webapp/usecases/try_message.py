"""Sends a message to whoever writes its text, filled with data that look real."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.messages.gateways import Channel
from webapp.messages.letters import Words
from webapp.messages.outbox import send_email, send_text
from webapp.store import audit
from webapp.store.message_events import Way
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


def try_message(chain: OpenChain, actor: Actor, key: str, trial: Trial, now: datetime) -> bool:
    """False where it was sent under this key before."""
    said = preview(chain, trial.event, trial.language, trial.words, trial.link)

    def work(session: Session) -> bool:
        own = f"trial {key}"
        if trial.way == "email":
            sent = send_email(session, chain.id, own, trial.to, said.subject, said.text, now)
        else:
            channel: Channel = "sms" if trial.way == "sms" else "messenger"
            sent = send_text(session, chain.id, own, channel, trial.to, said.text, now)
        if sent:
            audit.note(session, chain.id, now, "message_tried", trial.event, actor.staff, after={"ways": trial.way})
        return sent

    return transact(work, chain.id)
