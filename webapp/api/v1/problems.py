"""What went wrong, as `application/problem+json` (RFC 9457): a code for machines, a sentence for people.

What is another chain's and what does not exist are the same problem, to the letter.
"""

from __future__ import annotations

import json
import sys
from typing import Any, Final

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import HTTPException

from webapp.database import AWAY, LostRace
from webapp.translations.say import LANGUAGES, knows
from webapp.translations.say import say as say_in
from webapp.usecases.operation import KeyReused
from webapp.usecases.refusal import Refusal

MEDIA_TYPE: Final = "application/problem+json"
CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    408: "too_slow",
    413: "too_large",
    415: "not_json",
    429: "too_many_calls",
    503: "busy",
}


class Problem(Exception):
    """Ends the request with that status and code; `told` are further members of the answer."""

    def __init__(self, status: int, code: str, headers: dict[str, str] | None = None, **told: Any) -> None:
        super().__init__(code)
        self.status, self.code, self.headers, self.told = status, code, headers or {}, told


def language() -> str:
    """The caller's, by its Accept-Language."""
    return request.accept_languages.best_match(LANGUAGES) or "en"


def say(key: str, **values: object) -> str:
    return say_in(language(), key, **values)


def answer(status: int, code: str, headers: dict[str, str] | None = None, **told: Any) -> Response:
    key = f"api.problem.{code}"
    title = say(key) if knows(key) else code
    body = {"type": f"/api/v1/docs#{code}", "title": title, "status": status, "code": code, **told}
    response = Response(f"{json.dumps(body, ensure_ascii=False)}\n", status, mimetype=MEDIA_TYPE)
    response.headers.update(headers or {})
    response.headers["Content-Language"] = language()
    response.vary.add("Accept-Language")
    return response


def not_found() -> Problem:
    return Problem(404, "not_found")


def invalid(field: str, detail: str) -> Problem:
    """One field of the body or the address."""
    return Problem(422, "invalid", errors=[{"field": field, "detail": detail}])


def of_refusal(refusal: Refusal) -> Problem:
    """Nothing was changed, as a use case says without asking the engine."""
    return Problem(409, "refused", refused=[refusal.code], reasons=[reason(refusal.code, refusal.say(language()))])


def reason(code: str, sentence: str) -> dict[str, str]:
    return {"code": code, "detail": sentence}


def register(blueprint: Blueprint) -> None:
    """Elsewhere people are told by pages."""
    blueprint.register_error_handler(Problem, lambda one: answer(one.status, one.code, one.headers, **one.told))
    blueprint.register_error_handler(HTTPException, _failed)
    blueprint.register_error_handler(KeyReused, lambda _: answer(422, "key_reused"))
    blueprint.register_error_handler(LostRace, lambda _: answer(409, "in_progress", {"Retry-After": "1"}))
    for failure in AWAY:
        blueprint.register_error_handler(failure, _unavailable)
    blueprint.register_error_handler(Exception, _broken)


def _failed(error: HTTPException) -> Response:
    status = error.code or 500
    headers = {"Retry-After": "5"} if status == 503 else {}
    if status == 405 and getattr(error, "valid_methods", None):
        headers["Allow"] = ", ".join(sorted(error.valid_methods))  # type: ignore[attr-defined]
    return answer(status, CODES.get(status, "broken" if status >= 500 else "bad_request"), headers)


def _unavailable(error: Exception) -> Response:
    current_app.logger.warning("the database did not do its work: %s", type(error).__name__)
    return answer(503, "busy", {"Retry-After": "5"})


def _broken(error: Exception) -> Response:
    current_app.log_exception(sys.exc_info())  # type: ignore[arg-type]
    return answer(500, "broken")
