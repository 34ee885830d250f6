"""Taking lines of a receipt back: choose, look at what follows, confirm."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.pages.desk.returns.forms import Returning, nothing_yet, read_returning, reasons, sent_returning
from webapp.pages.shared import answers, formats, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.rules import refusals
from webapp.usecases.look_at_receipt import Slip, look_at_receipt
from webapp.usecases.operation import KeyReused
from webapp.usecases.return_receipt import return_receipt
from webapp.usecases.weigh_return import weigh_return

routes = Blueprint("returns", __name__, url_prefix="/receipts/<uuid:receipt>/return")
CHOOSE, CONFIRM = "desk/returns/edit.html", "desk/returns/confirm.html"


@routes.get("/")
def edit(receipt: UUID) -> Response:
    slip = _slip(receipt)
    return answers.answer(CHOOSE, slip=slip, reasons=reasons(), returning=nothing_yet(slip))


@routes.post("/weighed")
def weigh(receipt: UUID) -> Response:
    """What would follow, to be confirmed; or the choice once more."""
    slip = _slip(receipt)
    returning = read_returning(slip)
    if "resumed" in request.form:
        returning.errors.clear()
        return answers.answer(CHOOSE, slip=slip, returning=returning)
    if returning.errors or "change" in request.form:
        status = 200 if "change" in request.form else 422
        return answers.answer(CHOOSE, status=status, slip=slip, reasons=reasons(), returning=returning)
    weighed = weigh_return(visit.chain(), returning.event(slip), visit.now())
    if weighed.refused:
        return _refused(slip, returning, weighed.refused)
    operation = visit.operation_id()
    return answers.answer(CONFIRM, slip=slip, returning=returning, result=weighed.result, operation=operation)


@routes.post("/")
def create(receipt: UUID) -> Response:
    slip, operation = _slip(receipt), visit.sent_operation_id()
    returning = sent_returning(slip)
    if not any(returning.units.values()) or not returning.reason:
        abort(400)
    try:
        outcome = return_receipt(visit.chain(), visit.actor(slip.salon), operation, returning.event(slip), visit.now())
    except KeyReused:
        returning.errors["form"] = say("wrong.key_reused")
        return answers.answer(CHOOSE, status=422, slip=slip, reasons=reasons(), returning=returning)
    if outcome.refused:
        return _refused(slip, returning, outcome.refused)
    if not outcome.repeated:
        refund = formats.money(language(), outcome.result["refund"], visit.chain().currency)
        flash(say("return.done", sum=refund))
    return answers.see(url_for("desk.receipts.show", receipt=receipt))


def _refused(slip: Slip, returning: Returning, codes: list[str]) -> Response:
    returning.errors["form"] = " ".join(refusals(codes))
    return answers.answer(CHOOSE, status=422, slip=slip, reasons=reasons(), returning=returning)


def _slip(receipt: UUID) -> Slip:
    slip = look_at_receipt(visit.chain(), receipt)
    if slip is None:
        abort(404)
    return slip
