"""Where a member stands, and what brought them there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request

from webapp.api.v1 import answers, bodies, calls, pages
from webapp.api.v1.problems import not_found
from webapp.engine.events import Statement
from webapp.usecases.list_operations import list_operations
from webapp.usecases.statement import statement as state

routes = Blueprint("standing", __name__)


def _stands(member: UUID) -> dict[str, Any]:
    if "at" in request.args:
        calls.happen_at(request.args["at"])
    asked: dict[str, Any] = {"member": str(member)}
    if "at_end" in request.args:
        asked["at_end"] = {"true": True, "false": False}.get(request.args["at_end"], request.args["at_end"])
    event = bodies.read(Statement, asked)
    outcome = state(calls.chain(), event.member, calls.now(), event.at_end)
    if answers.NOBODY & set(outcome.refused):
        raise not_found()
    return outcome.result


@routes.get("/members/<uuid:member>/statement")
def statement(member: UUID) -> Response:
    return answers.told({"member": str(member), **_stands(member)})


@routes.get("/members/<uuid:member>/certificates")
def certificates(member: UUID) -> Response:
    """Of the whole account: each of its holders may use them."""
    return answers.told({"certificates": _stands(member)["certificates"], "next": None})


@routes.get("/members/<uuid:member>/operations")
def operations(member: UUID) -> Response:
    """What was done for the member, the newest first."""
    most = pages.most()
    found = list_operations(calls.chain(), member, pages.after(), most + 1)
    if found is None:
        raise not_found()
    told = [
        {
            "operation": str(one.id),
            "at": one.local,
            "do": one.verb,
            "salon": one.salon,
            "event": one.request,
            "result": one.result,
        }
        for one in found[:most]
    ]
    more = pages.cursor(found[most - 1].id) if len(found) > most else None
    return answers.told({"operations": told, "next": more})
