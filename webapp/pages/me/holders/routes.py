"""A certificate given away by changing the name on it, and taken back while it is unused (7K-10)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.engine.events import CertificateStep, Event, TransferCertificate
from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import say
from webapp.pages.shared.reading import Reading
from webapp.pages.shared.rules import refusals
from webapp.usecases.handle_certificate import move_certificate, weigh_step
from webapp.usecases.look_at_certificate import Look
from webapp.usecases.look_at_own_certificate import look_at_own_certificate
from webapp.usecases.operation import KeyReused

routes = Blueprint("holders", __name__, url_prefix="/certificates/<uuid:certificate>")
TEMPLATE = "me/holders/edit.html"
TRANSFER, CANCEL = "transfer_certificate", "cancel_certificate"
MOST_NAME = 200


@routes.get("/holder")
def edit(certificate: UUID) -> Response:
    return _page(_look(certificate), Reading({}))


@routes.post("/holder")
def update(certificate: UUID) -> Response:
    look, reading = _look(certificate), Reading(request.form)
    name = reading.text("to", required=True, most=MOST_NAME)
    if name is None:
        return _page(look, reading, status=422)
    return _step(look, reading, TRANSFER, TransferCertificate(certificate=str(certificate), to=name))


@routes.post("/cancellation")
def cancel(certificate: UUID) -> Response:
    return _step(_look(certificate), Reading(request.form), CANCEL, CertificateStep(certificate=str(certificate)))


def _step(look: Look, reading: Reading, verb: str, event: Event) -> Response:
    try:
        operation, actor = visit.sent_operation_id(), visit.member_actor()
        outcome = move_certificate(visit.chain(), actor, operation, verb, event, visit.now())
    except KeyReused:
        reading.errors["form"] = say("wrong.key_reused")
        return _page(look, reading, status=422)
    if outcome.refused:
        reading.errors["to" if verb == TRANSFER else "form"] = " ".join(refusals(outcome.refused))
        return _page(_look(look.id), reading, status=422)
    if not outcome.repeated:
        flash(say(f"me.certificate.done.{verb.removesuffix('_certificate')}"))
    return answers.see(url_for("me.holders.edit", certificate=look.id))


def _page(look: Look, reading: Reading, status: int = 200) -> Response:
    named = str(look.id)
    steps: dict[str, Event] = {
        TRANSFER: TransferCertificate(certificate=named, to="?"),
        CANCEL: CertificateStep(certificate=named),
    }
    why_not = {verb: weigh_step(visit.chain(), verb, event, visit.now()).refused for verb, event in steps.items()}
    values: dict[str, Any] = {"why_not": why_not, "typed": reading.typed("to"), "errors": reading.errors}
    return answers.answer(TEMPLATE, status=status, look=look, operation=visit.operation_id(), **values)


def _look(certificate: UUID) -> Look:
    found = look_at_own_certificate(visit.chain(), visit.member(), certificate, visit.now())
    if found is None:
        abort(404)
    return found
