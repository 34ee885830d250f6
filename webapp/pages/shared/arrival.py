"""Which chain a request is for, and who sends it: the chain stands in the address, the person in a sign-in there."""

from __future__ import annotations

from typing import Any

from flask import Flask, abort, g, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from webapp.pages.shared import device, guest, visit
from webapp.usecases.open_chain import OpenChain
from webapp.usecases.sign_out import sign_out
from webapp.usecases.unlock import lock as lock_tablet
from webapp.usecases.who_is import Person, arrive, who_is, who_stands

PLACE = "chain"
"""The part of an address that names a chain: `/<chain>/desk`."""


class Visitor(UserMixin):  # type: ignore[misc]  # the library has no types
    """A signed-in person as flask-login wants one. The cookie holds the sign-in's token, not the person's id."""

    def __init__(self, token: str, person: Person) -> None:
        self.token = token
        self.person = person

    def get_id(self) -> str:
        return self.token


def register(app: Flask) -> None:
    manager = LoginManager(app)
    # Its own guard looks at the network address, which changes under a tablet; the sign-in's row decides (R46).
    manager.session_protection = None
    manager.user_loader(_visitor)
    app.url_value_preprocessor(_find_chain)
    app.url_defaults(lambda endpoint, values: _name_chain(app, endpoint, values))
    app.before_request(_recognise)


def enter(token: str) -> None:
    """Lets the sign-in's person in. The session begins anew, whatever was planted in it before (R51)."""
    visitor = _visitor(token)
    if visitor is None:
        raise ValueError("not a sign-in of this chain")
    session.clear()
    session.permanent = True
    login_user(visitor)
    g.staff = visitor.person


def enter_chain(chain: OpenChain, token: str) -> None:
    """The same from a page of no chain: the rest of the request is for this one."""
    g.chain = chain
    enter(token)


def leave() -> None:
    """Ends the sign-in for good and forgets the session."""
    if current_user.is_authenticated:
        sign_out(visit.chain(), current_user.token)
    logout_user()
    session.clear()
    g.pop("staff", None)


def lock(form: str | None) -> None:
    """Ends the sign-in on this tablet, even one that has run out; what was typed waits there for the same person."""
    counter = device.counter()
    if counter is not None:
        lock_tablet(visit.chain(), counter, token(), device.token(), form, visit.now())
    session.clear()
    g.pop("staff", None)


def token() -> str:
    """That of the sign-in which this request comes under; the members' own pages know no staff."""
    return "" if guest.is_asked() else str(session.get("_user_id", ""))


def _find_chain(endpoint: str | None, values: dict[str, Any] | None) -> None:
    if not values or PLACE not in values:
        return
    came = arrive(values.pop(PLACE), token())
    if came is None:
        abort(404)
    g.chain, g.carried = came.chain, (token(), came.signed_in)


def _name_chain(app: Flask, endpoint: str, values: dict[str, Any]) -> None:
    """An address inside a chain is of the same chain, unless another is named."""
    chain = visit.chain_or_none()
    if chain is not None and PLACE not in values and app.url_map.is_endpoint_expecting(endpoint, PLACE):
        values[PLACE] = chain.slug


def _recognise() -> None:
    if visit.chain_or_none() is None:
        return
    if guest.is_asked():
        guest.recognise()
    elif current_user.is_authenticated:
        g.staff = current_user.person


def _visitor(token: str) -> Visitor | None:
    """None where the request is for no chain: a sign-in is good for its own chain alone."""
    chain, (carried, signed_in) = visit.chain_or_none(), g.get("carried", ("", None))
    if chain is None:
        return None
    if token == carried:
        person = who_stands(chain, signed_in, visit.now(), device.token())
    else:
        person = who_is(chain, token, visit.now(), device.token())
    return Visitor(token, person) if person is not None else None
