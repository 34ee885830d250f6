"""Mails that were given up: how many, why, and all of them once more (R18)."""

from __future__ import annotations

from flask import Blueprint, Response, flash, url_for

from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import say
from webapp.usecases.list_dead_jobs import list_dead_jobs
from webapp.usecases.restart_jobs import restart_jobs

routes = Blueprint("jobs", __name__, url_prefix="/operator/jobs")


@routes.get("/")
def index() -> Response:
    return answers.answer("platform/jobs/index.html", jobs=list_dead_jobs())


@routes.post("/")
def restart() -> Response:
    flash(say("operator.jobs.done", count=restart_jobs(visit.now())))
    return answers.see(url_for("platform.jobs.index"))
