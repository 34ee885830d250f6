"""A tablet's own people open it: a tap on the name, then the PIN."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, abort, request

from webapp.pages.shared import answers, arrival, device, kept, visit, ways
from webapp.pages.shared.language import language
from webapp.usecases.refusal import Refusal
from webapp.usecases.unlock import Counter, Tile, unlock

routes = Blueprint("unlocks", __name__, url_prefix="/people/<uuid:person>")
TEMPLATE = "desk/unlocks/edit.html"
LONGEST_PIN = 20


@routes.get("/")
def edit(person: UUID) -> Response:
    counter, tile = _chosen(person)
    if visit.staff_or_none() is not None:
        return answers.see(ways.home())
    return answers.answer(TEMPLATE, counter=counter, tile=tile, error="")


@routes.post("/")
def create(person: UUID) -> Response:
    counter, tile = _chosen(person)
    pin = request.form.get("pin", "")[:LONGEST_PIN].strip()
    opened = unlock(visit.chain(), counter, person, pin, visit.now())
    if isinstance(opened, Refusal):
        return answers.answer(TEMPLATE, status=422, counter=counter, tile=tile, error=opened.say(language()))
    arrival.enter(opened.token)
    form = kept.unpacked(opened.form) if opened.form else None
    resumed = answers.answer("desk/sessions/resume.html", form=form) if form is not None else None
    return device.remember(resumed or answers.see(ways.home()), device.token())


def _chosen(person: UUID) -> tuple[Counter, Tile]:
    """Elsewhere than on a tablet nobody is told who works here."""
    counter = device.counter()
    tile = next((one for one in counter.people if one.id == person), None) if counter else None
    if counter is None or tile is None:
        abort(404)
    return counter, tile
