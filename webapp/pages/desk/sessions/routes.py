"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from webapp.pages.desk.sessions.forms import read_sign_in
from webapp.pages.shared import answers, arrival, kept, visit
from webapp.pages.shared.kept import SignIn
from webapp.pages.shared.language import language
from webapp.usecases.refusal import Refusal
from webapp.usecases.sign_in import sign_in

routes = Blueprint("sessions", __name__)
TEMPLATE = "desk/sessions/show.html"


@routes.get("/sign-in")
def show() -> Response:
    if visit.staff_or_none() is not None:
        return answers.see(url_for("desk.home.show"))
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
    return answers.see(form.next or url_for("desk.home.show"))


@routes.post("/sign-out")
def destroy() -> Response:
    arrival.leave()
    return answers.see(url_for("desk.sessions.show"))
