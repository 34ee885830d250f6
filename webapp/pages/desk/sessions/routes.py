"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, request, url_for

from webapp.pages.desk.sessions.forms import read_sign_in
from webapp.pages.shared import answers, arrival, device, kept, visit, ways
from webapp.pages.shared.kept import SignIn
from webapp.pages.shared.language import language
from webapp.usecases.refusal import Refusal
from webapp.usecases.sign_in import sign_in

routes = Blueprint("sessions", __name__)
TEMPLATE, PEOPLE = "desk/sessions/show.html", "desk/sessions/people.html"
RESUMED = ("resumed", "1")
"""Stands in a form that a lock has kept: it was not yet sent by whoever typed it, so it is shown and not done."""


@routes.get("/sign-in")
def show() -> Response:
    if visit.staff_or_none() is not None:
        return answers.see(ways.home())
    counter = device.counter()
    if counter is not None and "by" not in request.args:
        return answers.answer(PEOPLE, counter=counter, kept=False)
    form = SignIn(next=kept.own_address(request.args.get("next", "")))
    return answers.answer(TEMPLATE, form=form)


@routes.post("/sign-in")
def create() -> Response:
    form = read_sign_in()
    if form.errors:
        return answers.answer(TEMPLATE, status=422, form=form)
    admitted = sign_in(visit.chain(), form.email, form.password, request.remote_addr or "", visit.now())
    if isinstance(admitted, Refusal):
        form.errors["form"] = admitted.say(language())
        return answers.answer(TEMPLATE, status=422, form=form)
    arrival.enter(admitted.token)
    if form.kept is not None:
        return answers.answer("desk/sessions/resume.html", form=form.kept)
    return answers.see(ways.or_home(form.next))


@routes.post("/sign-out")
def destroy() -> Response:
    arrival.leave()
    return answers.see(url_for("desk.sessions.show"))


@routes.post("/lock")
def lock() -> Response:
    """The button belongs to the page's form and sends it along, so that nothing half-filled is lost by a lock."""
    address = kept.own_address(request.form.get("lock", ""))
    form = kept.sent_form(address) if address else None
    if form is not None:
        form.fields.append(RESUMED)
    arrival.lock(form.packed() if form else None)
    return answers.see(url_for("desk.sessions.show"))


@routes.get("/awake")
def touch() -> Response:
    """Whoever types on a page for long is no idle one: recognising them has moved the lock on."""
    return make_response("", 204)
