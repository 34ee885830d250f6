"""Certificates by what is to be done with them; one with its life, its code and every step that it may take next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, make_response, request, url_for

from webapp.engine.events import BookCertificate, CertificateStep, Event, TransferCertificate
from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.reading import Reading
from webapp.pages.shared.rules import refusals
from webapp.pages.shared.secret import secret
from webapp.usecases.certificate_paper import certificate_paper
from webapp.usecases.handle_certificate import hand_over, move_certificate
from webapp.usecases.issue_certificate import issue_certificate, renew_code
from webapp.usecases.list_certificates import QUEUES, list_certificates, place
from webapp.usecases.list_queue import Place, place_of
from webapp.usecases.look_at_certificate import Look, look_at_certificate
from webapp.usecases.operation import KeyReused, Outcome
from webapp.usecases.send_certificate import send_certificate

routes = Blueprint("certificates", __name__, url_prefix="/certificates")
LIST, ONE = "office/certificates/index.html", "office/certificates/show.html"
MOST_NAME = 200


@routes.get("/")
def index() -> Response:
    queue = request.args.get("queue", "")
    queue = queue if queue in QUEUES else QUEUES[0]
    after = place_of(request.args.get("after", ""))
    begins = place(queue, *after) if after is not None else None
    listing = list_certificates(visit.chain(), queue, visit.now(), begins)
    older = Place(*listing.older).written() if listing.older is not None else None
    return answers.answer(LIST, listing=listing, queues=QUEUES, older=older)


@routes.get("/<uuid:certificate>")
def show(certificate: UUID) -> Response:
    return _page(_look(certificate), Reading({}))


@routes.post("/<uuid:certificate>/issue")
def issue(certificate: UUID) -> Response:
    event = CertificateStep(certificate=str(certificate))
    return _step(
        _look(certificate),
        Reading(request.form),
        "certificate.done.issue",
        lambda key: issue_certificate(visit.chain(), visit.actor(), key, event, visit.now(), secret()),
    )


@routes.post("/<uuid:certificate>/delivery")
def deliver(certificate: UUID) -> Response:
    """By e-mail with its file, or handed to a salon."""
    look, reading = _look(certificate), Reading(request.form)
    if "by_email" not in request.form:
        return _step(
            look,
            reading,
            "certificate.done.deliver",
            lambda key: hand_over(visit.chain(), visit.actor(), key, certificate, visit.now()),
        )
    email = reading.email("email", required=True)
    return _step(
        look,
        reading,
        "certificate.done.send",
        lambda key: send_certificate(visit.chain(), visit.actor(), key, certificate, email or "", visit.now()),
    )


@routes.post("/<uuid:certificate>/booking")
def book(certificate: UUID) -> Response:
    look, reading = _look(certificate), Reading(request.form)
    salon, when = reading.typed("salon"), reading.moment("visit", visit.today())
    if salon not in visit.chain().lists.salons:
        reading.wrong("salon", "missing")
    if reading.errors or when is None:
        return _page(look, reading, status=422)
    told = {"certificate": str(certificate), "salon": salon, "visit": when}
    return _move(look, reading, "book_certificate", BookCertificate.model_validate(told))


@routes.post("/<uuid:certificate>/transfer")
def transfer(certificate: UUID) -> Response:
    look, reading = _look(certificate), Reading(request.form)
    name = reading.text("to", required=True, most=MOST_NAME)
    if name is None:
        return _page(look, reading, status=422)
    return _move(look, reading, "transfer_certificate", TransferCertificate(certificate=str(certificate), to=name))


@routes.post("/<uuid:certificate>/cancellation")
def cancel(certificate: UUID) -> Response:
    event = CertificateStep(certificate=str(certificate))
    return _move(_look(certificate), Reading(request.form), "cancel_certificate", event)


@routes.post("/<uuid:certificate>/code")
def renew(certificate: UUID) -> Response:
    _look(certificate)
    refused = renew_code(visit.chain(), visit.actor(), certificate, visit.now(), secret())
    flash(refused.say(language()) if refused else say("certificate.done.code"), "wrong" if refused else "message")
    return answers.see(url_for("office.certificates.show", certificate=certificate))


@routes.get("/<uuid:certificate>/paper")
def paper(certificate: UUID) -> Response:
    _look(certificate)
    found = certificate_paper(visit.chain(), certificate, visit.now(), secret())
    if found is None:
        flash(say("certificate.no_paper"), "wrong")
        return answers.see(url_for("office.certificates.show", certificate=certificate))
    response = make_response(found)
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = 'attachment; filename="certificate.pdf"'
    return response


def _move(look: Look, reading: Reading, verb: str, event: Event) -> Response:
    done = f"certificate.done.{verb.removesuffix('_certificate')}"
    return _step(
        look,
        reading,
        done,
        lambda key: move_certificate(visit.chain(), visit.actor(), key, verb, event, visit.now()),
    )


def _step(look: Look, reading: Reading, done: str, take: Callable[[str], Outcome]) -> Response:
    """Takes a step of its life, or shows the page with why not."""
    if reading.errors:
        return _page(look, reading, status=422)
    try:
        outcome = take(visit.sent_operation_id())
    except KeyReused:
        reading.errors["form"] = say("wrong.key_reused")
        return _page(look, reading, status=422)
    if outcome.refused:
        reading.errors["form"] = " ".join(refusals(outcome.refused))
        return _page(_look(look.id), reading, status=422)
    if not outcome.repeated:
        flash(say(done))
    return answers.see(url_for("office.certificates.show", certificate=look.id))


def _page(look: Look, reading: Reading, status: int = 200) -> Response:
    booked = look.held.visit
    typed = {
        "email": reading.typed("email") or look.owner.email or "",
        "salon": reading.typed("salon") or look.held.salon or "",
        "to": reading.typed("to"),
        "visit-day": reading.typed("visit-day") or (f"{booked:%Y-%m-%d}" if booked else ""),
        "visit-time": reading.typed("visit-time") or (f"{booked:%H:%M}" if booked else ""),
    }
    values: dict[str, Any] = {"typed": typed, "errors": reading.errors, "operation": visit.operation_id()}
    return answers.answer(ONE, status=status, look=look, **values)


def _look(certificate: UUID) -> Look:
    found = look_at_certificate(visit.chain(), certificate, visit.now(), secret() if visit.may("see_codes") else None)
    if found is None:
        abort(404)
    return found
