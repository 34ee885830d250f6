"""News becomes messages, and a message is looked at once more when it is to go out: consent, hours, caps, money (R65).

Whoever refuses advertising between the two gets none of it. What has to wait goes out later, or lapses where it would
come too late.
"""

from __future__ import annotations

import hmac
from datetime import datetime, time, timedelta
from hashlib import sha256
from typing import Any, Final, Literal, NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.database import transact
from webapp.messages.letters import Words
from webapp.messages.outbox import lasting_id, send_message
from webapp.store import chains, consents, member_codes, members, merges, messages
from webapp.store.jobs import Claimed
from webapp.store.members import Known
from webapp.store.message_events import EVENTS, FRESH
from webapp.store.tables import Message
from webapp.usecases.message_words import lasting_name, say_message, told_values, with_way_out
from webapp.usecases.open_chain import OpenChain, open_chain
from webapp.usecases.way_out import WayOut, link_of

NO_ADDRESS: Final = "no_address"
NO_CONSENT: Final = "no_consent"
Ended = Literal["lapsed", "no_address", "no_consent", "switched_off", "capped"]


class Ready(NamedTuple):
    """What goes out now; `way_out` is where advertising is refused."""

    id: UUID
    channel: str
    to: str
    words: Words
    way_out: str = ""


class Later(NamedTuple):
    due_at: datetime
    why: str


def chain_of(tenant: UUID) -> OpenChain | None:
    slug = transact(lambda session: chains.read(session, tenant).slug, tenant, readonly=True)
    return open_chain(slug)


def spread_news(chain: OpenChain, job: Claimed) -> int:
    """One message for each thing that somebody is told, by the first channel that reaches them; how many there are."""

    def work(session: Session) -> int:
        at = datetime.fromisoformat(job.payload["at"])
        told = [one for one in job.payload["news"] if one["event"] in chain.told]
        return sum(_write(session, chain, f"{job.payload['key']} {place}", one, at) for place, one in enumerate(told))

    return transact(work, chain.id)


def _write(session: Session, chain: OpenChain, key: str, news: dict[str, Any], at: datetime) -> bool:
    event = news["event"]
    who = merges.who_is(session, chain.id, UUID(news["member"]))
    known = members.by_id(session, chain.id, who)
    if known is None:
        return False
    id_ = lasting_id(chain.id, lasting_name(event, news["member"], key))
    channel, state = _channel(session, chain, event, who, known)
    if not messages.add(session, chain.id, id_, who, event, channel, state, at) or state != messages.WAITING:
        return False
    return send_message(session, chain.id, id_, {"values": news["values"], "own": news["own"]}, at)


def _channel(session: Session, chain: OpenChain, event: str, member: UUID, known: Known) -> tuple[str, str]:
    """The first of the chain's order that the event is told by, the member has an address for and, for advertising,
    has agreed to, or else the one among them that the member wishes; or why there is none.
    """
    ways = [way for way in chain.messages.order if way in chain.messages.events[event].ways]
    reached = [way for way in ways if address_of(known, way)]
    if not reached:
        return (ways or ["email"])[0], NO_ADDRESS
    if EVENTS[event].purpose == "service":
        wish = members.way_of(session, chain.id, member)
        return next((way for way in reached if way == wish), reached[0]), messages.WAITING
    agreed = [way for way in reached if consents.may_advertise(session, chain.id, member, way)]
    return (agreed[0], messages.WAITING) if agreed else (reached[0], NO_CONSENT)


def address_of(known: Known, channel: str) -> str | None:
    return known.email if channel == "email" else known.phone


def look_at_message(
    chain: OpenChain, job: Claimed, secret: str, site: str, now: datetime
) -> Ready | Later | Ended | None:
    """What becomes of the message now; None for one that is settled already. What is ready counts from now on."""

    def work(session: Session) -> Ready | Later | Ended | None:
        row = messages.by_id(session, chain.id, UUID(job.payload["message"]))
        if row is None or row.state not in messages.OPEN:
            return None
        found = _looked(session, chain, row, job, secret, site, now)
        if isinstance(found, Later):
            messages.put_off(session, chain.id, row.id, found.due_at)
        elif isinstance(found, str):
            messages.settle(session, chain.id, row.id, found)
        return found

    return transact(work, chain.id)


def _looked(
    session: Session, chain: OpenChain, row: Message, job: Claimed, secret: str, site: str, now: datetime
) -> Ready | Later | Ended:
    event, settings = EVENTS[row.event], chain.messages.events.get(row.event)
    if now - row.at >= event.lapses:
        return "lapsed"
    if settings is None or row.channel not in settings.ways:
        return "switched_off"
    who = merges.who_is(session, chain.id, row.member_id)
    known = members.by_id(session, chain.id, who)
    to = address_of(known, row.channel) if known is not None else None
    if known is None or to is None:
        return NO_ADDRESS
    advertises = event.purpose == "advertising"
    if advertises and not consents.may_advertise(session, chain.id, who, row.channel):
        return NO_CONSENT
    later = _quiet(chain, row, bool(job.payload["own"]), now) or _capped(session, chain, row, to, secret, now)
    if later is not None:
        stale = later.due_at - row.at >= event.lapses
        return later if not stale else "lapsed" if later.why == "quiet" else "capped"
    values = told_values(chain, chain.language, job.payload["values"], known.full_name, now)
    words = say_message(chain, row.event, chain.language, values)
    link = link_of(site, secret, chain, WayOut(who, row.channel)) if advertises else ""
    return Ready(row.id, row.channel, to, with_way_out(words, chain.language, link) if link else words, link)


def _quiet(chain: OpenChain, row: Message, own: bool, now: datetime) -> Later | None:
    """Until when nobody is disturbed; who has just done something themself is answered at any hour."""
    if own and now - row.at < FRESH:
        return None
    first, last = chain.messages.quiet_from, chain.messages.quiet_until
    local = now.astimezone(chain.zone)
    hour = local.hour
    if first == last or not (first <= hour < last if first < last else hour >= first or hour < last):
        return None
    day = local.date() + timedelta(days=1) if first > last and hour >= first else local.date()
    return Later(datetime.combine(day, time(last), chain.zone), "quiet")


def _capped(session: Session, chain: OpenChain, row: Message, to: str, secret: str, now: datetime) -> Later | None:
    """Until tomorrow, where today's share is used up; else the message takes its part of it."""
    settings, cost = chain.messages, chain.messages.price.get(row.channel, 0)  # type: ignore[call-overload]
    # One at a time, or two workers would both find the last place free.
    chains.lock(session, chain.id)
    place = hmac.new(secret.encode(), chain.id.bytes + to.lower().encode(), sha256).hexdigest()
    local = now.astimezone(chain.zone)
    today = chain.midnight(now)
    codes = member_codes.spent(session, chain.id, today)
    sums = messages.sums(session, chain.id, today, row.member_id, place, row.id)
    over = (
        sums.member >= settings.most_for_member
        or sums.address >= settings.most_for_address
        or sums.all >= settings.most_a_day
        or (settings.money_a_day is not None and sums.cost + codes + cost > settings.money_a_day)
    )
    if over:
        tomorrow = local.date() + timedelta(days=1)
        return Later(datetime.combine(tomorrow, time(settings.quiet_until), chain.zone), "capped")
    messages.count(session, chain.id, row.id, place, cost, now)
    return None
