"""An owner opens the chain's public page to strangers who want to join, or closes it to them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import audit, chains
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.who_is import Person


def lets_join(chain: OpenChain) -> bool:
    """As the chain has said it; whether its questionnaire asks for a phone is another thing."""
    return bool(chain.questionnaire.get("public", True))


def switch_joining(chain: OpenChain, person: Person, on: bool, now: datetime) -> None:
    """A link that was handed on before leads to nothing while it is off; requests that came before stay."""

    def work(session: Session) -> None:
        # Two switches at once must not both be noted.
        chains.lock(session, chain.id)
        questionnaire = chains.read(session, chain.id).questionnaire
        if bool(questionnaire.get("public", True)) == on:
            return
        chains.set_questionnaire(session, chain.id, {**questionnaire, "public": on})
        audit.note(session, chain.id, now, "joining_opened" if on else "joining_shut", chain.slug, person.id)

    transact(work, chain.id)
