"""An owner closes the chain. Nothing is deleted: the operator can open it again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.store import audit, chains
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal
from webapp.usecases.who_is import Person


def close_chain(chain: OpenChain, person: Person, name: str, reason: str, now: datetime) -> Refusal | None:
    """None once it is done. `name` is the chain's name, typed by whoever closes it, in either language."""
    if _plain(name) not in (_plain(chain.name.ru), _plain(chain.name.en)):
        return Refusal("other_name", {"name": chain.name.ru})
    if not reason.strip():
        return Refusal("reason_missing")

    def work(session: Session) -> Refusal | None:
        chains.lock(session, chain.id)
        state = chains.read(session, chain.id).state
        if state == "closed":
            return None
        chains.set_state(session, chain.id, "closed", reason)
        after = {"state": "closed", "reason": reason}
        audit.note(session, chain.id, now, "chain_closed", chain.slug, person.id, before={"state": state}, after=after)
        return None

    return transact(work, chain.id)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
