"""An electronic questionnaire on its way: a one-time link as QR, to copy, or by e-mail (ES-1.4).

Only the token's hash is kept, so the link is shown in the answer to the form itself and never again. Sent once more,
the form makes another link, and the first questionnaire that comes in ends them all.
"""

from __future__ import annotations

from uuid import UUID

import segno
from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.pages.shared import answers, formats, site, visit
from webapp.pages.shared.language import say
from webapp.translations.say import say as say_in
from webapp.usecases.look_at_member import Sheet, look_at_member
from webapp.usecases.send_questionnaire import Mail, Sent, send_questionnaire

routes = Blueprint("links", __name__, url_prefix="/members/<uuid:member>/questionnaire/link")


@routes.post("/")
def create(member: UUID) -> Response:
    sheet, operation = _sheet(member), visit.sent_operation_id()
    by_email = sheet.known.email if request.form.get("by") == "email" else None
    mail = Mail(operation, by_email, _letter) if by_email else None
    sent = send_questionnaire(visit.chain(), visit.actor(), member, visit.now(), mail)
    if sent is None:
        abort(404)
    if mail is not None:
        flash(say("form_link.mailed"))
        return answers.see(url_for("desk.members.show", member=member))
    address = _address(sent)
    code = segno.make(address, error="m").svg_inline(scale=6, border=3, omitsize=True)
    until = visit.chain().local(sent.expires_at)
    return answers.answer(
        "desk/links/show.html", sheet=sheet, address=address, code=code, until=until, operation=visit.operation_id()
    )


def _address(sent: Sent) -> str:
    return site.address("public.questionnaires.edit", token=sent.token)


def _letter(sent: Sent) -> tuple[str, str]:
    """In the chain's own language: which one the member speaks is not known here."""
    chain = visit.chain()
    name = chain.name.say(chain.language)
    until = formats.day(chain.language, chain.local(sent.expires_at))
    subject = say_in(chain.language, "form_link.mail.subject", chain=name)
    return subject, say_in(chain.language, "form_link.mail.text", chain=name, address=_address(sent), day=until)


def _sheet(member: UUID) -> Sheet:
    sheet = look_at_member(visit.chain(), str(member), visit.now())
    if sheet is None or sheet.person.state == "closed":
        abort(404)
    return sheet
