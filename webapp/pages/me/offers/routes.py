"""What the chain offers the member: what they have of it, until when, and what became of it at their last visit."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from webapp.engine.document.explain import Sentence, explain
from webapp.engine.programme import Programme
from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import language
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
    group_names = {group.code: group.name for group in visit.chain().groups}
    sections = explain(programme.document, language(), group_names)
    return [told for section in sections for told in section.sentences if told.rule == rule]
