"""A certificate at the counter: the code that a guest shows opens it, and it is used once (R8, R52).

The code comes by POST and stays in no page: what goes on is a word that this person has shown it.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, request, url_for
from itsdangerous import BadData, URLSafeTimedSerializer

from webapp.engine.events import UseCertificate
from webapp.ledger.operations import Step
from webapp.pages.desk.drafts.forms import TENDERS, new_number
from webapp.pages.shared import answers, formats, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.reading import MOST_NUMBER, Reading
from webapp.pages.shared.rules import refusals
from webapp.pages.shared.secret import secret
from webapp.pages.shared.words import salon_name
from webapp.usecases.find_certificate import Seeker, find_certificate
from webapp.usecases.handle_certificate import weigh_step
from webapp.usecases.list_certificates import list_bookings
from webapp.usecases.look_at_certificate import Look, look_at_certificate
from webapp.usecases.operation import KeyReused
from webapp.usecases.refusal import Refusal
from webapp.usecases.use_certificate import Payment, use_certificate

routes = Blueprint("certificates", __name__, url_prefix="/certificates")
LIST, ONE = "desk/certificates/index.html", "desk/certificates/show.html"
SHOWN_FOR = 30 * 60
"""Seconds for which a code that was shown opens the certificate: a guest pays meanwhile."""
MOST_TYPED = 80


@routes.get("/")
def index() -> Response:
    return _list({})


@routes.post("/")
def find() -> Response:
    return found_by_code(Reading(request.form).typed("code")[:MOST_TYPED])


def found_by_code(text: str) -> Response:
    """The certificate, ready to be used; or the field once more."""
    place = visit.staff().place
    device = str(place.tablet) if place else request.remote_addr or ""
    seeker = Seeker(visit.staff().id, device, visit.salon())
    found = find_certificate(visit.chain(), seeker, text, visit.now(), secret())
    if isinstance(found, Refusal):
        return _list({"code": found.say(language())}, status=422)
    return _one(_look(found), _sign(found))


@routes.get("/<uuid:certificate>")
def show(certificate: UUID) -> Response:
    return _one(_look(certificate), "")


@routes.post("/<uuid:certificate>/use")
def use(certificate: UUID) -> Response:
    look, operation, reading = _look(certificate), visit.sent_operation_id(), Reading(request.form)
    word = reading.typed("shown")
    if not _was_shown(word, certificate):
        flash(say("certificate.show_again"), "wrong")
        return answers.see(url_for("desk.certificates.index"))
    if "check" in request.form:
        return _one(look, word, reading, operation)
    payment = None
    if look.held.remainder:
        number = reading.text("number", required=True, most=MOST_NUMBER) or ""
        payment = Payment(number, reading.choice("pay", TENDERS, TENDERS[0]))
    if reading.errors:
        return _one(look, word, reading, operation, status=422)
    salon = _salon(look, reading)
    event = UseCertificate(certificate=str(certificate), salon=salon)
    try:
        done = use_certificate(visit.chain(), visit.actor(salon or None), operation, event, visit.now(), payment)
    except KeyReused:
        reading.errors["form"] = say("wrong.key_reused")
        return _one(look, word, reading, status=422)
    if done.outcome.refused:
        reading.errors["form"] = _why(done.outcome.refused, done.first)
        return _one(_look(certificate), word, reading, operation, status=422)
    if not done.outcome.repeated:
        flash(say("certificate.used"))
    if done.receipt is not None:
        return answers.see(url_for("desk.receipts.show", receipt=done.receipt))
    return answers.see(url_for("desk.certificates.show", certificate=certificate))


def _why(codes: list[str], first: Step | None) -> str:
    """One that was used says where and when (R8)."""
    if first is not None:
        when = formats.moment(language(), first.local)
        return say("certificate.used_before", salon=salon_name(first.salon), when=when)
    return " ".join(refusals(codes))


def _list(errors: dict[str, str], status: int = 200) -> Response:
    bookings = list_bookings(visit.chain(), visit.salon(), visit.now())
    return answers.answer(LIST, status=status, bookings=bookings, errors=errors)


def _one(
    look: Look, word: str, reading: Reading | None = None, operation: str | None = None, status: int = 200
) -> Response:
    """`word` proves that the code was shown; without it the certificate can only be looked at."""
    reading = reading or Reading({})
    salon = _salon(look, reading)
    refused = _refused(look, salon) if word or look.state == "booked" else []
    number = reading.typed("number") or new_number(salon, visit.today().date())
    typed = {"number": number, "pay": reading.choice("pay", TENDERS, TENDERS[0]), "salon": salon}
    values: dict[str, Any] = {
        "look": look,
        "shown": word,
        "refused": refused,
        "typed": typed,
        "tenders": TENDERS,
        "errors": reading.errors,
        "operation": operation or visit.operation_id(),
    }
    return answers.answer(ONE, status=status, **values)


def _salon(look: Look, reading: Reading) -> str:
    """Where the person stands; else the one that was chosen, or booked."""
    chain = visit.chain()
    wanted = visit.salon() or reading.typed("salon") or look.held.salon or ""
    return wanted if wanted in chain.lists.salons else next(iter(chain.lists.salons), "")


def _refused(look: Look, salon: str) -> list[str]:
    """Why it cannot be used here now, in sentences."""
    event = UseCertificate(certificate=str(look.id), salon=salon)
    codes = weigh_step(visit.chain(), "use_certificate", event, visit.now()).refused
    if codes == ["certificate_state"] and look.state in ("issued", "delivered"):
        return [say("certificate.not_booked")]
    return [_why(codes, look.used if look.state == "used" else None)] if codes else []


def _look(certificate: UUID) -> Look:
    found = look_at_certificate(visit.chain(), certificate, visit.now())
    if found is None:
        abort(404)
    return found


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret(), salt=f"code shown in {visit.chain().id}")


def _sign(certificate: UUID) -> str:
    word: str = _signer().dumps([certificate.hex, visit.staff().id.hex])
    return word


def _was_shown(word: str, certificate: UUID) -> bool:
    """To this person, and not long ago."""
    try:
        return bool(_signer().loads(word, max_age=SHOWN_FOR) == [certificate.hex, visit.staff().id.hex])
    except BadData:
        return False
