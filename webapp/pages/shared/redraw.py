"""The page that a form was answered with, in another language: the form is sent once more, and nothing is done.

Whatever the page behind it writes is taken back. Where it would now have gone through, the person is asked to send it.
"""

from __future__ import annotations

from flask import Flask, Response, g, make_response, render_template, request, session
from werkzeug.exceptions import RequestEntityTooLarge

from webapp.database import only_look, would_have_written
from webapp.pages.shared import kept, visit
from webapp.pages.shared.kept import Kept
from webapp.pages.shared.language import FIELD as LANGUAGE

FIELD = "redraw"
STRANGERS = frozenset({"platform.sign_ups.create", "public.questionnaires.create"})
"""Forms of people who have not signed in whose pages ask `is_asked` themselves and do nothing then. From no other
stranger is such a form taken: what counts guesses would be taken back as well (R44, R45).
"""


def register(app: Flask) -> None:
    """After the guards: a redrawn form needs the same rights and the same token."""
    app.before_request(_begin)
    app.after_request(_end)
    app.jinja_env.globals["sent_before"] = sent_before


def sent_before() -> Kept | None:
    """The form that this page answers, to be sent again by the choice of a language; None where there is none, and for
    strangers, who may be before a tablet that has locked itself (R51).
    """
    if not _is_open():
        return None
    try:
        form = kept.sent_form()
    except RequestEntityTooLarge:
        return None
    return form and form._replace(fields=[pair for pair in form.fields if pair[0] != LANGUAGE])


def is_asked() -> bool:
    """Whether the form came to be shown alone."""
    return request.method == "POST" and FIELD in request.form


def _is_open() -> bool:
    return visit.staff_or_none() is not None or request.endpoint in STRANGERS


def _begin() -> None:
    if is_asked() and visit.staff_or_none() is not None and not any(map(kept.is_secret, request.form)):
        g.redraw = True
        only_look()


def _end(response: Response) -> Response:
    if not g.get("redraw") or not 300 <= response.status_code < 400 or not would_have_written():
        return response
    session.pop("_flashes", None)
    return make_response(render_template("errors/wrong.html", kind="wrong.redrawn", form=sent_before()))
