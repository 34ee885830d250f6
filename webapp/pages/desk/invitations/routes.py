"""Joining the staff, or choosing a new password or PIN, by a link."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for

from webapp.pages.shared import answers, links, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.reading import Reading
from webapp.usecases.join_staff import Answer, Invited, join_staff, look_at_invitation
from webapp.usecases.refusal import Refusal

routes = Blueprint("invitations", __name__, url_prefix="/invitation")
TEMPLATE = "desk/invitations/edit.html"
GONE = 410
LONGEST_SECRET = 1024
FIELDS = {"name_form": "name", "email_form": "email", "email_taken": "email"}
"""Which field a refusal speaks of; the others speak of the secret."""


@routes.get("/")
def edit() -> Response:
    link, invited = _invited()
    if link is None or invited is None:
        return _gone()
    return _page(link, invited, {}, {})


@routes.post("/")
def create() -> Response:
    link, invited = _invited()
    if link is None or invited is None:
        return _gone()
    reading = Reading(request.form)
    secret = request.form.get("password", "")[:LONGEST_SECRET]
    if not invited.known:
        reading.text("name", required=True, most=200)
        if invited.with_password:
            reading.email("email", required=True)
    if not secret:
        reading.wrong("password", "missing")
    elif secret != request.form.get("again", ""):
        reading.errors["again"] = say("invitation.again.differs")
    typed = {name: reading.typed(name) for name in ("name", "email")}
    if not reading.errors:
        done = join_staff(visit.chain(), link, Answer(typed["name"], typed["email"], secret), visit.now())
        if not isinstance(done, Refusal):
            flash(say("invitation.done" if invited.with_password else "invitation.done.pin"))
            return answers.see(url_for("desk.sessions.show"))
        if done.code == "link_gone":
            return _gone()
        reading.errors[FIELDS.get(done.code, "password")] = done.say(language())
    return _page(link, invited, typed, reading.errors, status=422)


def _invited() -> tuple[UUID | None, Invited | None]:
    link = links.opened()
    return link, look_at_invitation(visit.chain(), link, visit.now()) if link else None


def _gone() -> Response:
    return answers.answer(TEMPLATE, status=GONE, invited=None)


def _page(link: UUID, invited: Invited, typed: dict[str, str], errors: dict[str, str], status: int = 200) -> Response:
    word = links.word(link)
    return answers.answer(TEMPLATE, status=status, invited=invited, word=word, typed=typed, errors=errors)
