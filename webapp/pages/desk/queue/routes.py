"""The queue of questionnaires that wait, and one of them: new beside old, to be accepted or declined (ES-1.5, 4.2)."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.engine.events import Mismatch
from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.questionnaire import answer_words
from webapp.pages.shared.reading import Reading
from webapp.pages.shared.rules import refusals
from webapp.store.questionnaires import MOST_WAITING
from webapp.usecases.look_at_questionnaire import Review, list_waiting, look_at_questionnaire
from webapp.usecases.mark_mismatch import mark_mismatch
from webapp.usecases.operation import KeyReused, Outcome
from webapp.usecases.refusal import Refusal
from webapp.usecases.review_questionnaire import accept_questionnaire, decline_questionnaire

routes = Blueprint("queue", __name__, url_prefix="/queue")


@routes.get("/")
def index() -> Response:
    return answers.answer("desk/queue/index.html", waiting=list_waiting(visit.chain()), most=MOST_WAITING)


@routes.get("/<uuid:questionnaire>")
def show(questionnaire: UUID) -> Response:
    return _page(_review(questionnaire), {})


@routes.post("/<uuid:questionnaire>/acceptance")
def accept(questionnaire: UUID) -> Response:
    review, operation = _review(questionnaire), visit.sent_operation_id()
    try:
        outcome = accept_questionnaire(visit.chain(), visit.actor(), operation, questionnaire, visit.now())
    except KeyReused:
        return _page(review, {"form": say("wrong.key_reused")}, status=422)
    if isinstance(outcome, Refusal):
        return _page(_review(questionnaire), {"form": outcome.say(language())}, status=422)
    assert isinstance(outcome, Outcome), "the review was there a moment ago"
    if outcome.refused:
        return _page(review, {"form": " ".join(refusals(outcome.refused))}, status=422)
    if review.person.mismatch and "match" in request.form:
        down = Mismatch(member=review.member, open=False)
        mark_mismatch(visit.chain(), visit.actor(), f"{operation}-match", down, visit.now())
    flash(say("member.activated" if review.activates else "queue.accepted"))
    return answers.see(url_for("desk.members.show", member=review.member))


@routes.post("/<uuid:questionnaire>/refusal")
def decline(questionnaire: UUID) -> Response:
    review, reading = _review(questionnaire), Reading(request.form)
    reason = reading.text("reason", required=True)
    if reading.errors or reason is None:
        return _page(review, reading.errors, reading.typed("reason"), status=422)
    refused = decline_questionnaire(visit.chain(), visit.actor(), questionnaire, reason, visit.now())
    if refused is not None:
        return _page(_review(questionnaire), {"form": refused.say(language())}, reason, status=422)
    flash(say("queue.declined"))
    return answers.see(url_for("desk.queue.index"))


def _review(questionnaire: UUID) -> Review:
    review = look_at_questionnaire(visit.chain(), visit.actor(), questionnaire, visit.now())
    if review is None:
        abort(404)
    return review


def _page(review: Review, errors: dict[str, str], reason: str = "", status: int = 200) -> Response:
    return answers.answer(
        "desk/queue/show.html",
        status=status,
        review=review,
        errors=errors,
        reason=reason,
        operation=visit.operation_id(),
        answer_words=answer_words,
    )
