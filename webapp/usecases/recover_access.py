"""A forgotten password: a link goes to the e-mail if one signs in by it, and nobody is told whether one does (R45)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.messages.outbox import send_email
from webapp.store import staff
from webapp.usecases import attempts
from webapp.usecases.add_staff import folded
from webapp.usecases.offer_link import SECRET, Offer, write
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.rights import has_password

LIFE = timedelta(hours=1)


class Letter(NamedTuple):
    subject: str
    text: str


def recover_access(
    chain: OpenChain, email: str, address: str, key: str, now: datetime, compose: Callable[[UUID], Letter]
) -> None:
    """`compose` writes the letter round the link. Asking often sends no more letters: 5 in 15 minutes, for an e-mail
    and from a network address.
    """
    email = folded(email)
    asked = attempts.subject("recover", email), attempts.subject("recover from", address)
    subjects = dict.fromkeys(asked, attempts.MOST_FAILURES)

    def work(session: Session) -> None:
        if attempts.begin(session, chain.id, subjects, now) is None:
            return
        person = staff.by_email(session, chain.id, email)
        if person is None or person.dismissed_at is not None or not has_password(person.role):
            return
        link = write(session, chain.id, Offer(key, person.id, now, LIFE), SECRET, {}, person.id)
        if isinstance(link, UUID):
            letter = compose(link)
            send_email(session, chain.id, f"recover {link}", email, letter.subject, letter.text, now)

    transact(work, chain.id)
