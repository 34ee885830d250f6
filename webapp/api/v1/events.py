"""Whatever else happens to a member and the programme's document names."""

from __future__ import annotations

from flask import Blueprint, Response, request

from webapp.api.v1 import answers, bodies
from webapp.engine.events import NamedEvent, UndoEvent
from webapp.usecases.tell_event import tell_event
from webapp.usecases.undo_event import undo_event

routes = Blueprint("events", __name__)


@routes.post("/events")
def create() -> Response:
    return answers.write(tell_event, bodies.event(NamedEvent))


@routes.delete("/events/<path:ref>")
def undo(ref: str) -> Response:
    """`member` and `at` may stand in the address, as few programs send a body with DELETE."""
    sent = {**request.args.to_dict(), **bodies.tree()}
    return answers.write(undo_event, bodies.event(UndoEvent, sent, ref=ref), frozenset({"unknown_event"}))
