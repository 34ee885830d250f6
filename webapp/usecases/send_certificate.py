"""Sends a certificate by e-mail, with its file attached by whoever carries the mail. The first time that is its
delivery; later it only goes once more.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.engine.document.words import Speech
from webapp.engine.events import CertificateStep
from webapp.engine.facts import Certificate
from webapp.messages import letters, outbox
from webapp.messages.outbox import lasting_id
from webapp.store import audit, certificates, members, messages
from webapp.store.message_events import CERTIFICATE
from webapp.usecases.certificate_terms import reward_named
from webapp.usecases.gather import for_certificate
from webapp.usecases.handle_certificate import keep, note_delivery
from webapp.usecases.message_words import lasting_name, say_message
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor, Order, Outcome, perform_in

AGAIN = ("delivered", "booked")


def send_certificate(chain: OpenChain, actor: Actor, key: str, certificate: UUID, email: str, now: datetime) -> Outcome:
    """Raises KeyReused. A repeat of the key sends nothing a second time."""

    def work(session: Session) -> Outcome:
        found = certificates.by_id(session, chain.id, certificate)
        if found is not None and found.held.state_on(chain.local(now).date()) in AGAIN:
            if _post(session, chain, key, found.held, email, now) and not note_delivery(
                session, chain, actor, certificate, now
            ):
                audit.note(session, chain.id, now, "certificate_sent", str(certificate), actor.staff, salon=actor.salon)
            return Outcome({"refused": []})
        event = CertificateStep(certificate=str(certificate))
        order = Order(chain, actor, key, "deliver_certificate", event, now)
        outcome = perform_in(session, order, for_certificate, keep)
        if outcome.operation is not None and found is not None:
            _post(session, chain, key, found.held, email, now)
        return outcome

    return transact(work, chain.id)


def _post(session: Session, chain: OpenChain, key: str, held: Certificate, email: str, now: datetime) -> bool:
    language = chain.language
    say, programme = Speech(language, chain.currency), chain.timeline.certifying(chain.local(now))
    reward = reward_named(programme, held.reward).say(language)
    until = say.day(held.valid_until) if held.valid_until else ""
    booked = programme.certificates is not None and programme.certificates.booked
    rest = say.money(held.remainder) if held.remainder else ""
    values = {"reward": reward, "until": until, "booking": letters.booking(language) if booked else ""}
    known = members.by_id(session, chain.id, UUID(held.person))
    values |= {"rest": letters.rest(language, rest) if rest else "", "name": (known and known.full_name) or ""}
    words = say_message(chain, CERTIFICATE, language, values)
    id_ = lasting_id(chain.id, lasting_name(CERTIFICATE, held.id, key))
    sent = outbox.send_email(
        session,
        chain.id,
        f"certificate {key}",
        email,
        words.subject,
        words.text,
        now,
        to_member=True,
        certificate=held.id,
        message=id_,
    )
    if sent:
        who = UUID(held.person)
        messages.add(session, chain.id, id_, who, CERTIFICATE, "email", messages.WAITING, now)
    return sent
