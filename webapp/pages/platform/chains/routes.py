"""The operator's console: all chains with size and last use, one chain's standing, a look inside where allowed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.reading import Reading
from webapp.usecases.change_standing import STEPS, change_standing, limit_members
from webapp.usecases.count_chains import count_chain
from webapp.usecases.list_chains import MOST, list_chains
from webapp.usecases.look_inside import look_inside
from webapp.usecases.open_chain import OpenChain, open_chain
from webapp.usecases.permit_look import permitted_until

routes = Blueprint("chains", __name__, url_prefix="/operator")
TEMPLATE = "platform/chains/show.html"
MOST_MEMBERS = 10_000_000


@routes.get("/")
def index() -> Response:
    found = list_chains(request.args.get("after", "")[:64])
    following = found[-1].slug if len(found) == MOST else None
    return answers.answer("platform/chains/index.html", chains=found, following=following)


@routes.get("/chains/<slug>")
def show(slug: str) -> Response:
    return _page(_chain(slug), {}, {})


@routes.post("/chains/<slug>")
def update(slug: str) -> Response:
    found, reading = _chain(slug), Reading(request.form)
    typed = {name: reading.typed(name) for name in ("reason", "most")}
    change = next((step for step in STEPS if step in request.form), None)
    if change is None:
        abort(400)
    reading.text("reason", required=True, most=400)
    if reading.errors:
        return _page(found, typed, reading.errors, status=422)
    refused = change_standing(found, change, typed["reason"], visit.operator().id, visit.now())
    if refused is not None:
        return _page(found, typed, {"reason": refused.say(language())}, status=422)
    flash(say(f"operator.done.{change}"))
    return answers.see(url_for("platform.chains.show", slug=slug))


@routes.post("/chains/<slug>/limit")
def limit(slug: str) -> Response:
    found, most = _chain(slug), Reading(request.form).typed("most")
    if most and not (most.isascii() and most.isdigit() and len(most) <= 8 and int(most) <= MOST_MEMBERS):
        return _page(found, {"most": most}, {"most": say("field.quantity", least=1, most=MOST_MEMBERS)}, status=422)
    limit_members(found, int(most) if most else None, visit.operator().id, visit.now())
    flash(say("operator.done.limit"))
    return answers.see(url_for("platform.chains.show", slug=slug))


@routes.post("/chains/<slug>/inside")
def inside(slug: str) -> Response:
    """By POST, for each look is written down."""
    found = _chain(slug)
    seen = look_inside(found, visit.operator().id, visit.now())
    if seen is None:
        flash(say("operator.inside.none"), "wrong")
        return answers.see(url_for("platform.chains.show", slug=slug))
    return answers.answer("platform/chains/inside.html", shown=found, seen=seen)


def _chain(slug: str) -> OpenChain:
    found = open_chain(slug)
    if found is None:
        abort(404)
    return found


def _page(found: OpenChain, typed: dict[str, Any], errors: dict[str, str], status: int = 200) -> Response:
    standing = count_chain(found.id, visit.now())
    typed = {"most": found.most_members or "", "reason": "", **typed}
    until = permitted_until(found, visit.now())
    change = next(step for step, (before, _) in STEPS.items() if before == found.state)
    values: dict[str, Any] = {"shown": found, "standing": standing, "typed": typed, "until": until, "change": change}
    return answers.answer(TEMPLATE, status=status, errors=errors, **values)
