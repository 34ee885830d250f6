"""Posting a receipt as it was shown, and its slip."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.pages.desk.drafts.forms import Draft, check_for_posting, read_draft
from webapp.pages.desk.drafts.page import page
from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import say
from webapp.pages.shared.rules import refusals
from webapp.usecases.find_receipt import find_receipt
from webapp.usecases.look_at_receipt import look_at_receipt
from webapp.usecases.operation import KeyReused
from webapp.usecases.post_receipt import post_receipt

routes = Blueprint("receipts", __name__, url_prefix="/receipts")


@routes.post("/")
def create() -> Response:
    chain = visit.chain()
    draft = read_draft(chain, request.form, visit.sent_operation_id(), visit.salon())
    if not draft.member:
        abort(404)
    check_for_posting(draft, chain)
    if draft.errors:
        return page(draft, status=422)
    if not draft.shown:
        return page(draft, status=409, notice=say("receipt.changed"))
    try:
        where = visit.actor(draft.salon or None)
        outcome = post_receipt(chain, where, draft.operation, draft.purchase(), visit.now(), in_full=True)
    except KeyReused:
        return page(draft, status=422, reused=True)
    if "changed" in outcome.refused:
        return page(draft, status=409, notice=say("receipt.changed"))
    if outcome.operation is None:
        return _not_posted(draft, outcome.refused)
    if not outcome.repeated:
        flash(say("slip.done"))
    return answers.see(url_for("desk.receipts.show", receipt=find_receipt(chain, draft.number)))


def _not_posted(draft: Draft, codes: list[str]) -> Response:
    """The whole receipt was refused: its number, its salon or an item."""
    fields = {"duplicate_receipt": "number", "unknown_salon": "salon"}
    for code, sentence in zip(codes, refusals(codes), strict=True):
        draft.errors.setdefault(fields.get(code, "lines"), sentence)
    return page(draft, status=422)


@routes.get("/<uuid:receipt>")
def show(receipt: UUID) -> Response:
    slip = look_at_receipt(visit.chain(), receipt)
    if slip is None:
        abort(404)
    return answers.answer("desk/receipts/show.html", slip=slip)
