"""The cookie of a member's sign-in: another than that of staff, for the pages of one chain alone, so that neither is
ever taken for the other in one browser.
"""

from __future__ import annotations

from flask import Response, current_app, g, request

from webapp.pages.shared import visit
from webapp.usecases.end_visits import end_visit
from webapp.usecases.who_visits import ABSOLUTE, who_visits

PAGES = "me."


def is_asked() -> bool:
    """Whether this request is for a page of the members' own."""
    return (request.endpoint or "").startswith(PAGES)


def recognise() -> None:
    if is_asked() and token():
        g.guest = who_visits(visit.chain(), token(), visit.now())


def enter(response: Response, word: str) -> Response:
    response.set_cookie(_name(), word, max_age=ABSOLUTE, path=_path(), secure=_secure(), httponly=True, samesite="Lax")
    return response


def leave(response: Response) -> Response:
    """Ends the sign-in for good and forgets it."""
    if token():
        end_visit(visit.chain(), token())
    return forget(response)


def forget(response: Response) -> Response:
    """Nothing that was shown comes back by the browser's Back. Its worker forgets the card by itself, for what else
    lies in the browser, such as a draft of the desk's, is not the member's to lose (R37).
    """
    response.headers["Clear-Site-Data"] = '"cache"'
    response.delete_cookie(_name(), path=_path(), secure=_secure(), httponly=True, samesite="Lax")
    return response


def token() -> str:
    return request.cookies.get(_name(), "")


def _name() -> str:
    return "__Secure-laurel-me" if _secure() else "laurel-me"


def _path() -> str:
    return f"/{visit.chain().slug}/"


def _secure() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"])
