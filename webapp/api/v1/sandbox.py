"""The sandbox of a key: an empty copy of its chain, to be emptied again."""

from __future__ import annotations

from flask import Blueprint, Response

from webapp.api.v1 import calls
from webapp.api.v1.problems import not_found
from webapp.usecases.handle_key import empty_sandbox

routes = Blueprint("sandbox", __name__)


@routes.delete("/sandbox")
def destroy() -> Response:
    if not calls.caller().sandbox:
        raise not_found()
    empty_sandbox(calls.caller(), calls.real_now())
    return Response(status=204)
