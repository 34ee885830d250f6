"""The rules in the office: what holds now in plain words, every revision with what it changed, what comes next."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from webapp.engine.document.compare import Changed
from webapp.pages.public import telling
from webapp.pages.shared import answers, visit
from webapp.usecases.list_revisions import Edition, list_revisions
from webapp.usecases.look_at_draft import look_at_draft

routes = Blueprint("rules", __name__, url_prefix="/rules")
INDEX, REVISION = "office/rules/index.html", "office/rules/show.html"
MOST_COMPARED = 10
"""So many of the newest revisions tell on the list what they changed; each tells it on its own page."""


@routes.get("/")
def index() -> Response:
    chain, listed = visit.chain(), _listed()
    now = next(one for one in listed if one.rules)
    comes = sorted((one for one in listed if one.comes), key=lambda one: (one.starts, one.number))
    return answers.answer(
        INDEX,
        now=now,
        runs=now.programme.runs_on(visit.today().date()),
        sections=telling.rules_of(now.programme),
        listed=[(one, _changes(one) if place < MOST_COMPARED else None) for place, one in enumerate(listed)],
        coming=[
            (one, telling.changes(before.programme, one.programme))
            for before, one in zip([now, *comes], comes, strict=False)
        ],
        draft=look_at_draft(chain) if visit.may("read_drafts") else None,
    )


@routes.get("/<int:number>/")
def show(number: int) -> Response:
    """A revision as it is, with what it changed in the one published before it."""
    listed = _listed()
    edition = next((one for one in listed if one.number == number), None)
    if edition is None:
        abort(404)
    sections = telling.rules_of(edition.programme)
    return answers.answer(REVISION, edition=edition, changes=_changes(edition), sections=sections)


def _changes(edition: Edition) -> list[Changed]:
    return telling.changes(edition.earlier, edition.programme) if edition.earlier else []


def _listed() -> list[Edition]:
    return list_revisions(visit.chain(), visit.now())
