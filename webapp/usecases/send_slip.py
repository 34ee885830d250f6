"""Puts a slip or a statement into the outbox, for a guest who asked for it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.messages import outbox
from webapp.store import audit
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor


class Letter(NamedTuple):
    """`about` is the id of the receipt or member; the log keeps that and no address (R42)."""

    about: str
    to: str
    subject: str
    text: str


def send_slip(chain: OpenChain, actor: Actor, key: str, letter: Letter, now: datetime) -> bool:
    """False where it was sent under this key before."""

    def work(session: Session) -> bool:
        told = (letter.to, letter.subject, letter.text)
        sent = outbox.send_email(session, chain.id, f"slip {key}", *told, now, to_member=True)
        if sent:
            audit.note(session, chain.id, now, "slip_sent", letter.about, actor.staff, salon=actor.salon)
        return sent

    return transact(work, chain.id)
