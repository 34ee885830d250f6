"""Who visits which chain, and when: the one place where pages look at the request's own facts."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from uuid import UUID

from flask import abort, g, request, session

from webapp.usecases import rights
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor
from webapp.usecases.operator_sign_in import Operating, who_operates
from webapp.usecases.who_is import Person
from webapp.usecases.who_visits import Guest


def chain() -> OpenChain:
    found = chain_or_none()
    if found is None:
        abort(404)
    return found


def chain_or_none() -> OpenChain | None:
    return g.get("chain")


def staff() -> Person:
    found = staff_or_none()
    if found is None:
        abort(404)
    return found


def staff_or_none() -> Person | None:
    return g.get("staff")


def member() -> UUID:
    return guest().id


def guest() -> Guest:
    """Who is signed in as a member: on pages whose access is MEMBER there is always one."""
    found = guest_or_none()
    if found is None:
        abort(404)
    return found


def guest_or_none() -> Guest | None:
    return g.get("guest")


def id_of(text: str) -> UUID | None:
    """An id out of a form; None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


OPERATOR = "operator"
"""Under which the session keeps the token of an operator's sign-in."""


def operator() -> Operating:
    found = operator_or_none()
    if found is None:
        abort(404)
    return found


def operator_or_none() -> Operating | None:
    """Whoever runs the platform, at its own pages: nobody is that in a chain."""
    if "operator" not in g:
        token = session.get(OPERATOR)
        g.operator = who_operates(token, now()) if token and chain_or_none() is None else None
    found: Operating | None = g.operator
    return found


def actor(salon: str | None = None) -> Actor:
    """Who acts: the person, in that salon or else where they stand, on the tablet that they work on."""
    person = staff()
    return Actor(person.id, salon or person.salon, person.place.tablet if person.place else None)


def member_actor() -> Actor:
    """The member as the one who acts, alone."""
    return Actor(member=member())


def salon() -> str | None:
    """Where the person stands; None for one who may stand anywhere."""
    return staff().salon


def may(right: str) -> bool:
    """Whether whoever visits has that right of `usecases/rights.py`."""
    person = staff_or_none()
    return person is not None and rights.may(person.role, right)


def now() -> datetime:
    return datetime.now(UTC)


def today() -> datetime:
    """The chain's local time."""
    return chain().local(now())


def operation_id() -> str:
    """Born with a form: what is sent under it is done once, however often it is sent."""
    return secrets.token_urlsafe(18)


def sent_operation_id() -> str:
    """The form's own; a form that lost it could be done twice, so it is not taken."""
    sent = request.form.get("operation", "")
    if not 16 <= len(sent) <= 64 or not sent.isascii() or not sent.isprintable():
        abort(400)
    return sent
