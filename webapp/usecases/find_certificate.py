"""Finds a certificate by the code that a guest shows. Guessing is limited by person, device and chain, and tells the
owners (R52).
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.messages import letters, outbox
from webapp.store import audit, certificate_codes, staff
from webapp.usecases import attempts, codes
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal

MOST_OF_PERSON = 10
MOST_FROM_DEVICE = 20
MOST_IN_CHAIN = 100
"""Wrong codes within `attempts.WITHIN`: more than slips of the fingers make, far fewer than guessing needs."""


class Seeker(NamedTuple):
    """Who tries a code, and from which tablet or network address; or a machine, by its key."""

    staff: UUID | None
    device: str
    salon: str | None = None
    api_key: UUID | None = None


def find_certificate(chain: OpenChain, seeker: Seeker, text: str, now: datetime, secret: str) -> UUID | Refusal:
    """The certificate's id. What is no code at all counts as no guess."""
    meant = codes.readings(text)
    if not meant:
        return Refusal("code_form", {"length": codes.LENGTH, "example": codes.grouped(codes.ALPHABET[-codes.LENGTH :])})
    own = attempts.subject("codes of", str(seeker.staff or seeker.api_key))
    subjects = {
        own: MOST_OF_PERSON,
        attempts.subject("codes from", seeker.device): MOST_FROM_DEVICE,
        attempts.subject("codes in", str(chain.id)): MOST_IN_CHAIN,
    }
    failures = transact(lambda session: attempts.begin(session, chain.id, subjects, now), chain.id)
    if failures is None:
        return Refusal("code_tries")

    def work(session: Session) -> UUID | Refusal:
        if attempts.too_many(session, chain.id, subjects, now):
            return Refusal("code_tries")
        hashes = [codes.hashed(secret, chain.id, code) for code in meant]
        found = certificate_codes.holder_of(session, chain.id, hashes)
        if found is None:
            if attempts.spent(session, chain.id, subjects, now):
                _alarm(session, chain, seeker, now)
            return Refusal("code_wrong")
        staff.drop_failures(session, chain.id, failures, own)
        return found

    return transact(work, chain.id)


def _alarm(session: Session, chain: OpenChain, seeker: Seeker, now: datetime) -> None:
    """In the log, and to every owner once an hour."""
    who, machine = seeker.staff or seeker.api_key, seeker.api_key
    audit.note(session, chain.id, now, "codes_guessed", str(who), seeker.staff, salon=seeker.salon, api_key=machine)
    words = letters.guessed_codes(chain.language, chain.name.say(chain.language))
    for person in staff.everyone(session, chain.id):
        if person.role == "owner" and person.email:
            key = f"codes guessed {now:%Y-%m-%dT%H} {person.id}"
            outbox.send_email(session, chain.id, key, person.email, words.subject, words.text, now)
