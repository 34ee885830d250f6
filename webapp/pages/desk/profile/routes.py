"""One's own password, PIN and sign-ins."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.pages.shared import answers, arrival, visit
from webapp.pages.shared.language import language, say
from webapp.usecases.change_secret import Change, Kind, change_secret
from webapp.usecases.end_sign_ins import end_own_others
from webapp.usecases.list_staff import look_at_colleague
from webapp.usecases.refusal import Refusal
from webapp.usecases.rights import has_password

routes = Blueprint("profile", __name__, url_prefix="/profile")
TEMPLATE = "desk/profile/show.html"
LONGEST_SECRET = 1024


@routes.get("/")
def show() -> Response:
    return _page({})


@routes.post("/")
def update() -> Response:
    kind: Kind = "pin" if request.form.get("kind") == "pin" else "password"
    old, new, again = (request.form.get(f"{name}-{kind}", "")[:LONGEST_SECRET] for name in ("old", "new", "again"))
    errors = {f"{name}-{kind}": say("field.missing") for name, text in (("old", old), ("new", new)) if not text}
    if new != again:
        errors.setdefault(f"again-{kind}", say("invitation.again.differs"))
    if errors:
        return _page(errors, status=422)
    admitted = change_secret(visit.chain(), visit.staff(), Change(kind, old, new), visit.now())
    if isinstance(admitted, Refusal):
        wrong = "old" if admitted.code == "secret_wrong" else "new"
        return _page({f"{wrong}-{kind}": admitted.say(language())}, status=422)
    arrival.enter(admitted.token)
    flash(say(f"profile.{kind}.done"))
    return answers.see(url_for("desk.profile.show"))


@routes.post("/sign-ins")
def end() -> Response:
    end_own_others(visit.chain(), visit.staff().id, arrival.token(), visit.now())
    flash(say("profile.ended"))
    return answers.see(url_for("desk.profile.show"))


def _page(errors: dict[str, str], status: int = 200) -> Response:
    person = visit.staff()
    own = look_at_colleague(visit.chain(), person.id, visit.now(), arrival.token())
    if own is None:
        abort(404)
    password = has_password(person.role)
    return answers.answer(TEMPLATE, status=status, colleague=own, errors=errors, with_password=password)
