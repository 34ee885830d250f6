"""Pages for what went wrong, in the person's language and without a word on the inside. What was sent with a form is
kept, with its operation id: sending it once more does it once (R15, R50).
"""

from __future__ import annotations

from flask import Flask, Response, current_app, make_response, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from webapp.pages.shared import access, answers, kept, visit

KINDS = {403: "forbidden", 404: "not_found", 405: "method", 413: "too_large", 429: "too_many", 503: "busy"}

BACK = {
    "desk.members.create": "desk.home.show",
    "desk.members.activate": "desk.members.show",
    "desk.receipts.create": "desk.home.show",
    "desk.receipts.send": "desk.receipts.show",
    "desk.returns.weigh": "desk.receipts.show",
    "desk.moves.weigh": "desk.receipts.show",
    "desk.links.create": "desk.members.show",
    "desk.cards.exchange": "desk.cards.index",
    "desk.cards.find_person": "desk.cards.further",
    "desk.queue.accept": "desk.queue.show",
    "desk.queue.decline": "desk.queue.show",
    "office.requests.take": "office.requests.show",
    "office.requests.answer": "office.requests.show",
    "office.requests.accept": "office.requests.show",
}
"""Where a loaded address leads that only takes forms: a reload, or a page that was kept among the bookmarks."""


def register(app: Flask) -> None:
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _failed)


def _failed(error: HTTPException) -> Response:
    code = error.code or 500
    if code < 400 or error.response is not None:
        return make_response(error.get_response())
    if isinstance(error, MethodNotAllowed) and (place := _back(error)) is not None:
        return answers.see(place)
    kind = KINDS.get(code, "server" if code >= 500 else "bad_request")
    form = kept.sent_form() if code >= 500 and visit.chain_or_none() is not None else None
    response = _page("errors/wrong.html", code, kind=f"wrong.{kind}", form=form)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.allow.update(error.valid_methods)
    return response


def _back(error: MethodNotAllowed) -> str | None:
    """The address names its chain and what it is about, so that the page behind it can be told."""
    if request.method not in ("GET", "HEAD") or "POST" not in (error.valid_methods or ()):
        return None
    endpoint, values = current_app.create_url_adapter(request).match(method="POST")  # type: ignore[union-attr]
    return url_for(BACK[endpoint], **values) if endpoint in BACK else None


def _expired(error: CSRFError) -> Response:
    """The form's token has ended. Who is not signed in any more is asked to sign in first."""
    known = visit.staff_or_none() or visit.guest_or_none()
    if visit.chain_or_none() is not None and access.closed_to_strangers() and known is None:
        return access.ask_to_sign_in()
    form = kept.sent_form() if visit.chain_or_none() is not None else None
    return _page("errors/wrong.html", 400, kind="wrong.expired", form=form)


def _page(template: str, status: int, **values: object) -> Response:
    response = make_response(render_template(template, **values), status)
    # Where htmx asked for a block, the whole page is told what went wrong.
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "body", "innerHTML"
    return response
