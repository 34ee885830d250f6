"""The discounts of whoever is signed in at a web shop, by the e-mail that they are known by there."""

from __future__ import annotations

from flask import Blueprint, Response, request

from webapp.api.v1 import answers, calls
from webapp.api.v1.problems import invalid, say
from webapp.engine.money import written
from webapp.usecases.tell_discounts import tell_discounts

routes = Blueprint("discounts", __name__)


@routes.get("/discounts")
def show() -> Response:
    """Of an unknown e-mail no level and no discount is told, as of a member who has none."""
    email = request.args.get("email", "").strip()
    if not email:
        raise invalid("email", say("api.missing"))
    told = tell_discounts(calls.chain(), email, calls.now())
    percents = [{"group": group, "percent": written(percent)} for group, percent in told.percents.items() if percent]
    return answers.told({"member": told.member, "level": told.level, "discounts": percents})
