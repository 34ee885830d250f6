"""Takes the link that was mailed to the owner of a new chain: from then on messages may go to members (R55)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import audit, chains, confirmations
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal
from webapp.usecases.tokens import token_hash


def confirm_email(chain: OpenChain, token: str, now: datetime) -> Refusal | None:
    """None once it is done. A link is good once."""

    def work(session: Session) -> Refusal | None:
        person = confirmations.use(session, chain.id, token_hash(token), now)
        if person is None:
            return Refusal("link_dead")
        chains.confirm(session, chain.id, now)
        audit.note(session, chain.id, now, "email_confirmed", str(person), person)
        return None

    return transact(work, chain.id)
