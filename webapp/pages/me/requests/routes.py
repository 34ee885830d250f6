"""What a member asks for alone: a call, a visit, a benefit, a claim with a photo; what came of each; and the ways to
all else that they may do (7K-18, 7K-21, ES-2.11).
"""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.engine.document.benefits import shares_accounts
from webapp.engine.document.explain_members import answered_within
from webapp.engine.document.words import Speech
from webapp.engine.programme import Programme
from webapp.pages.shared import answers, visit
from webapp.pages.shared.asking import SUBJECTS, known_kind, read_asked, typed_request
from webapp.pages.shared.language import language, say
from webapp.pages.shared.reading import Reading
from webapp.usecases.list_birthdays import GIFT
from webapp.usecases.list_requests import Row, of_member
from webapp.usecases.look_at_member import Sheet, look_at_member
from webapp.usecases.make_request import make_request
from webapp.usecases.operation import KeyReused
from webapp.usecases.refusal import Refusal
from webapp.usecases.request_terms import BENEFIT, CALL_BACK, KINDS, benefits_of

routes = Blueprint("requests", __name__, url_prefix="/requests")
LIST, FORM, ONE = "me/requests/index.html", "me/requests/edit.html", "me/requests/show.html"


class Way(NamedTuple):
    """Something that the programme lets its members do: its page, and its name among the translations."""

    address: str
    name: str


@routes.get("/")
def index() -> Response:
    sheet = _sheet()
    benefits = benefits_of(sheet.programme, sheet.standing.get("level"))
    kinds = [kind for kind in KINDS if kind != BENEFIT or benefits]
    return answers.answer(
        LIST, rows=_rows(), kinds=kinds, ways=_ways(sheet.programme), programme=sheet.programme, now=visit.now()
    )


@routes.get("/new")
def edit() -> Response:
    return _form(_sheet(), known_kind(request.args.get("kind", CALL_BACK)), Reading({}), visit.operation_id())


@routes.post("/")
def create() -> Response:
    sheet, kind = _sheet(), known_kind(request.form.get("kind", ""))
    operation, reading = visit.sent_operation_id(), Reading(request.form)
    asked = read_asked(kind, visit.member(), benefits_of(sheet.programme, sheet.standing.get("level")), reading)
    if reading.errors:
        return _form(sheet, kind, reading, operation, status=422)
    try:
        made = make_request(visit.chain(), visit.member_actor(), operation, asked._replace(name=None), visit.now())
    except KeyReused:
        reading.errors["form"] = say("wrong.key_reused")
        return _form(sheet, kind, reading, visit.operation_id(), status=422)
    if isinstance(made, Refusal):
        field = "form" if made.code == "asked_much" else SUBJECTS.get(kind, "form")
        reading.errors[field] = made.say(language())
        return _form(sheet, kind, reading, operation, status=422)
    if not made.repeated:
        flash(say(f"me.request.made.{kind}{'.photo' if asked.photo else ''}"))
    return answers.see(url_for("me.requests.show", asked=made.id))


@routes.get("/<uuid:asked>")
def show(asked: UUID) -> Response:
    row = next((row for row in _rows() if row.asked.id == asked), None)
    if row is None:
        abort(404)
    return answers.answer(ONE, row=row, programme=visit.chain().timeline.at(visit.today()), now=visit.now())


def _rows() -> list[Row]:
    own = of_member(visit.chain(), visit.member(), visit.now())
    return own.rows if own is not None else []


def _ways(programme: Programme) -> list[Way]:
    document = programme.document
    gift = programme.requests.get(GIFT)
    certificates, orders = programme.certificates is not None, url_for("me.orders.index")
    found = [
        (certificates, orders, "me.order.title"),
        (certificates and gift is not None and gift.give is not None, f"{orders}#gift", "order.gift"),
        (bool(programme.friends), url_for("me.referrals.show"), "me.referral.title"),
        (shares_accounts(document), url_for("me.persons.index"), "me.persons.title"),
        (bool(document.choices), url_for("me.choices.edit"), "me.choices.title"),
        (True, url_for("me.questionnaires.show"), "me.questionnaire.title"),
    ]
    return [Way(address, name) for offered, address, name in found if offered]


def _sheet() -> Sheet:
    found = look_at_member(visit.chain(), str(visit.member()), visit.now())
    if found is None:
        abort(404)
    return found


def _form(sheet: Sheet, kind: str, reading: Reading, operation: str, status: int = 200) -> Response:
    benefits = benefits_of(sheet.programme, sheet.standing.get("level"))
    document = sheet.programme.document
    within = answered_within(Speech(language(), document.currency), document.requests.call_back)
    typed = typed_request(reading, sheet.known.phone)
    values: dict[str, Any] = {"typed": typed, "errors": reading.errors, "within": within}
    return answers.answer(FORM, status=status, kind=kind, benefits=benefits, operation=operation, **values)
