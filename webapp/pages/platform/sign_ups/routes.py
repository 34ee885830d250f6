"""A chain signs up: one form, and its owner stands at the desk."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for

from webapp.pages.platform.sign_ups.forms import (
    OF_REFUSALS,
    SignUp,
    currencies,
    nothing_yet,
    read_sign_up,
    starts,
)
from webapp.pages.platform.sign_ups.places import CITIES, zones
from webapp.pages.shared import answers, arrival, redraw, site, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.reading import Reading
from webapp.usecases.check_slug import check_slug, suggest_slug
from webapp.usecases.passwords import SHORTEST
from webapp.usecases.refusal import Refusal
from webapp.usecases.sign_up import sign_up
from webapp.usecases.slugs import LONGEST

routes = Blueprint("sign_ups", __name__, url_prefix="/sign-up")
TEMPLATE = "platform/sign_ups/new.html"


@routes.get("/")
def new() -> Response:
    return _page(nothing_yet(), visit.operation_id())


@routes.post("/")
def create() -> Response:
    form, operation = read_sign_up(), visit.sent_operation_id()
    if form.errors or redraw.is_asked():
        return _page(form, operation, status=422)
    link = site.address("public.confirmations.show", chain=form.typed["slug"]) + "?token="
    made = sign_up(form.wish(operation), request.remote_addr or "", link, visit.now())
    if isinstance(made, Refusal):
        form.errors[OF_REFUSALS.get(made.code, "form")] = made.say(language())
        return _page(form, operation, status=429 if made.code == "too_many_sign_ups" else 422)
    arrival.enter_chain(made.chain, made.token)
    return answers.see(url_for("desk.welcome.show", member=made.member))


@routes.get("/address")
def address() -> Response:
    """While the name is typed: an address made of it, as long as the person has not chosen another."""
    form, sent = nothing_yet(), Reading(request.args)
    name, slug, before = (sent.typed(key)[:400] for key in ("name", "slug", "suggested"))
    form.typed["slug"] = suggest_slug(name) if slug in ("", before) else slug
    suggestion = form.typed["slug"] if slug in ("", before) else before
    return _page(form, "", block="address", suggestion=suggestion, standing=_standing(form.typed["slug"]))


@routes.get("/address/standing")
def standing() -> Response:
    """While the address is typed: whether it is free."""
    slug = Reading(request.args).typed("slug").lower()[: LONGEST * 2]
    return _page(nothing_yet(), "", block="standing", standing=_standing(slug))


def _standing(slug: str) -> dict[str, Any]:
    if not slug:
        return {}
    refused = check_slug(slug)
    return {"wrong": refused is not None, "text": refused.say(language()) if refused else say("sign_up.slug.free")}


def _page(form: SignUp, operation: str, status: int = 200, block: str | None = None, **values: Any) -> Response:
    lists = {"cities": CITIES, "zones": zones(), "currencies": currencies(), "starts": starts()}
    known = {"suggestion": "", "standing": {}, "least": SHORTEST, **lists, **values}
    return answers.answer(TEMPLATE, block=block, status=status, form=form, operation=operation, **known)
