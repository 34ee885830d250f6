"""`/healthz` and `/readyz`: plain words for machines."""

from __future__ import annotations

from flask import Blueprint, Response

from webapp.usecases.check_readiness import ready

routes = Blueprint("health", __name__)


@routes.get("/healthz")
def live() -> Response:
    """The process answers; nothing else is asked."""
    return Response("alive\n", mimetype="text/plain")


@routes.get("/readyz")
def prepared() -> Response:
    """The database answers and has the schema of this version."""
    obstacle = ready()
    return Response(f"{obstacle or 'ready'}\n", status=503 if obstacle else 200, mimetype="text/plain")
