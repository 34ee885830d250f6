"""All revisions of the rules: those that were, the one in force, those to come (ES-7.2, 7K-23)."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from webapp.pages.public import telling
from webapp.pages.shared import visit
from webapp.pages.shared.language import language, say
from webapp.usecases import tell_rules

routes = Blueprint("rules", __name__, url_prefix="/rules")


@routes.get("/")
def index() -> Response:
    chain = visit.chain()
    now = tell_rules.ruling(chain, visit.today())
    editions = list(reversed(tell_rules.editions(chain)))
    description = say("rules.description", name=chain.name.say(language()))
    return telling.open_page("public/rules/index.html", description, editions=editions, now=now)


@routes.get("/<int:number>/")
def show(number: int) -> Response:
    """As it was, with what it changed in the one before it."""
    chain = visit.chain()
    editions = tell_rules.editions(chain)
    place = next((place for place, one in enumerate(editions) if one.number == number), None)
    if place is None:
        abort(404)
    edition, now = editions[place], tell_rules.ruling(chain, visit.today())
    before = editions[place - 1] if place else None
    return telling.open_page(
        "public/rules/show.html",
        say("rules.description", name=chain.name.say(language())),
        edition=edition,
        now=now,
        before=before,
        changes=telling.changes(before.programme, edition.programme) if before else [],
        sections=telling.rules_of(edition.programme),
    )
