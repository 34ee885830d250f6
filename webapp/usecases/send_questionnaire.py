"""Makes a one-time link to the electronic questionnaire of a member (ES-1.4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.messages import outbox
from webapp.store import audit, members, questionnaire_links
from webapp.store.folders import LINK_DAYS
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor
from webapp.usecases.tokens import new_token, token_hash

MOST_TRIES = 10
"""Phones of other members that may be tried on all links of a member together: a member makes as many as they like, and
it shall tell nobody who is a member (R45)."""


class Sent(NamedTuple):
    """`token` is told here and never again: only its hash is kept."""

    token: str
    expires_at: datetime


class Mail(NamedTuple):
    """Sends the link to `to`, once for a `key`; `letter` makes subject and text of it."""

    key: str
    to: str
    letter: Callable[[Sent], tuple[str, str]]


def send_questionnaire(
    chain: OpenChain, actor: Actor, member: UUID, now: datetime, mail: Mail | None = None
) -> Sent | None:
    """None for nobody of this chain, and for who has left it."""
    sent = new_link(chain, now)

    def work(session: Session) -> Sent | None:
        known = members.by_id(session, chain.id, member)
        if known is None or members.has_left(session, chain.id, member):
            return None
        if mail is not None:
            subject, text = mail.letter(sent)
            outbox.send_email(session, chain.id, f"questionnaire {mail.key}", mail.to, subject, text, now, True)
        write_link(session, chain, actor, member, sent, now)
        return sent

    return transact(work, chain.id)


def new_link(chain: OpenChain, now: datetime) -> Sent:
    days = chain.questionnaire.get("link_days", LINK_DAYS)
    return Sent(new_token(), now + timedelta(days=days))


def write_link(
    session: Session,
    chain: OpenChain,
    actor: Actor,
    member: UUID,
    sent: Sent,
    now: datetime,
    host: UUID | None = None,
) -> None:
    """`host` is the member whose account whoever fills it in is invited to."""
    hashed = token_hash(sent.token)
    link = questionnaire_links.add(session, chain.id, member, hashed, now, sent.expires_at, actor.staff, host)
    after = {"expires_at": sent.expires_at.isoformat(), "link": str(link)}
    whom, by = str(member), actor.member
    audit.note(session, chain.id, now, "questionnaire_sent", whom, actor.staff, after=after, by_member=by)
