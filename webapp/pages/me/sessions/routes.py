"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from webapp.pages.me import letters
from webapp.pages.shared import answers, guest, kept, visit, ways
from webapp.pages.shared.language import language
from webapp.pages.shared.reading import Reading
from webapp.usecases.ask_code import EMAIL
from webapp.usecases.end_visits import end_visits
from webapp.usecases.enter_by_password import enter_by_password
from webapp.usecases.refusal import Refusal

routes = Blueprint("sessions", __name__)
TEMPLATE, BY_PASSWORD = "me/sessions/show.html", "me/sessions/new.html"
RESUMED = "me/sessions/resume.html"
LONGEST_PASSWORD = 1024


@routes.get("/sign-in")
def show() -> Response:
    if visit.guest_or_none() is not None:
        return answers.see(ways.home())
    return answers.answer(TEMPLATE, typed={}, errors={}, next=_after(), operation=visit.operation_id(), kept=None)


@routes.get("/sign-in/password")
def new() -> Response:
    return answers.answer(BY_PASSWORD, typed="", errors={}, next=_after(), kept=None)


@routes.post("/sign-in/with-password")
def carry() -> Response:
    """The same page, with the form that came after the sign-in had ended."""
    typed = Reading(request.form).typed("who")
    return answers.answer(BY_PASSWORD, typed=typed, errors={}, next=_after(), kept=kept.members_form())


@routes.post("/sign-in/password")
def create() -> Response:
    reading, password = Reading(request.form), request.form.get("password", "")[:LONGEST_PASSWORD]
    want, form = letters.wanted_by(reading, EMAIL), kept.members_form()
    if not password:
        reading.wrong("password", "missing")
    if want is not None and not reading.errors:
        done = enter_by_password(visit.chain(), want, letters.tried(password), visit.now())
        if not isinstance(done, Refusal) and form is not None:
            return guest.enter(answers.answer(RESUMED, form=form), done.token)
        if not isinstance(done, Refusal):
            return guest.enter(answers.see(_after() or ways.home()), done.token)
        reading.errors["form"] = done.say(language())
    typed, errors = reading.typed("who"), reading.errors
    return answers.answer(BY_PASSWORD, status=422, typed=typed, errors=errors, next=_after(), kept=form)


@routes.post("/sign-out")
def destroy() -> Response:
    return guest.leave(answers.see(url_for("me.sessions.show")))


@routes.post("/sign-out-everywhere")
def end() -> Response:
    end_visits(visit.chain(), visit.member(), letters.texts(), visit.now())
    return guest.forget(answers.see(url_for("me.sessions.show")))


def _after() -> str | None:
    return kept.own_address(request.values.get("next", ""))
