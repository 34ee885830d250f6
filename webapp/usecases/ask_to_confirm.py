"""Mails a link by which an owner shows that the e-mail is theirs (R55)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.messages import letters
from webapp.messages.outbox import send_email
from webapp.store import confirmations
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal
from webapp.usecases.tokens import new_token, token_hash
from webapp.usecases.who_is import Person

GOOD_FOR = timedelta(hours=48)
WITHIN, MOST = timedelta(hours=1), 5
"""So many mails a chain may ask for within so long."""


def ask_to_confirm(chain: OpenChain, person: Person, link: str, language: str, now: datetime) -> Refusal | None:
    """`link` is the address of the page that confirms, up to the token."""

    def work(session: Session) -> Refusal | None:
        to = person.email
        if to is None:
            return Refusal("confirmed_already")
        if confirmations.count(session, chain.id, now - WITHIN) >= MOST:
            return Refusal("too_many_mails")
        mail_link(session, chain.id, person.id, to, chain.name.say(language), link, language, now)
        return None

    return Refusal("confirmed_already") if chain.confirmed else transact(work, chain.id)


def mail_link(
    session: Session, tenant: UUID, person: UUID, to: str, name: str, link: str, language: str, now: datetime
) -> None:
    """The part inside a transaction that is already open."""
    token = new_token()
    made = confirmations.add(session, tenant, person, token_hash(token), now, now + GOOD_FOR)
    words = letters.confirmation(language, name, link + token)
    send_email(session, tenant, f"confirm:{made}", to, words.subject, words.text, now)
