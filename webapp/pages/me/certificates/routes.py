"""The member's certificates: those in hand with their codes, as QR and as a file."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, abort, flash, make_response, url_for

from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import say
from webapp.pages.shared.secret import secret
from webapp.usecases.look_at_home import look_at_home
from webapp.usecases.look_at_own_certificate import look_at_own_certificate, own_paper

routes = Blueprint("certificates", __name__, url_prefix="/certificates")


@routes.get("/")
def index() -> Response:
    home = look_at_home(visit.chain(), str(visit.member()), visit.now())
    if home is None:
        abort(404)
    return answers.answer("me/certificates/index.html", home=home)


@routes.get("/<uuid:certificate>")
def show(certificate: UUID) -> Response:
    look = look_at_own_certificate(visit.chain(), visit.member(), certificate, visit.now(), secret())
    if look is None:
        abort(404)
    return answers.answer("me/certificates/show.html", look=look)


@routes.get("/<uuid:certificate>/paper")
def paper(certificate: UUID) -> Response:
    asked = visit.chain(), visit.member(), certificate, visit.now(), secret()
    found = own_paper(*asked)
    if found is None:
        if look_at_own_certificate(*asked) is None:
            abort(404)
        flash(say("me.certificate.no_paper"), "wrong")
        return answers.see(url_for("me.certificates.show", certificate=certificate))
    response = make_response(found)
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = 'attachment; filename="certificate.pdf"'
    return response
