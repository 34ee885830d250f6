"""Who visits which chain, and when: the one place where pages look at the request's own facts."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

from flask import abort, g, request, session

from webapp.usecases.open_chain import OpenChain
from webapp.usecases.operation import Actor
from webapp.usecases.operator_sign_in import Operating, who_operates
from webapp.usecases.who_is import Person

DESK_RIGHTS = frozenset({"change_price"})
"""What people of the desk may besides, where their chain does not say otherwise."""


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
    """Who acts, and where: in `salon`, else where the person stands."""
    return Actor(staff().id, salon or staff().salon)


def salon() -> str | None:
    """Where the person stands; None for one who may stand anywhere."""
    return staff().salon


def has_right(right: str) -> bool:
    """Whether the person has a right that is not everybody's at the counter. Owners and managers have each."""
    return staff().role in ("owner", "manager") or right in DESK_RIGHTS


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
