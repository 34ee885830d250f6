"""In which language a page speaks: as the person chose, else the chain's own, else what the browser asks for."""

from __future__ import annotations

from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import RequestEntityTooLarge

from webapp import translations
from webapp.pages.shared import visit
from webapp.translations.say import LANGUAGES

COOKIE = FIELD = "lang"
A_YEAR = 365 * 24 * 60 * 60


def register(app: Flask) -> None:
    app.after_request(_keep)


def language() -> str:
    """Found once a request, so that it does not depend on when it is asked for first."""
    found: str | None = g.get("language")
    if found is None:
        found = g.language = _chosen() or _offered()
    return found


def say(key: str, **values: object) -> str:
    return translations.say.say(language(), key, **values)


def _asked() -> str | None:
    """The language that this request names; a body that is too large to be read names none."""
    try:
        return request.values.get(FIELD)
    except RequestEntityTooLarge:
        return request.args.get(FIELD)


def _chosen() -> str | None:
    for word in (_asked(), request.cookies.get(COOKIE)):
        if word in LANGUAGES:
            return word
    return None


def _offered() -> str:
    chain = visit.chain_or_none()
    if chain is not None:
        return chain.language
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def _keep(response: Response) -> Response:
    word = _asked()
    if word in LANGUAGES and request.cookies.get(COOKIE) != word:
        secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
        response.set_cookie(COOKIE, word, max_age=A_YEAR, secure=secure, httponly=True, samesite="Lax")
    return response
