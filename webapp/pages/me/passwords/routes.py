"""A password of one's own: offered once, never needed."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for

from webapp.pages.me import letters
from webapp.pages.shared import answers, guest, kept, visit
from webapp.pages.shared.language import language, say
from webapp.usecases.choose_password import Change, change_password, has_password, unfit
from webapp.usecases.refusal import Refusal

routes = Blueprint("passwords", __name__, url_prefix="/password")
TEMPLATE = "me/passwords/edit.html"
LONGEST_PASSWORD = 1024


@routes.get("/")
def edit() -> Response:
    return _page({})


@routes.post("/")
def update() -> Response:
    known = has_password(visit.chain(), visit.member())
    old, new, again = (request.form.get(name, "")[:LONGEST_PASSWORD] for name in ("old", "new-password", "again"))
    errors = {"old": say("field.missing")} if known and not old else {}
    weak = unfit(visit.chain(), visit.member(), new) if new else None
    if not new or weak is not None:
        errors["new-password"] = weak.say(language()) if weak is not None else say("field.missing")
    if new != again:
        errors["again"] = say("invitation.again.differs")
    if errors:
        return _page(errors, status=422)
    change = Change(old, new, visit.guest().began, letters.texts())
    done = change_password(visit.chain(), visit.member(), change, visit.now())
    if isinstance(done, Refusal):
        return _page({"old" if done.code == "password_wrong" else "new-password": done.say(language())}, status=422)
    flash(say("me.password.done"))
    return guest.enter(answers.see(_after() or url_for("me.profile.show")), done.token)


def _page(errors: dict[str, str], status: int = 200) -> Response:
    known = has_password(visit.chain(), visit.member())
    first = "first" in request.values and not known
    return answers.answer(TEMPLATE, status=status, errors=errors, known=known, first=first, next=_after())


def _after() -> str | None:
    return kept.own_address(request.values.get("next", ""))
