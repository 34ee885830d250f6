"""The chain's public page, and its colour as a style sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from flask import Blueprint, Response, make_response, render_template

from webapp.engine.document.explain import Sentence, explain
from webapp.engine.document.phrases import Places
from webapp.engine.document.words import sentence
from webapp.pages.shared import answers, colours, formats, visit
from webapp.pages.shared.language import language

routes = Blueprint("chain", __name__)
A_DAY = 24 * 60 * 60
NAME = re.compile(r"([^«“:]*(?:«[^»]+»|“[^”]+”)): ")


@routes.get("/")
def show() -> Response:
    chain = visit.chain()
    programme = chain.timeline.at(visit.today())
    group_names = {group.code: group.name for group in chain.groups}
    document = programme.document
    places = Places(formats.city(language(), document.zone), formats.country(language(), document.calendar.working))
    sections = explain(document, language(), group_names, places)
    told = [(section, by_rule(section.sentences)) for section in sections]
    return answers.answer("public/chain/show.html", programme=programme, sections=told)


def by_rule(sentences: Sequence[Sentence]) -> list[tuple[str, list[Sentence]]]:
    """What is said of one rule together, its name once before it; nameless what is said of a name once or of none."""
    found = []
    for name, run in groupby(sentences, key=_named):
        told = list(run)
        if name and len(told) > 1:
            told = [Sentence(one.number, sentence(one.text.removeprefix(f"{name}: ").rstrip("."))) for one in told]
        found.append((name if len(told) > 1 else "", told))
    return found


def _named(one: Sentence) -> str:
    head = NAME.match(one.text)
    return head[1] if head else ""


@routes.get("/accent.css")
def accent() -> Response:
    """A sheet and no style in the page: the content policy allows none there."""
    colour = visit.chain().accent
    sheet = render_template("public/chain/accent.css", light=colours.light(colour), dark=colours.dark(colour))
    response = make_response(sheet)
    response.mimetype = "text/css"
    response.cache_control.public, response.cache_control.max_age = True, A_DAY
    return response
