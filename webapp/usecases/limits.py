"""How often something may be tried by whoever is not known yet."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.store import attempts

WITHIN = timedelta(hours=1)
LONGEST = timedelta(days=1)


class Limit(NamedTuple):
    """`most` of one subject within a span, which is not longer than LONGEST."""

    subject: str
    most: int
    within: timedelta


def subject(kind: str, value: str = "") -> str:
    """What is counted, in a form that names nobody."""
    return hashlib.sha256(f"{kind} {value}".encode()).hexdigest()


def network(address: str) -> str:
    """Whom a network address stands for: one line of IPv6 has a whole /64."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or int(found) >> 64)
    return str(found)


class Strangers(NamedTuple):
    """How often strangers may do something within a day: those of one network, with one phone, and all of a chain."""

    from_network: int
    of_phone: int
    of_chain: int


def admits_stranger(
    session: Session, what: str, tenant: UUID, most: Strangers, address: str, phone: str, now: datetime
) -> bool:
    """Counts one more, unless there were as many as there may be."""
    allowed = {
        subject(f"{what} from", f"{tenant} {network(address)}"): most.from_network,
        subject(f"{what} of", f"{tenant} {phone}"): most.of_phone,
        subject(what, str(tenant)): most.of_chain,
    }
    return admits(session, allowed, now, LONGEST)


def exceeded(session: Session, limits: dict[str, int], now: datetime, within: timedelta = WITHIN) -> bool:
    """Whether more were counted than may be: a second look that sees the attempts of the same moment."""
    return any(attempts.count(session, one, now - within) > most for one, most in limits.items())


def admits(session: Session, limits: dict[str, int], now: datetime, within: timedelta = WITHIN) -> bool:
    """Counts one more of each subject; False, and nothing counted, where one of them had as many as it may."""
    return admits_all(session, [Limit(one, most, within) for one, most in limits.items()], now)


def admits_all(session: Session, limits: list[Limit], now: datetime) -> bool:
    """The same for limits of several spans."""
    attempts.sweep(session, now - LONGEST)
    attempts.hold(session, [one.subject for one in limits])
    if any(attempts.count(session, one.subject, now - one.within) >= one.most for one in limits):
        return False
    for one in limits:
        attempts.add(session, one.subject, now)
    return True
