"""Tells a member, wherever they are known to be reached, what was done to the ways into their account: whoever did not
do it themself learns of it at once (R46).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.messages.outbox import lasting_id, send_email, send_text
from webapp.store import member_doors, messages
from webapp.store.member_doors import Reached
from webapp.store.message_events import Way
from webapp.usecases import limits
from webapp.usecases.limits import Limit
from webapp.usecases.message_words import say_message
from webapp.usecases.open_chain import OpenChain

Warning = Literal["password_changed", "phone_changed", "visits_ended"]
MOST_A_DAY = 10
"""To one member: whoever changes to and fro spends the chain's money, and after ten the member knows."""


def warn_member(
    session: Session, chain: OpenChain, warning: Warning, member: UUID, texts: Sequence[str], now: datetime
) -> None:
    """`texts` are the ways to a phone that there are; where the member is reached is looked up as it still stands."""
    limit = Limit(limits.subject("warning to", f"{chain.id} {member}"), MOST_A_DAY, timedelta(days=1))
    person = next(iter(member_doors.reached(session, chain.id, [member])), None)
    if person is None or not limits.admits_all(session, [limit], now):
        return
    words = say_message(chain, warning, chain.language, {})
    for way, to in _reached(chain, person, texts):
        key = f"{warning} {member} {way} {now.isoformat()}"
        id_ = lasting_id(chain.id, key)
        messages.add(session, chain.id, id_, member, warning, way, messages.WAITING, now)
        messages.take(session, chain.id, id_, chain.messages.price.get(way, 0), now)
        if way == "email":
            send_email(session, chain.id, key, to, *words, now, to_member=True, message=id_)
        else:
            send_text(session, chain.id, key, way, to, words.text, now, message=id_)


def _reached(chain: OpenChain, person: Reached, texts: Sequence[str]) -> Iterator[tuple[Way, str]]:
    """By mail, and by the first of the ways to a phone in the chain's order."""
    if person.email:
        yield "email", person.email
    by = next((way for way in chain.messages.order if way in texts), None)
    if person.phones and by is not None:
        yield by, person.phones[0]
