"""The cookie that makes a device the tablet of a salon. Each chain has its own, so that a device may be many's."""

from __future__ import annotations

from flask import Response, current_app, g, request

from webapp.pages.shared import visit
from webapp.usecases.unlock import Counter, which_tablet

A_YEAR = 365 * 24 * 60 * 60


def name() -> str:
    prefix = "__Host-" if current_app.config["SESSION_COOKIE_SECURE"] else ""
    return f"{prefix}laurel-tablet-{visit.chain().id.hex}"


def token() -> str:
    return request.cookies.get(name(), "")


def counter() -> Counter | None:
    """The tablet that this request comes from; asked once."""
    if "counter" not in g:
        g.counter = which_tablet(visit.chain(), token()) if token() else None
    found: Counter | None = g.counter
    return found


def remember(response: Response, word: str) -> Response:
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.set_cookie(name(), word, max_age=A_YEAR, path="/", secure=secure, httponly=True, samesite="Lax")
    return response
