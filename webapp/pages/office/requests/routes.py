"""One request: whose it is, what it is about, what came of it, and each way to answer it (ES-2.11, 7K-18, 7K-21)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.pages.office.requests.forms import Claimed, new_claimed, read_claimed
from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.photos import show_photo
from webapp.pages.shared.reading import Reading
from webapp.pages.shared.rules import refusals
from webapp.usecases.accept_claim import accept_claim
from webapp.usecases.answer_request import Decided, answer_request, take_request
from webapp.usecases.change_visit import change_visit as change_agreed
from webapp.usecases.look_at_receipt import look_at_receipt
from webapp.usecases.look_at_request import Look, look_at_request, photo_of
from webapp.usecases.operation import KeyReused
from webapp.usecases.refusal import Refusal
from webapp.usecases.request_terms import BOOKING, CLAIM
from webapp.usecases.weigh_receipt import Weighed, weigh_receipt

routes = Blueprint("requests", __name__, url_prefix="/requests/<uuid:asked>")
TEMPLATE = "office/requests/show.html"
DONE, DECLINED = "done", "declined"


@routes.get("/")
def show(asked: UUID) -> Response:
    look = _look(asked)
    return _page(look, Reading({}), new_claimed(look))


@routes.post("/taking")
def take(asked: UUID) -> Response:
    _look(asked)
    refused = take_request(visit.chain(), visit.actor(), asked, visit.now())
    flash(refused.say(language()) if refused else say("request.taken"), "wrong" if refused else "message")
    return answers.see(url_for("office.requests.show", asked=asked))


@routes.post("/answer")
def answer(asked: UUID) -> Response:
    """Done with a word on it, or declined with a reason."""
    look, reading = _look(asked), Reading(request.form)
    state = DECLINED if reading.typed("state") == DECLINED else DONE
    decided = _declined(reading) if state == DECLINED else _done(look, reading)
    if reading.errors:
        return _page(look, reading, new_claimed(look), status=422)
    refused = answer_request(visit.chain(), visit.actor(), asked, decided, visit.now())
    if refused is not None:
        reading.errors["form"] = refused.say(language())
        return _page(_look(asked), reading, new_claimed(look), status=422)
    flash(say(f"request.answered.{state}"))
    return answers.see(url_for("office.requests.show", asked=asked))


def _declined(reading: Reading) -> Decided:
    return Decided(DECLINED, reading.text("reason", required=True))


def _done(look: Look, reading: Reading) -> Decided:
    words = reading.text("answer")
    return Decided(DONE, words, *_visit(reading)) if look.asked.kind == BOOKING else Decided(DONE, words)


def _visit(reading: Reading) -> tuple[datetime | None, str | None]:
    when: datetime | None = reading.moment("visit", visit.today())
    return when, reading.chosen("salon", visit.chain().lists.salons, required=True)


@routes.post("/visit")
def change_visit(asked: UUID) -> Response:
    """Another salon or time for a visit that was agreed."""
    look, reading = _look(asked), Reading(request.form)
    when, salon = _visit(reading)
    if not reading.errors and when is not None and salon is not None:
        refused = change_agreed(visit.chain(), visit.actor(), asked, salon, when, visit.now())
        if refused is None:
            flash(say("request.visit.changed"))
            return answers.see(url_for("office.requests.show", asked=asked))
        reading.errors["form"] = refused.say(language())
    return _page(look, reading, new_claimed(look), status=422)


@routes.post("/receipt")
def accept(asked: UUID) -> Response:
    """First what the rules of its day make of the receipt, then the posting (ES-2.11)."""
    look, operation, reading = _look(asked), visit.sent_operation_id(), Reading(request.form)
    if look.asked.kind != CLAIM:
        abort(404)
    claimed = read_claimed(reading)
    if reading.errors:
        return _page(look, reading, claimed, status=422)
    weighed = _weigh(look, claimed) if look.open else None
    if weighed is not None and ("post" not in request.form or not claimed.shown):
        return _page(look, reading, claimed, weighed, operation=operation)
    event = claimed.purchase(look)
    try:
        outcome = accept_claim(visit.chain(), visit.actor(claimed.salon or None), operation, asked, event, visit.now())
    except KeyReused:
        reading.errors["form"] = say("wrong.key_reused")
        return _page(look, reading, claimed, weighed, status=422)
    if outcome is None:
        abort(404)
    if isinstance(outcome, Refusal):
        reading.errors["form"] = outcome.say(language())
        return _page(_look(asked), reading, claimed, status=422)
    if outcome.operation is None:
        reading.errors["form"] = " ".join(refusals(outcome.refused))
        status = 409 if "changed" in outcome.refused else 422
        return _page(_look(asked), reading, claimed, weighed, status=status, operation=operation)
    if not outcome.repeated:
        flash(say("request.claim.accepted"))
    return answers.see(url_for("office.requests.show", asked=asked))


def _weigh(look: Look, claimed: Claimed) -> Weighed | None:
    chain, quote = visit.chain(), claimed.quote(look)
    weighed = weigh_receipt(chain, visit.actor(), str(look.asked.member_id), quote, visit.now(), claimed.tender)
    if weighed is not None and weighed.asked is not None:
        claimed.payable = weighed.asked.result.get("payable", 0)
    return weighed


@routes.get("/photo")
def photo(asked: UUID) -> Response:
    found = photo_of(visit.chain(), asked)
    if found is None:
        abort(404)
    return show_photo(found)


def _page(
    look: Look,
    reading: Reading,
    claimed: Claimed,
    weighed: Weighed | None = None,
    status: int = 200,
    operation: str = "",
) -> Response:
    details = look.asked.details
    typed = {name: reading.typed(name) for name in ("reason", "answer", "salon", "visit-day", "visit-time")}
    if look.asked.kind == BOOKING:
        day, _, time = (look.asked.visit or details.get("wished", "")).partition("T")
        typed["visit-day"], typed["visit-time"] = typed["visit-day"] or day, typed["visit-time"] or time[:5]
        typed["salon"] = typed["salon"] or look.asked.salon or details.get("salon", "")
    quote = weighed.asked if weighed is not None else None
    values: dict[str, Any] = {
        "typed": typed,
        "errors": reading.errors,
        "claimed": claimed,
        "weighed": weighed,
        "quote": quote if quote is not None and "payable" in quote.result else None,
        "stopped": [*weighed.barred, *(quote.refused if quote else ())] if weighed is not None else [],
        "slip": look_at_receipt(visit.chain(), look.posted) if look.posted else None,
        "operation": operation or visit.operation_id(),
    }
    return answers.answer(TEMPLATE, status=status, look=look, **values)


def _look(asked: UUID) -> Look:
    found = look_at_request(visit.chain(), asked, visit.now())
    if found is None:
        abort(404)
    return found
