"""The log of messages: to whom, about what, by which channel, and what became of each. What they said it has not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from webapp.database import Mark, transact
from webapp.store import messages, staff
from webapp.store.messages import Told
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.who_is import Person

MOST = 50
"""Of one page."""


class Log(NamedTuple):
    """`older` is where the next page begins; None on the last."""

    messages: Sequence[Told]
    older: Mark | None


def list_messages(chain: OpenChain, after: Mark | None = None) -> Log:
    rows = transact(lambda session: messages.listed(session, chain.id, after, MOST + 1), chain.id, readonly=True)
    shown = rows[:MOST]
    return Log(shown, Mark(shown[-1].at, shown[-1].id) if len(rows) > MOST else None)


def own_phone(chain: OpenChain, person: Person) -> str | None:
    """By which someone of the staff can try a text."""

    def work(session: Session) -> str | None:
        found = staff.by_id(session, chain.id, person.id)
        return found.phone if found is not None else None

    return transact(work, chain.id, readonly=True)
