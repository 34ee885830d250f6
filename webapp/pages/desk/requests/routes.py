"""What guests ask for, typed in at the desk: a call for anyone, the rest from a member's sheet; what came of it."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.pages.shared import answers, visit
from webapp.pages.shared.asking import SUBJECTS, known_kind, read_asked, typed_request
from webapp.pages.shared.language import language, say
from webapp.pages.shared.reading import Reading
from webapp.usecases.gather import uuid_of
from webapp.usecases.list_requests import list_requests, list_visits, of_member
from webapp.usecases.look_at_member import Sheet, look_at_member
from webapp.usecases.make_request import make_request
from webapp.usecases.operation import KeyReused
from webapp.usecases.refusal import Refusal
from webapp.usecases.request_terms import BENEFIT, CALL_BACK, KINDS, benefits_of

routes = Blueprint("requests", __name__)
LIST, OWN, FORM = "desk/requests/index.html", "desk/requests/of_member.html", "desk/requests/edit.html"


class Guest(NamedTuple):
    """Who asks; `sheet` is None for a stranger."""

    sheet: Sheet | None

    @property
    def member(self) -> str:
        return self.sheet.known.id if self.sheet is not None else ""

    @property
    def benefits(self) -> dict[str, Any]:
        return benefits_of(self.sheet.programme, self.sheet.standing.get("level")) if self.sheet is not None else {}


@routes.get("/requests/")
def index() -> Response:
    """Calls that wait, and visits that are agreed."""
    waiting = list_requests(visit.chain(), CALL_BACK, visit.now())
    visits = list_visits(visit.chain(), visit.salon(), visit.now())
    programme = visit.chain().timeline.at(visit.today())
    return answers.answer(LIST, waiting=waiting, visits=visits, programme=programme)


@routes.get("/members/<uuid:member>/requests/", endpoint="of_member")
def show_own(member: UUID) -> Response:
    """A member's, with what came of them."""
    own = of_member(visit.chain(), member, visit.now())
    if own is None:
        abort(404)
    kinds = [] if own.left else [kind for kind in KINDS if kind != BENEFIT or _guest(str(member)).benefits]
    programme = visit.chain().timeline.at(visit.today())
    return answers.answer(OWN, own=own, kinds=kinds, programme=programme)


@routes.get("/requests/new")
def edit() -> Response:
    guest, kind = _guest(request.args.get("member", "")), known_kind(request.args.get("kind", CALL_BACK))
    if guest.sheet is None and kind != CALL_BACK:
        abort(404)
    return _page(guest, kind, Reading({}), visit.operation_id())


@routes.post("/requests/")
def create() -> Response:
    guest, kind = _guest(request.form.get("member", "")), known_kind(request.form.get("kind", ""))
    operation, reading = visit.sent_operation_id(), Reading(request.form)
    if guest.sheet is None and kind != CALL_BACK:
        abort(404)
    asked = read_asked(kind, uuid_of(guest.member), guest.benefits, reading)
    if reading.errors:
        return _page(guest, kind, reading, operation, status=422)
    try:
        made = make_request(visit.chain(), visit.actor(visit.salon()), operation, asked, visit.now())
    except KeyReused:
        reading.errors["form"] = say("wrong.key_reused")
        return _page(guest, kind, reading, visit.operation_id(), status=422)
    if isinstance(made, Refusal):
        reading.errors[SUBJECTS.get(kind, "form")] = made.say(language())
        return _page(guest, kind, reading, operation, status=422)
    if not made.repeated:
        flash(say(f"request.made.{kind}"))
    if guest.sheet is not None:
        return answers.see(url_for("desk.requests.of_member", member=guest.member))
    return answers.see(url_for("desk.requests.index"))


def _guest(text: str) -> Guest:
    """Nobody for no id; an id of no member is no page."""
    if not text:
        return Guest(None)
    sheet = look_at_member(visit.chain(), text, visit.now()) if uuid_of(text) else None
    if sheet is None:
        abort(404)
    return Guest(sheet)


def _page(guest: Guest, kind: str, reading: Reading, operation: str, status: int = 200) -> Response:
    phone = guest.sheet.known.phone if guest.sheet is not None else None
    typed = typed_request(reading, phone, visit.salon())
    values: dict[str, Any] = {"typed": typed, "errors": reading.errors, "operation": operation}
    return answers.answer(FORM, status=status, guest=guest, kind=kind, **values)
