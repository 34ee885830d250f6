"""Who may use which endpoint. What is not in the table is closed to everyone, and a test fails on it."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, abort, make_response, render_template, request, url_for

from webapp.pages.shared import answers, kept, visit
from webapp.pages.shared.kept import SignIn

ANYONE: Final = frozenset({"anyone"})
COUNTER: Final = frozenset({"owner", "manager", "desk"})
STAFF: Final = COUNTER | {"analyst"}

ACCESS: Final[dict[str, frozenset[str]]] = {
    "static": ANYONE,
    "health.live": ANYONE,
    "health.prepared": ANYONE,
    "platform.home.show": ANYONE,
    "public.chain.show": ANYONE,
    "public.chain.accent": ANYONE,
    "desk.sessions.show": ANYONE,
    "desk.sessions.create": ANYONE,
    "desk.sessions.destroy": STAFF,
    "desk.home.show": COUNTER,
    "desk.home.find": COUNTER,
    "desk.members.create": COUNTER,
    "desk.members.show": COUNTER,
    "desk.questionnaires.edit": COUNTER,
    "desk.questionnaires.create": COUNTER,
    "desk.members.activate": COUNTER,
    "desk.drafts.edit": COUNTER,
    "desk.drafts.update": COUNTER,
    "desk.receipts.create": COUNTER,
    "desk.receipts.show": COUNTER,
    "desk.receipts.send": COUNTER,
    "desk.members.statement": COUNTER,
    "desk.members.send_statement": COUNTER,
    "desk.today.show": COUNTER,
    "desk.moves.edit": COUNTER,
    "desk.moves.weigh": COUNTER,
    "desk.moves.create": COUNTER,
    "desk.returns.edit": COUNTER,
    "desk.returns.weigh": COUNTER,
    "desk.returns.create": COUNTER,
}


def register(app: Flask) -> None:
    app.before_request(check)


def check() -> Response | None:
    """Lets the request through, or answers in the place of its page."""
    if request.endpoint is None:
        return None
    roles = ACCESS.get(request.endpoint)
    if roles is None:
        abort(404)
    if roles is ANYONE:
        return None
    person = visit.staff_or_none()
    if person is None:
        return ask_to_sign_in()
    if person.role not in roles:
        abort(403)
    return None


def closed_to_strangers() -> bool:
    return ACCESS.get(request.endpoint or "") is not ANYONE


def ask_to_sign_in() -> Response:
    """To the sign-in, and back afterwards. A form that was sent stays in the page, to be sent once more."""
    if request.method in ("GET", "HEAD") and not answers.asked_by_htmx():
        return answers.see(url_for("desk.sessions.show", next=request.full_path.rstrip("?")))
    page = render_template("desk/sessions/show.html", form=SignIn(kept=kept.sent_form()))
    response = make_response(page, 401)
    # htmx is told to put the sign-in in the place of the whole page, not of the block that it asked for.
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "body", "innerHTML"
    return response
