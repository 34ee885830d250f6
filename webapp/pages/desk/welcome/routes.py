"""The first page of a chain that has just signed up: a receipt to try, and what comes next."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, request

from webapp.pages.shared import answers, visit
from webapp.usecases.look_at_member import look_at_member

routes = Blueprint("welcome", __name__, url_prefix="/welcome")


@routes.get("/")
def show() -> Response:
    return answers.answer("desk/welcome/show.html", member=_trial_member(request.args.get("member", "")))


def _trial_member(text: str) -> str | None:
    try:
        member = str(UUID(text))
    except ValueError:
        return None
    return member if look_at_member(visit.chain(), member, visit.now()) is not None else None
