"""Letting strangers join, taking everything of the chain along, letting the operator look inside, closing the chain."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import Any

from flask import Blueprint, Response, flash, request, send_file, url_for

from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.reading import Reading
from webapp.usecases.close_chain import close_chain
from webapp.usecases.permit_look import HOURS, permit_look, permitted_until, withdraw_permit
from webapp.usecases.switch_joining import lets_join, switch_joining
from webapp.usecases.take_out import take_out

routes = Blueprint("service", __name__, url_prefix="/service")
TEMPLATE = "office/service/show.html"
FIELDS = {"other_name": "chain_name", "reason_missing": "reason"}
"""Which field a refusal speaks of."""


@routes.get("/")
def show() -> Response:
    return _page({}, {})


@routes.post("/archive")
def download() -> Response:
    """By POST, so that no link of another site makes the server gather it all."""
    file = TemporaryFile()  # noqa: SIM115  # closed by whoever sends it
    take_out(visit.chain(), file)
    file.seek(0)
    return send_file(file, "application/zip", as_attachment=True, download_name=f"{visit.chain().slug}.zip")


@routes.post("/permit")
def permit() -> Response:
    if "withdraw" in request.form:
        withdraw_permit(visit.chain(), visit.staff(), visit.now())
        flash(say("service.look.withdrawn"))
    else:
        hours = Reading(request.form).choice("hours", tuple(map(str, HOURS)), str(HOURS[0]))
        permit_look(visit.chain(), visit.staff(), int(hours), visit.now())
        flash(say("service.look.given"))
    return answers.see(url_for("office.service.show"))


@routes.post("/joining")
def join() -> Response:
    on = "on" in request.form
    switch_joining(visit.chain(), visit.staff(), on, visit.now())
    flash(say("service.joining.opened" if on else "service.joining.shut"))
    return answers.see(url_for("office.service.show"))


@routes.post("/closing")
def close() -> Response:
    reading = Reading(request.form)
    typed = {name: reading.typed(name) for name in ("chain_name", "reason")}
    reading.text("reason", required=True, most=400)
    if reading.errors:
        return _page(typed, reading.errors, status=422)
    chain = visit.chain()
    refused = close_chain(chain, visit.staff(), typed["chain_name"], typed["reason"], visit.now())
    if refused is not None:
        return _page(typed, {FIELDS.get(refused.code, "form"): refused.say(language())}, status=422)
    return answers.see(url_for("desk.home.show"))


def _page(typed: dict[str, str], errors: dict[str, str], status: int = 200) -> Response:
    until = permitted_until(visit.chain(), visit.now())
    local = visit.chain().local(until) if until else None
    hours = [(str(count), say("service.look.hours", count=count)) for count in HOURS]
    told: dict[str, Any] = {"until": local, "hours": hours, "joining": lets_join(visit.chain())}
    return answers.answer(TEMPLATE, status=status, typed=typed, errors=errors, **told)
