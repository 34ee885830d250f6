"""The outbox: an e-mail or a text is a job's row, written in the transaction that has a reason to send it, so that
neither is there without the other (R17). A worker takes it from there; no partner's delay ever reaches a posting (R18).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from webapp.messages.gateways import Channel
from webapp.store import jobs

EMAIL, MEMBER_EMAIL, PLATFORM_EMAIL = "email", "member_email", "platform_email"
"""To staff of a chain; to its member, once the chain's owner is known to have an e-mail (R55); from the platform."""
MEMBER_TEXT = "member_text"
"""To a member's phone, under the same condition as its mails."""
NOBODY = "nobody"
"""A message that was asked for by somebody whom nobody knows: it is there as others are, and goes nowhere (R45)."""
JOINING = "joining"
"""A questionnaire by which a stranger asks to join: no message, but what the request that brought it leaves to the
worker, so that the answer is the same for everyone (R45)."""
MEMBER_NEWS, MEMBER_MESSAGE = "member_news", "member_message"
"""What members are to be told, and a single message that comes of it."""
_NAMES = UUID("6b7e2f54-6d0c-4a61-9a0e-3c1f0f1d9b27")


def send_email(
    session: Session,
    tenant: UUID | None,
    key: str,
    to: str,
    subject: str,
    text: str,
    now: datetime,
    to_member: bool = False,
    certificate: str | None = None,
    lapses_at: datetime | None = None,
    message: UUID | None = None,
) -> bool:
    """Puts a mail into the outbox; False where one with that key was put there before. A key is the chain's own, and
    at most 120 characters. Without a chain it is the platform's own mail (R38). The file of `certificate` is made and
    attached when the mail is sent, so that no code lies in the outbox. From `lapses_at` on it is not sent any more.
    `message` is its place in the log.
    """
    if tenant is None and to_member:
        raise ValueError("a member belongs to a chain")
    kind = PLATFORM_EMAIL if tenant is None else MEMBER_EMAIL if to_member else EMAIL
    # A line break would let whoever chose a name add headers of their own.
    payload = {"to": to, "subject": " ".join(subject.split()), "text": text}
    if certificate is not None:
        payload["certificate"] = certificate
    if lapses_at is not None:
        payload["lapses_at"] = lapses_at.isoformat()
    if message is not None:
        payload["logged"] = str(message)
    return jobs.add(session, tenant, own_key(tenant, key), kind, payload, now)


def send_text(
    session: Session,
    tenant: UUID,
    key: str,
    channel: Channel,
    to: str,
    text: str,
    now: datetime,
    lapses_at: datetime | None = None,
    message: UUID | None = None,
) -> bool:
    """Puts a text to a member into the outbox; False where one with that key was put there before. `to` is a phone in
    its + form. From `lapses_at` on it is of no use any more, and is not sent. `message` is its place in the log.
    """
    payload = {"id": str(lasting_id(tenant, key)), "channel": channel, "to": to, "text": text}
    if lapses_at is not None:
        payload["lapses_at"] = lapses_at.isoformat()
    if message is not None:
        payload["logged"] = str(message)
    return jobs.add(session, tenant, own_key(tenant, key), MEMBER_TEXT, payload, now)


def keep_joining(
    session: Session, tenant: UUID, key: str, answers: dict[str, Any], now: datetime, friend: str = ""
) -> bool:
    """False where one with that key was kept before. `friend` is the code of whoever brought the stranger."""
    payload = {"key": key, "answers": answers, "at": now.isoformat(), "friend": friend}
    return jobs.add(session, tenant, own_key(tenant, key), JOINING, payload, now)


def send_news(session: Session, tenant: UUID, key: str, news: Sequence[Mapping[str, Any]], now: datetime) -> bool:
    """Puts what members are to be told into the outbox, in one statement; False where it was put there before. To
    whom, by what channel and whether at all is found by whoever takes it out: a posting waits for none of that.
    """
    payload = {"key": key, "at": now.isoformat(), "news": list(news)}
    return jobs.add(session, tenant, own_key(tenant, f"news {key}"), MEMBER_NEWS, payload, now)


def send_each_news(
    session: Session, tenant: UUID, keyed: Sequence[tuple[str, Mapping[str, Any]]], now: datetime
) -> None:
    """The same for many members at once, each piece of news under a key of its own."""
    jobs.add_all(
        session,
        [
            {
                "tenant": tenant,
                "key": own_key(tenant, f"news {key}"),
                "kind": MEMBER_NEWS,
                "payload": {"key": key, "at": now.isoformat(), "news": [news]},
                "due_at": now,
            }
            for key, news in keyed
        ],
    )


def send_message(session: Session, tenant: UUID, message: UUID, values: Mapping[str, Any], now: datetime) -> bool:
    """A message that stands in the log, with what it is about."""
    payload = {"message": str(message), **values}
    return jobs.add(session, tenant, own_key(tenant, f"message {message}"), MEMBER_MESSAGE, payload, now)


def lasting_id(tenant: UUID, key: str) -> UUID:
    """The same for the same key for good, also in a copy of the database that was put back: by it whoever carries a
    message knows one that came twice (R17, R68).
    """
    return uuid5(_NAMES, own_key(tenant, key))


def send_nobody(session: Session, tenant: UUID, key: str, now: datetime) -> bool:
    """What is written in the place of a message where there is none to send, so that it costs the same."""
    return jobs.add(session, tenant, own_key(tenant, key), NOBODY, {}, now)


def own_key(tenant: UUID | None, key: str) -> str:
    """Keys of two chains never meet."""
    return f"{tenant or 'platform'}:{key}"
