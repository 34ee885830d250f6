"""The audit log: searched by POST, so that no name or phone stands in an address or a log (R66)."""

from __future__ import annotations

from flask import Blueprint, Response, request

from webapp.pages.office.audit.forms import Asked, read_asked
from webapp.pages.office.audit.words import ACTIONS, story
from webapp.pages.shared import answers, visit
from webapp.pages.shared.marks import packed
from webapp.usecases.list_audit import Log, list_audit

routes = Blueprint("audit", __name__, url_prefix="/audit")
TEMPLATE = "office/audit/show.html"


@routes.get("/")
def show() -> Response:
    return _page(Asked())


@routes.post("/")
def search() -> Response:
    asked = read_asked(request.form)
    return _page(asked, status=422 if asked.errors else 200)


def _page(asked: Asked, status: int = 200) -> Response:
    log = list_audit(visit.chain(), asked.search, asked.after)
    if asked.errors:
        log = Log([], None, log.staff)
    stories = [story(happening) for happening in log.happenings]
    older = packed(log.older) if log.older is not None else None
    values = {"asked": asked, "log": log, "stories": stories, "older": older, "actions": ACTIONS}
    return answers.answer(TEMPLATE, block="log", status=status, **values)
