"""The questionnaire once more: the only way to change one's data (ES-4.1). It is the chain's one form, behind a
one-time link that is made here and followed at once.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, url_for

from webapp.pages.shared import answers, visit
from webapp.usecases.look_at_member import look_at_member
from webapp.usecases.send_questionnaire import send_questionnaire

routes = Blueprint("questionnaires", __name__, url_prefix="/questionnaire")
TEMPLATE = "me/questionnaires/show.html"


@routes.get("/")
def show() -> Response:
    sheet = look_at_member(visit.chain(), str(visit.member()), visit.now())
    if sheet is None:
        abort(404)
    return answers.answer(TEMPLATE, sheet=sheet, operation=visit.operation_id())


@routes.post("/")
def create() -> Response:
    """Sent twice it makes two links, of which the first that is answered ends both."""
    visit.sent_operation_id()
    sent = send_questionnaire(visit.chain(), visit.member_actor(), visit.member(), visit.now())
    if sent is None:
        abort(404)
    return answers.see(url_for("public.questionnaires.edit", token=sent.token))
