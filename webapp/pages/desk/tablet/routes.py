"""A device becomes a tablet of the chain. Opening the link shows what it does; only the button does it, for links are
also opened by what merely looks at them.
"""

from __future__ import annotations

from flask import Blueprint, Response, flash, url_for

from webapp.pages.shared import answers, arrival, device, links, visit
from webapp.pages.shared.language import say
from webapp.usecases.handle_tablet import enrol_tablet
from webapp.usecases.offer_link import TABLET, look_at_link
from webapp.usecases.refusal import Refusal

routes = Blueprint("tablet", __name__, url_prefix="/tablet")
TEMPLATE = "desk/tablet/edit.html"
GONE = 410


@routes.get("/")
def edit() -> Response:
    link = links.opened()
    found = look_at_link(visit.chain(), link, visit.now()) if link else None
    if found is None or found.purpose != TABLET:
        return answers.answer(TEMPLATE, status=GONE, found=None)
    return answers.answer(TEMPLATE, found=found, word=links.word(found.id))


@routes.post("/")
def create() -> Response:
    link = links.opened()
    token = enrol_tablet(visit.chain(), link, visit.now()) if link else Refusal("link_gone")
    if isinstance(token, Refusal):
        return answers.answer(TEMPLATE, status=GONE, found=None)
    arrival.leave()
    flash(say("tablet.enrolled"))
    return device.remember(answers.see(url_for("desk.sessions.show")), token)
