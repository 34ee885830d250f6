"""An operator signs in and out of the console."""

from __future__ import annotations

from flask import Blueprint, Response, request, session, url_for

from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import language, say
from webapp.usecases.operator_sign_in import operator_sign_in, operator_sign_out
from webapp.usecases.refusal import Refusal

routes = Blueprint("operators", __name__, url_prefix="/operator")
TEMPLATE = "platform/operators/show.html"


@routes.get("/sign-in")
def show() -> Response:
    if visit.operator_or_none() is not None:
        return answers.see(url_for("platform.chains.index"))
    return answers.answer(TEMPLATE, email="", errors={})


@routes.post("/sign-in")
def create() -> Response:
    email, password = request.form.get("email", "").strip()[:254], request.form.get("password", "")[:1024]
    errors = {name: say("field.missing") for name, typed in (("email", email), ("password", password)) if not typed}
    if not errors:
        entered = operator_sign_in(email, password, request.remote_addr or "", visit.now())
        if not isinstance(entered, Refusal):
            # The session begins anew, whatever was planted in it before (R51).
            session.clear()
            session[visit.OPERATOR] = entered
            return answers.see(url_for("platform.chains.index"))
        errors["form"] = entered.say(language())
    return answers.answer(TEMPLATE, status=422, email=email, errors=errors)


@routes.post("/sign-out")
def destroy() -> Response:
    operator_sign_out(session.get(visit.OPERATOR, ""))
    session.clear()
    return answers.see(url_for("platform.operators.show"))
