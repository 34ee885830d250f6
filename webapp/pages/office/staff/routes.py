"""Who works for the chain: the list, invitations, roles and salons, dismissal, new secrets."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.reading import Reading
from webapp.usecases.change_staff import Place, change_staff
from webapp.usecases.dismiss_staff import dismiss_staff
from webapp.usecases.end_sign_ins import end_sign_ins
from webapp.usecases.list_staff import Colleague, list_staff, look_at_colleague
from webapp.usecases.offer_link import Offer, invite_staff, offer_secret
from webapp.usecases.refusal import Refusal
from webapp.usecases.rights import ROLES, manages

routes = Blueprint("staff", __name__, url_prefix="/staff")
TEMPLATE, PERSON = "office/staff/show.html", "office/staff/edit.html"


@routes.get("/")
def show() -> Response:
    return _page(_typed("desk", ()), {}, visit.operation_id())


@routes.post("/")
def create() -> Response:
    role, salons = _chosen()
    operation = visit.sent_operation_id()
    made = invite_staff(visit.chain(), Offer(operation, visit.staff().id, visit.now()), role, salons)
    if isinstance(made, Refusal):
        return _page(_typed(role, salons), _errors(made), operation, status=422)
    return answers.see(url_for("office.links.show", link=made))


@routes.get("/<uuid:person>")
def edit(person: UUID) -> Response:
    found = _colleague(person)
    return _person(found, _typed(found.role, found.salons, found.phone or ""), {})


@routes.post("/<uuid:person>")
def update(person: UUID) -> Response:
    found = _colleague(person)
    role, salons = _chosen()
    reading = Reading(request.form)
    place = Place(role, salons, reading.phone("phone"))
    typed = _typed(role, salons, reading.typed("phone"))
    if reading.errors:
        return _person(found, typed, reading.errors, status=422)
    refused = change_staff(visit.chain(), person, place, visit.now(), visit.staff().id)
    if refused is not None:
        return _person(found, typed, _errors(refused), status=422)
    flash(say("staff.changed"))
    return answers.see(url_for("office.staff.edit", person=person))


@routes.post("/<uuid:person>/dismissal")
def dismiss(person: UUID) -> Response:
    found = _colleague(person)
    refused = dismiss_staff(visit.chain(), person, visit.now(), visit.staff().id)
    if refused is not None:
        return _refused(found, refused)
    flash(say("staff.dismissed", name=found.name))
    return answers.see(url_for("office.staff.show"))


@routes.post("/<uuid:person>/link")
def renew(person: UUID) -> Response:
    found = _colleague(person)
    offer = Offer(visit.sent_operation_id(), visit.staff().id, visit.now())
    made = offer_secret(visit.chain(), offer, person)
    if isinstance(made, Refusal):
        return _refused(found, made)
    return answers.see(url_for("office.links.show", link=made))


@routes.post("/<uuid:person>/sign-ins")
def end(person: UUID) -> Response:
    found = _colleague(person)
    refused = end_sign_ins(visit.chain(), person, visit.now(), visit.staff().id)
    if refused is not None:
        return _refused(found, refused)
    flash(say("staff.ended", name=found.name))
    return answers.see(url_for("office.staff.edit", person=person))


def _colleague(person: UUID) -> Colleague:
    found = look_at_colleague(visit.chain(), person, visit.now())
    if found is None:
        abort(404)
    if not manages(visit.staff().role, found.role) and found.id != visit.staff().id:
        abort(403)
    return found


def _chosen() -> tuple[str, tuple[str, ...]]:
    """A role that works everywhere stands in no salon of its own."""
    role = request.form.get("role", "")
    return role, tuple(dict.fromkeys(request.form.getlist("salon"))) if role == "desk" else ()


def _typed(role: str, salons: tuple[str, ...], phone: str = "") -> dict[str, Any]:
    return {"role": role, "salons": salons, "phone": phone}


def _errors(refused: Refusal) -> dict[str, str]:
    fields = {"salons_missing": "salons", "salon_unknown": "salons", "role_unknown": "role", "staff_rank": "role"}
    return {fields.get(refused.code, "form"): refused.say(language())}


def _refused(found: Colleague, refused: Refusal) -> Response:
    """A step that has no fields of its own."""
    return _person(found, _typed(found.role, found.salons, found.phone or ""), _errors(refused), status=422)


def _roles() -> list[str]:
    """Those that whoever visits may give."""
    return [role for role in ROLES if manages(visit.staff().role, role)]


def _page(typed: dict[str, Any], errors: dict[str, str], operation: str, status: int = 200) -> Response:
    crew = list_staff(visit.chain(), visit.now())
    managed = {one.id for one in crew.people if manages(visit.staff().role, one.role)}
    values: dict[str, Any] = {"crew": crew, "managed": managed, "roles": _roles(), "operation": operation}
    return answers.answer(TEMPLATE, status=status, typed=typed, errors=errors, **values)


def _person(found: Colleague, typed: dict[str, Any], errors: dict[str, str], status: int = 200) -> Response:
    values: dict[str, Any] = {"colleague": found, "roles": _roles(), "operation": visit.operation_id()}
    return answers.answer(PERSON, status=status, typed=typed, errors=errors, **values)
