"""The flag that a member's data do not match: raised and taken down with a reason (ES-7.3)."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.engine.events import Mismatch
from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import say
from webapp.pages.shared.reading import Reading
from webapp.pages.shared.rules import refusals
from webapp.usecases.look_at_member import Sheet, look_at_member
from webapp.usecases.mark_mismatch import mark_mismatch
from webapp.usecases.operation import KeyReused

routes = Blueprint("mismatches", __name__, url_prefix="/members/<uuid:member>/mismatch")


@routes.get("/")
def edit(member: UUID) -> Response:
    return _page(_sheet(member), {}, "", visit.operation_id())


@routes.post("/")
def update(member: UUID) -> Response:
    sheet, operation, reading = _sheet(member), visit.sent_operation_id(), Reading(request.form)
    reason, wanted = reading.text("reason", required=True), request.form.get("open") == "yes"
    if sheet.person.mismatch == wanted:
        return answers.see(url_for("desk.members.show", member=member))
    if not reading.errors:
        event = Mismatch(member=str(member), open=wanted, reason=reason)
        try:
            outcome = mark_mismatch(visit.chain(), visit.actor(), operation, event, visit.now())
        except KeyReused:
            reading.errors["form"] = say("wrong.key_reused")
        else:
            if not outcome.refused:
                flash(say("mismatch.raised" if wanted else "mismatch.taken_down"))
                return answers.see(url_for("desk.members.show", member=member))
            reading.errors["form"] = " ".join(refusals(outcome.refused))
    return _page(sheet, reading.errors, reading.typed("reason"), operation, 422)


def _sheet(member: UUID) -> Sheet:
    sheet = look_at_member(visit.chain(), str(member), visit.now())
    if sheet is None or sheet.person.state == "closed":
        abort(404)
    return sheet


def _page(sheet: Sheet, errors: dict[str, str], reason: str, operation: str, status: int = 200) -> Response:
    return answers.answer(
        "desk/mismatches/edit.html", status=status, sheet=sheet, errors=errors, reason=reason, operation=operation
    )
