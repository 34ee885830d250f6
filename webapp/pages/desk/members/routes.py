"""A member: opening an account in one step, the sheet, activation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.engine.events import Enrol
from webapp.pages.desk.home.routes import TEMPLATE as HOME
from webapp.pages.desk.home.routes import found
from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.letters import statement_letter
from webapp.pages.shared.reading import Reading
from webapp.pages.shared.rules import refusals
from webapp.usecases.enrol import enrol
from webapp.usecases.gather import uuid_of
from webapp.usecases.look_at_member import Sheet, look_at_member
from webapp.usecases.operation import KeyReused, Outcome
from webapp.usecases.refer_friend import referrer_of
from webapp.usecases.refusal import Refusal
from webapp.usecases.review_questionnaire import activate_reviewed
from webapp.usecases.send_slip import send_slip

routes = Blueprint("members", __name__, url_prefix="/members")


@routes.post("/")
def create() -> Response:
    reading = Reading(request.form)
    phone, name, email = reading.phone("phone"), reading.text("full_name", most=200), reading.email("email")
    by_card = visit.chain().timeline.at(visit.today()).cards is not None and name is not None
    if not reading.typed("phone") and not email and not by_card:
        reading.wrong("phone", "some_way")
    operation, friend = visit.sent_operation_id(), _friend(reading)
    if not reading.errors:
        told = {"phone": phone, "full_name": name, "email": email, "salon": visit.salon(), "referred_by": friend}
        event = Enrol.model_validate({"member": "new", **told})
        try:
            outcome = enrol(visit.chain(), visit.actor(visit.salon()), operation, event, visit.now())
        except KeyReused:
            operation = visit.operation_id()
            reading.errors["phone"] = say("wrong.key_reused")
        else:
            if outcome.member:
                flash(say("desk.enrol.done"))
                host = uuid_of(request.args.get("host"))
                if host is not None:
                    return answers.see(url_for("desk.cards.further", member=host, holder=outcome.member))
                return answers.see(url_for("desk.members.show", member=outcome.member))
            reading.errors["phone"] = " ".join(refusals(outcome.refused))
    typed = {name: reading.typed(name) for name in ("phone", "full_name", "email", "friend")}
    newcomer = {"typed": typed, "operation": operation, "errors": reading.errors}
    values = found(typed["phone"], newcomer=newcomer)
    return answers.answer(HOME, status=422, **values)


def _friend(reading: Reading) -> str | None:
    """The member whose code the newcomer names (ES-2.3b)."""
    code = reading.text("friend", most=40)
    friend = referrer_of(visit.chain(), code) if code is not None else None
    if code is not None and friend is None and "friend" not in reading.errors:
        reading.errors["friend"] = say("me.referral.unknown")
    return str(friend) if friend is not None else None


@routes.get("/<uuid:member>")
def show(member: UUID) -> Response:
    sheet = look_at_member(visit.chain(), str(member), visit.now())
    if sheet is None:
        abort(404)
    return answers.answer("desk/members/show.html", sheet=sheet, operation=visit.operation_id())


@routes.get("/<uuid:member>/statement")
def statement(member: UUID) -> Response:
    """To be printed, or sent to the member (ES-6.2)."""
    return _statement(_sheet(member))


@routes.post("/<uuid:member>/statement")
def send_statement(member: UUID) -> Response:
    sheet, operation = _sheet(member), visit.sent_operation_id()
    reading = Reading(request.form)
    email = reading.email("email", required=True)
    if email is None:
        return _statement(sheet, reading, status=422)
    letter = statement_letter(sheet, email)
    send_slip(visit.chain(), visit.actor(visit.salon()), operation, letter, visit.now())
    flash(say("slip.sent"))
    return answers.see(url_for("desk.members.statement", member=member))


def _statement(sheet: Sheet, reading: Reading | None = None, status: int = 200) -> Response:
    email = reading.typed("email") if reading else sheet.known.email or ""
    values: dict[str, Any] = {
        "email": email,
        "errors": reading.errors if reading else {},
        "operation": visit.operation_id(),
    }
    return answers.answer("desk/members/statement.html", status=status, sheet=sheet, **values)


def _sheet(member: UUID) -> Sheet:
    sheet = look_at_member(visit.chain(), str(member), visit.now())
    if sheet is None:
        abort(404)
    return sheet


@routes.post("/<uuid:member>/activation")
def activate(member: UUID) -> Response:
    try:
        outcome = activate_reviewed(visit.chain(), visit.actor(), visit.sent_operation_id(), member, visit.now())
    except KeyReused:
        flash(say("wrong.key_reused"), "wrong")
    else:
        _tell(outcome)
    return answers.see(url_for("desk.members.show", member=member))


def _tell(outcome: Outcome | Refusal | None) -> None:
    if outcome is None or (isinstance(outcome, Outcome) and outcome.refused == ["not_enrolled"]):
        abort(404)
    if isinstance(outcome, Refusal):
        flash(outcome.say(language()), "wrong")
        return
    for sentence in refusals(outcome.refused):
        flash(sentence, "wrong")
    if not outcome.refused:
        flash(say("member.activated"))
