"""The chain's public page, and its colour as a style sheet."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template

from webapp.engine.document.explain import explain
from webapp.pages.shared import answers, colours, visit
from webapp.pages.shared.language import language

routes = Blueprint("chain", __name__)
A_DAY = 24 * 60 * 60


@routes.get("/")
def show() -> Response:
    chain = visit.chain()
    programme = chain.timeline.at(visit.today())
    group_names = {group.code: group.name for group in chain.groups}
    sections = explain(programme.document, language(), group_names)
    return answers.answer("public/chain/show.html", programme=programme, sections=sections)


@routes.get("/accent.css")
def accent() -> Response:
    """A sheet and no style in the page: the content policy allows none there."""
    colour = visit.chain().accent
    sheet = render_template("public/chain/accent.css", light=colours.light(colour), dark=colours.dark(colour))
    response = make_response(sheet)
    response.mimetype = "text/css"
    response.cache_control.public, response.cache_control.max_age = True, A_DAY
    return response
