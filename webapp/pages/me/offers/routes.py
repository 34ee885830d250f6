"""What the chain offers the member: what they have of it, until when, and what became of it at their last visit."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from webapp.engine.document.explain import Sentence
from webapp.engine.programme import Programme
from webapp.pages.shared import answers, rules, visit
from webapp.usecases.look_at_offers import look_at_offers

routes = Blueprint("offers", __name__, url_prefix="/offers")


@routes.get("/")
def index() -> Response:
    offers = look_at_offers(visit.chain(), str(visit.member()), visit.now())
    if offers is None:
        abort(404)
    return answers.answer("me/offers/index.html", offers=offers, terms=_terms)


def _terms(programme: Programme, rule: str) -> list[Sentence]:
    """All that the page of rules says of a rule."""
    return [one for section in rules.told(programme) for one in section.sentences if one.rule == rule]
