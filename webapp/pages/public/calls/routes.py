"""Call me: a stranger's number goes to the manager's queue (7K-21)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for

from webapp.engine.document.explain_members import answered_within
from webapp.engine.document.words import Speech
from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.reading import Reading
from webapp.usecases.ask_for_call import Caller, ask_for_call
from webapp.usecases.operation import KeyReused
from webapp.usecases.refusal import Refusal

routes = Blueprint("calls", __name__, url_prefix="/call")
AGREED = "call-2026-11-27"
"""The version of the text on personal data that stands at the tick."""
FIELDS = ("phone", "name", "wished-day", "wished-time", "agreed")


@routes.get("/")
def edit() -> Response:
    return _page(Reading({}), visit.operation_id())


@routes.post("/")
def create() -> Response:
    operation, reading = visit.sent_operation_id(), Reading(request.form)
    caller = _read(reading)
    if caller is None:
        return _page(reading, operation, 422)
    try:
        refused = ask_for_call(visit.chain(), operation, caller, request.remote_addr or "", visit.now())
    except KeyReused:
        reading.errors["form"] = say("wrong.key_reused")
        return _page(reading, visit.operation_id(), 422)
    if isinstance(refused, Refusal):
        reading.errors["form"] = refused.say(language())
        return _page(reading, operation, 422)
    return answers.see(url_for("public.calls.thanks"))


@routes.get("/thanks")
def thanks() -> Response:
    return answers.answer("public/calls/thanks.html")


def _read(reading: Reading) -> Caller | None:
    phone, name = reading.phone("phone", required=True), reading.text("name", most=200)
    timed = any(reading.typed(f"wished-{part}") for part in ("day", "time"))
    wished = reading.moment("wished", visit.today()) if timed else None
    if not reading.ticked("agreed"):
        reading.wrong("agreed", "must_tick")
    if reading.errors or phone is None:
        return None
    return Caller(phone, name, wished, AGREED)


def _page(reading: Reading, operation: str, status: int = 200) -> Response:
    typed = {name: reading.typed(name) for name in FIELDS}
    document = visit.chain().timeline.at(visit.today()).document
    within = answered_within(Speech(language(), document.currency), document.requests.call_back)
    values: dict[str, Any] = {"typed": typed, "errors": reading.errors, "operation": operation, "within": within}
    return answers.answer("public/calls/edit.html", status=status, **values)
