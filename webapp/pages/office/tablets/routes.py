"""Tablets of the counters: enrolled by a link, moved in a tap, revoked."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.reading import Reading
from webapp.usecases.handle_tablet import list_tablets, move_tablet, revoke_tablet
from webapp.usecases.offer_link import LONGEST_NAME, Offer, offer_tablet
from webapp.usecases.refusal import Refusal

routes = Blueprint("tablets", __name__, url_prefix="/tablets")


@routes.get("/")
def show() -> Response:
    return _page({"name": "", "salon": ""}, {}, visit.operation_id())


@routes.post("/")
def create() -> Response:
    reading, operation = Reading(request.form), visit.sent_operation_id()
    name, salon = reading.text("name", required=True, most=LONGEST_NAME), reading.typed("salon")
    if name is not None:
        offer = Offer(operation, visit.staff().id, visit.now())
        made = offer_tablet(visit.chain(), offer, name, salon or None)
        if not isinstance(made, Refusal):
            return answers.see(url_for("office.links.show", link=made))
        reading.errors["salon" if made.code.startswith("salon") else "form"] = made.say(language())
    return _page({"name": reading.typed("name"), "salon": salon}, reading.errors, operation, status=422)


@routes.post("/<uuid:tablet>")
def update(tablet: UUID) -> Response:
    salon = request.form.get("salon", "")
    return _done(move_tablet(visit.chain(), tablet, salon, visit.now(), visit.staff().id), "tablet.moved")


@routes.post("/<uuid:tablet>/revocation")
def revoke(tablet: UUID) -> Response:
    return _done(revoke_tablet(visit.chain(), tablet, visit.now(), visit.staff().id), "tablet.revoked")


def _done(refused: Refusal | None, done: str) -> Response:
    if refused is not None and refused.code == "tablet_unknown":
        abort(404)
    flash(refused.say(language()) if refused else say(done), "wrong" if refused else "message")
    return answers.see(url_for("office.tablets.show"))


def _page(typed: dict[str, str], errors: dict[str, str], operation: str, status: int = 200) -> Response:
    tablets = list_tablets(visit.chain())
    return answers.answer(
        "office/tablets/show.html", status=status, tablets=tablets, typed=typed, errors=errors, operation=operation
    )
