"""The outbox: an e-mail is a job's row, written in the transaction that has a reason to send it, so that neither is
there without the other (R17). A worker takes it from there; no partner's delay ever reaches a posting (R18).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.store import jobs

EMAIL, MEMBER_EMAIL, PLATFORM_EMAIL = "email", "member_email", "platform_email"
"""To staff of a chain; to its member, once the chain's owner is known to have an e-mail (R55); from the platform."""


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
) -> bool:
    """Puts a mail into the outbox; False where one with that key was put there before. A key is the chain's own, and
    at most 120 characters. Without a chain it is the platform's own mail (R38). The file of `certificate` is made and
    attached when the mail is sent, so that no code lies in the outbox.
    """
    if tenant is None and to_member:
        raise ValueError("a member belongs to a chain")
    kind = PLATFORM_EMAIL if tenant is None else MEMBER_EMAIL if to_member else EMAIL
    # A line break would let whoever chose a name add headers of their own.
    payload = {"to": to, "subject": " ".join(subject.split()), "text": text}
    if certificate is not None:
        payload["certificate"] = certificate
    return jobs.add(session, tenant, own_key(tenant, key), kind, payload, now)


def own_key(tenant: UUID | None, key: str) -> str:
    """Keys of two chains never meet."""
    return f"{tenant or 'platform'}:{key}"
