"""Sends a one-time code, or a link to a new password, to whoever is meant by a phone, an e-mail or a card.

Whether somebody is meant is told to nobody: the same is asked, the same is written, and as much is put into the outbox;
what is meant for nobody is thrown away there (R45). How often it may be asked is counted in the database, by what was
typed, by where it comes from and for the chain, and by what a day's messages of the chain may cost (R44).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.messages import gateways
from webapp.messages.outbox import send_email, send_nobody, send_text
from webapp.store import chains, finding, member_codes, member_doors, messages
from webapp.store.door_tables import MemberCode
from webapp.store.member_doors import Reached
from webapp.store.phones import normalised
from webapp.usecases import door_codes, limits
from webapp.usecases.add_staff import folded
from webapp.usecases.limits import Limit
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.refusal import Refusal
from webapp.usecases.tokens import new_token

Channel = Literal["email", "sms", "messenger"]
Kind = Literal["phone", "email", "card"]
EMAIL: Channel = "email"
KEPT = "kept"
"""Under which a code's details hold the form that waits for the sign-in."""
SIGN_IN, PASSWORD = "sign_in", "password"
PAUSE = timedelta(minutes=1)
"""Between two codes for one address."""
LINK_LIFE = timedelta(hours=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST_TO_ONE, MOST_TO_ONE_A_DAY = 5, 10
MOST_FROM_ONE = 30
"""From one network within an hour: a whole salon stands behind it."""
MOST_OF_CHAIN = 3000
"""Of one chain in a day, for messages cost money."""


class Letter(NamedTuple):
    """`short` is what a phone gets, `subject` and `text` make an e-mail."""

    subject: str
    text: str
    short: str


class Wanted(NamedTuple):
    """What was typed, as it was read. `card` is what may be a card's number or a phone; with it comes a birth date."""

    kind: Kind
    value: str
    channel: Channel
    born: date | None = None


class Asking(NamedTuple):
    """Where the request comes from, the form's own operation id, the service's secret, and who writes the letter round
    a code or a link's word. `kept` is a form that came after the sign-in had ended, to be had back with the next one.
    """

    network: str
    key: str
    secret: str
    compose: Callable[[str], Letter]
    kept: str = ""


class Outgoing(NamedTuple):
    """What one form sends: hashes of the addresses, the typed one first, and the way of each."""

    addresses: tuple[str, ...]
    ways: tuple[Channel, ...]


class Sent(NamedTuple):
    """What a code's row is made of: `address_hash` stands for what was typed."""

    purpose: str
    address_hash: str
    channel: Channel
    details: dict[str, object]
    to: str | None
    member: UUID | None = None


def wanted(text: str, channel: Channel) -> Wanted | None:
    """A phone in any writing or an e-mail; None for what is neither."""
    if "@" in text:
        email = folded(text)
        return Wanted("email", email, EMAIL) if is_email(email) else None
    phone = normalised(text)
    return Wanted("phone", phone, channel) if phone is not None else None


def is_email(text: str) -> bool:
    name, _, host = text.partition("@")
    return bool(name) and "." in host.strip(".") and not any(sign.isspace() for sign in text) and len(text) <= 254


def ask_code(chain: OpenChain, want: Wanted, asking: Asking, now: datetime, purpose: str = SIGN_IN) -> UUID | Refusal:
    """The id under which the code is entered, or why none may be sent now. A form that comes twice gets the first."""
    hashed = _address_hash(chain, want, asking.secret)

    def work(session: Session) -> UUID | Refusal:
        first = begin(session, chain, Outgoing((hashed,), (want.channel,)), asking, now)
        if first is not None:
            return first
        people = member_doors.reached(session, chain.id, meant(session, chain.id, want))
        number = want.value if want.kind == "phone" else None
        details = {**told(want.kind, people), **({KEPT: asking.kept} if asking.kept else {})}
        sent = Sent(purpose, hashed, want.channel, details, reach(people, want.channel, number))
        return write(session, chain, sent, asking, now)

    return transact(work, chain.id)


def renew_code(chain: OpenChain, asked: MemberCode, channel: Channel, asking: Asking, now: datetime) -> UUID | Refusal:
    """Another code for what was typed before, by this channel or another."""

    def work(session: Session) -> UUID | Refusal:
        first = begin(session, chain, Outgoing((asked.address_hash,), (channel,)), asking, now)
        if first is not None:
            return first
        people = member_doors.reached(session, chain.id, holders(asked))
        hashes = {
            door_codes.address_hash(asking.secret, chain.id, "phone", one): one for who in people for one in who.phones
        }
        to = reach(people, channel, hashes.get(asked.address_hash))
        sent = Sent(SIGN_IN, asked.address_hash, channel, asked.details, to)
        return write(session, chain, sent, asking, now)

    return transact(work, chain.id)


def begin(session: Session, chain: OpenChain, out: Outgoing, asking: Asking, now: datetime) -> UUID | Refusal | None:
    """None where it may go on: else what the same form was answered with before, or why no message goes out."""
    if not chain.confirmed:
        return Refusal("codes_not_yet")
    member_codes.sweep(session, chain.id, now - DAY)
    known = member_codes.by_id(session, chain.id, _id(chain, asking))
    if known is not None:
        return known.id
    if _costs_too_much(session, chain, out.ways, now):
        return Refusal("codes_too_dear")
    if admitted(session, chain.id, out.addresses, asking.network, now):
        return None
    # The same form, sent twice at once, may have waited for itself.
    known = member_codes.by_id(session, chain.id, _id(chain, asking))
    return known.id if known is not None else Refusal("codes_too_many")


def _address_hash(chain: OpenChain, want: Wanted, secret: str) -> str:
    """The same however a phone or a card is written, or each writing would have codes of its own."""
    kind, value = want.kind, want.value
    if kind == "card":
        phone = normalised(value)
        kind, value = ("phone", phone) if phone is not None else ("card", finding.as_card(value))
    return door_codes.address_hash(secret, chain.id, kind, value)


def _costs_too_much(session: Session, chain: OpenChain, ways: Collection[Channel], now: datetime) -> bool:
    """Whether the chain's money for the day is too little for it. What is asked for is weighed whoever is meant, what
    has gone out to somebody is spent; a way that costs nothing is always open.
    """
    most = chain.messages.money_a_day
    cost = sum(chain.messages.price.get(way, 0) for way in ways)
    if most is None or not cost:
        return False
    # One at a time, or two would both find the last of the money.
    chains.lock(session, chain.id)
    today = chain.midnight(now)
    spent = messages.spent(session, chain.id, today) + member_codes.spent(session, chain.id, today)
    return spent + cost > most


def admitted(session: Session, tenant: UUID, addresses: Sequence[str], network: str, now: datetime) -> bool:
    """Counts one more code to each of them, unless there were as many as there may be. Between two to the first, which
    was typed, there is a pause.
    """
    source, typed = f"{tenant} {limits.network(network)}", addresses[0]
    allowed = [Limit(limits.subject("code just sent to", typed), 1, PAUSE)]
    for address in addresses:
        allowed += [
            Limit(limits.subject("code to", address), MOST_TO_ONE, HOUR),
            Limit(limits.subject("code from", source), MOST_FROM_ONE, HOUR),
            Limit(limits.subject("code of a day to", address), MOST_TO_ONE_A_DAY, DAY),
            Limit(limits.subject("code of a day of", str(tenant)), MOST_OF_CHAIN, DAY),
        ]
    return limits.admits_all(session, allowed, now)


def meant(session: Session, tenant: UUID, want: Wanted) -> Collection[UUID]:
    """Whoever of the chain it is; of several who share an e-mail, all."""
    if want.kind == "email":
        return member_doors.by_email(session, tenant, want.value)
    phone = normalised(want.value)
    found = member_doors.by_phone(session, tenant, phone or "")
    if want.kind == "card":
        found |= member_doors.by_cards(session, tenant, finding.as_cards(want.value))
    if want.born is None:
        return found
    return member_doors.born_on(session, tenant, found, want.born.isoformat())


def told(kind: Kind, people: Collection[Reached]) -> dict[str, object]:
    return {"kind": kind, "members": [str(person.id) for person in people]}


def holders(asked: MemberCode) -> list[UUID]:
    """Who may be meant by what was typed when the code was asked for."""
    return [UUID(member) for member in asked.details["members"]]


def reach(people: Collection[Reached], channel: Channel, number: str | None = None) -> str | None:
    """Where a message goes: to the e-mail of the questionnaire, to that number or else the one they are called by."""
    person = next(iter(people), None)
    if person is None:
        return None
    if channel == EMAIL:
        return person.email
    return number or (person.phones[0] if person.phones else None)


def write(session: Session, chain: OpenChain, sent: Sent, asking: Asking, now: datetime, part: str = "") -> UUID:
    """The code's row and its message. `part` tells apart the codes of one form."""
    link = sent.purpose == PASSWORD
    code = new_token() if link else door_codes.made()
    row = MemberCode(tenant_id=chain.id, id=_id(chain, asking, part), purpose=sent.purpose, channel=sent.channel)
    row.address_hash, row.details, row.member_id = sent.address_hash, dict(sent.details), sent.member
    row.code_hash = door_codes.hashed(asking.secret, chain.id, sent.address_hash, code)
    row.made_at, row.expires_at = now, now + (LINK_LIFE if link else door_codes.LIFE)
    row.cost = chain.messages.price.get(sent.channel, 0) if sent.to is not None else 0
    member_codes.add(session, row)
    _send(session, row, sent.to, asking.compose(f"{row.id.hex}{code}" if link else code), now)
    return row.id


def _send(session: Session, row: MemberCode, to: str | None, letter: Letter, now: datetime) -> None:
    key = f"code {row.id}"
    if to is None:
        send_nobody(session, row.tenant_id, key, now)
    elif row.channel == EMAIL:
        subject, text = letter.subject, letter.text
        send_email(session, row.tenant_id, key, to, subject, text, now, to_member=True, lapses_at=row.expires_at)
    else:
        by: gateways.Channel = "sms" if row.channel == "sms" else "messenger"
        send_text(session, row.tenant_id, key, by, to, letter.short, now, row.expires_at)


def _id(chain: OpenChain, asking: Asking, part: str = "") -> UUID:
    """Of the form: what is sent twice is one asking."""
    return uuid5(chain.id, f"code {part} {asking.key}")
