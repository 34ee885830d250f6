"""Sends a one-time code to whoever is meant by a phone, an e-mail or a card.

Whether somebody is meant is told to nobody: the same is asked, the same is written, and as much is put into the outbox;
what is meant for nobody is thrown away there (R45). How often it may be asked is counted in the database, by what was
typed, by where it comes from and for the chain (R44).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import new_id, transact
from webapp.messages.outbox import send_email, send_nobody
from webapp.store import member_codes, member_doors
from webapp.store.door_tables import MemberCode
from webapp.store.member_doors import Reached
from webapp.store.phones import normalised
from webapp.usecases import door_codes, limits
from webapp.usecases.add_staff import folded
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal

SIGN_IN = "sign_in"
EMAIL = "email"
PAUSE = timedelta(minutes=1)
"""Between two codes for one address."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST_TO_ONE, MOST_TO_ONE_A_DAY = 5, 10
MOST_FROM_ONE = 30
"""From one network within an hour: a whole salon stands behind it."""
MOST_OF_CHAIN = 3000
"""Of one chain in a day, for messages cost money."""


class Letter(NamedTuple):
    subject: str
    text: str


class Wanted(NamedTuple):
    """What was typed: `kind` is phone, email or card, `value` as it was read. With a card comes the birth date."""

    kind: str
    value: str
    channel: str
    born: date | None = None


class Asking(NamedTuple):
    """Where the request comes from, the form's own operation id, the service's secret, and who writes the letter."""

    network: str
    key: str
    secret: str
    compose: Callable[[str], Letter]
    """Of a code."""


def wanted(text: str, channel: str) -> Wanted | None:
    """A phone in any writing or an e-mail; None for what is neither."""
    if "@" in text:
        email = folded(text)
        return Wanted("email", email, EMAIL) if _is_email(email) else None
    phone = normalised(text)
    return Wanted("phone", phone, channel) if phone is not None else None


def _is_email(text: str) -> bool:
    name, _, host = text.partition("@")
    return bool(name) and "." in host.strip(".") and not any(sign.isspace() for sign in text) and len(text) <= 254


def ask_code(chain: OpenChain, want: Wanted, asking: Asking, now: datetime) -> UUID | Refusal:
    """The id under which the code is entered, or why none may be sent now."""
    if not chain.confirmed:
        return Refusal("codes_not_yet")
    hashed = door_codes.address_hash(asking.secret, chain.id, want.kind, want.value)

    def work(session: Session) -> UUID | Refusal:
        member_codes.sweep(session, chain.id, now - DAY)
        if not admitted(session, chain.id, hashed, asking.network, now):
            return Refusal("codes_too_many")
        people = member_doors.reached(session, chain.id, meant(session, chain.id, want))
        return write(session, chain, hashed, want.channel, people, asking, now)

    return transact(work, chain.id)


def admitted(session: Session, tenant: UUID, address_hash: str, network: str, now: datetime) -> bool:
    """Counts one more code, unless there were as many as there may be."""
    to = limits.subject("code to", address_hash)
    pause = limits.subject("code just sent to", address_hash)
    a_day = limits.subject("codes of a day to", address_hash)
    source = limits.subject("codes from", f"{tenant} {limits.network(network)}")
    of_chain = limits.subject("codes of", str(tenant))
    return limits.admits_all(
        session,
        [
            limits.Limit(pause, 1, PAUSE),
            limits.Limit(to, MOST_TO_ONE, HOUR),
            limits.Limit(source, MOST_FROM_ONE, HOUR),
            limits.Limit(a_day, MOST_TO_ONE_A_DAY, DAY),
            limits.Limit(of_chain, MOST_OF_CHAIN, DAY),
        ],
        now,
    )


def meant(session: Session, tenant: UUID, want: Wanted) -> Collection[UUID]:
    find = {"phone": member_doors.by_phone, "email": member_doors.by_email, "card": member_doors.by_card}[want.kind]
    found = find(session, tenant, want.value)
    if want.born is None:
        return found
    return member_doors.born_on(session, tenant, found, want.born.isoformat())


def write(
    session: Session,
    chain: OpenChain,
    hashed: str,
    channel: str,
    people: Collection[Reached],
    asking: Asking,
    now: datetime,
) -> UUID:
    """The code's row, and its message to whoever it reaches."""
    code = door_codes.made()
    row = MemberCode(tenant_id=chain.id, id=new_id(), purpose=SIGN_IN, address_hash=hashed, channel=channel)
    row.code_hash = door_codes.hashed(asking.secret, chain.id, hashed, code)
    row.details = {"members": [str(person.id) for person in people]}
    row.made_at, row.expires_at = now, now + door_codes.LIFE
    member_codes.add(session, row)
    to = next((person.email for person in people if person.email), None)
    letter = asking.compose(code)
    if to is None:
        send_nobody(session, chain.id, f"code {row.id}", now)
    else:
        send_email(session, chain.id, f"code {row.id}", to, letter.subject, letter.text, now, to_member=True)
    return row.id
