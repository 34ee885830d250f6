"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from webapp.pages.shared import answers, guest, kept, visit, ways
from webapp.usecases.end_visits import end_visits

routes = Blueprint("sessions", __name__)
TEMPLATE = "me/sessions/show.html"


@routes.get("/sign-in")
def show() -> Response:
    if visit.guest_or_none() is not None:
        return answers.see(ways.home())
    after = kept.own_address(request.args.get("next", ""))
    return answers.answer(TEMPLATE, typed="", errors={}, next=after, operation=visit.operation_id())


@routes.post("/sign-out")
def destroy() -> Response:
    return guest.leave(answers.see(url_for("me.sessions.show")))


@routes.post("/sign-out-everywhere")
def end() -> Response:
    end_visits(visit.chain(), visit.member())
    return guest.forget(answers.see(url_for("me.sessions.show")))
