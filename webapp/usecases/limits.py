"""How often something may be tried by whoever is not known yet."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from sqlalchemy.orm import Session

from webapp.store import attempts

WITHIN = timedelta(hours=1)


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


def exceeded(session: Session, limits: dict[str, int], now: datetime, within: timedelta = WITHIN) -> bool:
    """Whether more were counted than may be: a second look that sees the attempts of the same moment."""
    return any(attempts.count(session, one, now - within) > most for one, most in limits.items())


def admits(session: Session, limits: dict[str, int], now: datetime, within: timedelta = WITHIN) -> bool:
    """Counts one more of each subject; False, and nothing counted, where one of them had as many as it may."""
    attempts.sweep(session, now - WITHIN)
    if any(attempts.count(session, one, now - within) >= most for one, most in limits.items()):
        return False
    for one in limits:
        attempts.add(session, one, now)
    return True
