"""Today's operations of one's own; for owners and managers, of the salon or of everybody."""

from __future__ import annotations

from flask import Blueprint, Response, request

from webapp.pages.shared import answers, visit
from webapp.usecases.look_at_today import look_at_today

routes = Blueprint("today", __name__, url_prefix="/today")


@routes.get("/")
def show() -> Response:
    chain, person = visit.chain(), visit.staff()
    wide = person.role in ("owner", "manager")
    salon = request.args.get("salon", "")
    everyone = wide and "everyone" in request.args
    if wide and salon in chain.lists.salons:
        today = look_at_today(chain, visit.now(), salon=salon)
    elif everyone:
        today = look_at_today(chain, visit.now(), salon=person.salon)
    else:
        salon, today = "", look_at_today(chain, visit.now(), person=person.id)
    return answers.answer("desk/today/show.html", done=today, wide=wide, salon=salon, everyone=everyone)
