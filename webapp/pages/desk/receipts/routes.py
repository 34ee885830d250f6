"""Posting a receipt as it was shown, and its slip."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.pages.desk.drafts.forms import Draft, check_for_posting, read_draft
from webapp.pages.desk.drafts.page import page, weigh
from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import say
from webapp.pages.shared.letters import slip_letter
from webapp.pages.shared.reading import Reading
from webapp.pages.shared.rules import refusals
from webapp.usecases.find_receipt import find_receipt
from webapp.usecases.look_at_receipt import Slip, look_at_receipt
from webapp.usecases.operation import KeyReused
from webapp.usecases.post_receipt import Again, post_receipt
from webapp.usecases.send_slip import send_slip

routes = Blueprint("receipts", __name__, url_prefix="/receipts")


@routes.post("/")
def create() -> Response:
    chain = visit.chain()
    draft = read_draft(chain, request.form, visit.sent_operation_id(), visit.salon())
    check_for_posting(draft, chain)
    if draft.errors:
        return page(draft, status=422, taken=draft.again)
    if not draft.shown:
        return page(draft, status=409, notice=say("receipt.changed"))
    weighed = weigh(draft)
    if weighed.asked is not None and weighed.asked.result.get("redeemed") and draft.confirmed != draft.shown:
        # The guest's word, before their bonuses are spent; figures that have changed are shown and asked about anew.
        changed = weighed.mark != draft.shown
        notice = {"notice": say("receipt.changed")} if changed else {}
        return page(draft, weighed, status=409 if changed else 200, confirm=not changed, **notice)
    try:
        where = visit.actor(draft.salon or None)
        again = Again(draft.number, draft.why_again) if draft.again else None
        event = draft.purchase()
        outcome = post_receipt(chain, where, draft.operation, event, visit.now(), in_full=True, again=again)
    except KeyReused:
        return page(draft, status=422, reused=True)
    if "changed" in outcome.refused:
        return page(draft, status=409, notice=say("receipt.changed"))
    if outcome.operation is None:
        return _not_posted(draft, outcome.refused)
    if not outcome.repeated:
        flash(say("slip.done"))
    return answers.see(url_for("desk.receipts.show", receipt=find_receipt(chain, event.receipt)))


def _not_posted(draft: Draft, codes: list[str]) -> Response:
    """The whole receipt was refused: its number, its salon or an item."""
    fields = {"duplicate_receipt": "number", "unknown_salon": "salon"}
    for code, sentence in zip(codes, refusals(codes), strict=True):
        draft.errors.setdefault(fields.get(code, "lines"), sentence)
    before = find_receipt(visit.chain(), draft.number) if "duplicate_receipt" in codes else None
    return page(draft, status=422, taken=before is not None, before=before)


@routes.get("/<uuid:receipt>")
def show(receipt: UUID) -> Response:
    return _show(_slip(receipt))


@routes.post("/<uuid:receipt>/sent")
def send(receipt: UUID) -> Response:
    """The slip to the guest's e-mail."""
    slip, operation, reading = _slip(receipt), visit.sent_operation_id(), Reading(request.form)
    email = reading.email("email", required=True)
    if email is None:
        return _show(slip, reading, status=422)
    letter = slip_letter(slip, email)
    send_slip(visit.chain(), visit.actor(slip.salon), operation, letter, visit.now())
    flash(say("slip.sent"))
    return answers.see(url_for("desk.receipts.show", receipt=receipt))


def _show(slip: Slip, reading: Reading | None = None, status: int = 200) -> Response:
    known = slip.known.email if slip.known else None
    values: dict[str, Any] = {
        "email": reading.typed("email") if reading else known or "",
        "errors": reading.errors if reading else {},
    }
    same_day = slip.local[:10] == visit.today().date().isoformat()
    movable = same_day and not any(line.returned for line in slip.lines)
    told: dict[str, Any] = {"movable": movable, "operation": visit.operation_id(), **values}
    return answers.answer("desk/receipts/show.html", status=status, slip=slip, **told)


def _slip(receipt: UUID) -> Slip:
    slip = look_at_receipt(visit.chain(), receipt)
    if slip is None:
        abort(404)
    return slip
