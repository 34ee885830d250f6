"""A receipt that was posted to the wrong guest: whose it is and why, what follows, and one tap that does it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.pages.desk.returns.forms import read_reason, reasons
from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.reading import Reading
from webapp.pages.shared.rules import refusals
from webapp.usecases.find_members import find_members
from webapp.usecases.gather import uuid_of
from webapp.usecases.look_at_receipt import Slip, look_at_receipt
from webapp.usecases.move_receipt import Move, Moved, move_receipt, weigh_move
from webapp.usecases.operation import KeyReused
from webapp.usecases.refusal import Refusal

routes = Blueprint("moves", __name__, url_prefix="/receipts/<uuid:receipt>/move")
TEMPLATE = "desk/moves/edit.html"


@routes.get("/")
def edit(receipt: UUID) -> Response:
    return _page(_slip(receipt), {})


@routes.post("/weighed")
def weigh(receipt: UUID) -> Response:
    """Finds whom it belongs to; for who is chosen, what moving it brings about."""
    slip, reading = _slip(receipt), Reading(request.form)
    member = reading.typed("member")
    text = reading.typed("search")
    reason = read_reason(reading)
    if "find" in request.form or not member:
        found = find_members(visit.chain(), text) if text else []
        if not text:
            reading.wrong("search", "missing")
        errors = {name: error for name, error in reading.errors.items() if name == "search"}
        return _page(slip, errors, 422 if errors else 200, members=found, searched=True)
    if reading.errors:
        return _page(slip, reading.errors, 422, members=find_members(visit.chain(), text), searched=True)
    if uuid_of(member) is None:
        abort(404)
    moved = weigh_move(visit.chain(), visit.actor(slip.salon), Move(receipt, member, reason), visit.now())
    if moved is None:
        abort(404)
    if not isinstance(moved, Moved):
        return _refused(slip, moved)
    return _page(slip, {}, moved=moved, reason=reason, operation=visit.operation_id())


@routes.post("/")
def create(receipt: UUID) -> Response:
    slip, operation, reading = _slip(receipt), visit.sent_operation_id(), Reading(request.form)
    member, reason = reading.typed("member"), reading.text("reason", required=True) or ""
    if uuid_of(member) is None:
        abort(404)
    if reading.errors:
        abort(400)
    move = Move(receipt, member, reason, reading.typed("shown"))
    try:
        moved = move_receipt(visit.chain(), visit.actor(slip.salon), operation, move, visit.now())
    except KeyReused:
        return _page(slip, {"form": say("wrong.key_reused")}, 422)
    if moved is None:
        abort(404)
    if moved == ["changed"]:
        again = weigh_move(visit.chain(), visit.actor(slip.salon), replace(move, quote=None), visit.now())
        if isinstance(again, Moved):
            values = {"moved": again, "reason": reason, "operation": operation, "notice": say("receipt.changed")}
            return _page(slip, {}, 409, **values)
    if not isinstance(moved, Moved):
        return _refused(slip, moved)
    flash(say("move.done"))
    return answers.see(url_for("desk.receipts.show", receipt=moved.receipt))


def _refused(slip: Slip, why: Refusal | list[str]) -> Response:
    said = why.say(language()) if isinstance(why, Refusal) else " ".join(refusals(why))
    return _page(slip, {"form": said}, 422)


def _page(slip: Slip, errors: dict[str, str], status: int = 200, **values: Any) -> Response:
    typed = {name: request.form.get(name, "") for name in ("search", "reason", "reason-words")}
    values |= {"errors": errors, "typed": typed, "reasons": reasons("move")}
    return answers.answer(TEMPLATE, status=status, slip=slip, **values)


def _slip(receipt: UUID) -> Slip:
    slip = look_at_receipt(visit.chain(), receipt)
    if slip is None:
        abort(404)
    return slip
