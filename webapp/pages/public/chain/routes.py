"""The chain's public page, and its colour as a style sheet."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template

from webapp.pages.public import telling
from webapp.pages.shared import colours, visit
from webapp.pages.shared.language import language, say
from webapp.usecases import tell_rules
from webapp.usecases.ask_to_join import may_join

routes = Blueprint("chain", __name__)
A_DAY = 24 * 60 * 60


@routes.get("/")
def show() -> Response:
    chain, today = visit.chain(), visit.today()
    programme = chain.timeline.at(today)
    now, coming = tell_rules.ruling(chain, today), tell_rules.coming(chain, today)
    following = coming[0] if coming else None
    at = tell_rules.worked_on(now, today) if now else today
    welcome = (chain.texts.get("texts") or {}).get("welcome")
    name = programme.document.name.say(language())
    return telling.open_page(
        "public/chain/show.html",
        welcome[language()] if welcome else say("chain.description", name=name),
        programme=programme,
        welcome=welcome,
        sections=telling.rules_of(programme),
        now=now,
        following=following,
        changes=telling.changes(programme, following.programme) if following else [],
        at=at,
        worked=tell_rules.worked(chain, programme, at, language()),
        joins=may_join(chain),
    )


@routes.get("/accent.css")
def accent() -> Response:
    """A sheet and no style in the page: the content policy allows none there."""
    colour = visit.chain().accent
    sheet = render_template("public/chain/accent.css", light=colours.light(colour), dark=colours.dark(colour))
    response = make_response(sheet)
    response.mimetype = "text/css"
    response.cache_control.public, response.cache_control.max_age = True, A_DAY
    return response
