"""The loyalty manager's queues: one at a time, with the counts of all; one tap moves on a row, or all ticked ones."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from flask import Blueprint, Response, abort, flash, request, url_for

from webapp.pages.shared import answers, visit
from webapp.pages.shared.language import language, say
from webapp.pages.shared.rules import refusals
from webapp.pages.shared.secret import secret
from webapp.usecases.list_queue import (
    MOST,
    QUESTIONNAIRES,
    QUEUES,
    REQUESTS,
    Queue,
    count_queues,
    list_queue,
    place_of,
    total,
    unknown_year,
)
from webapp.usecases.look_at_request import look_at_request
from webapp.usecases.move_on import MOVES, Step, chosen_ids, move_on
from webapp.usecases.refusal import Refusal

routes = Blueprint("queues", __name__, url_prefix="/queues")
TEMPLATE = "office/queues/show.html"


class Told(NamedTuple):
    """What came of a move: how many went on, and who stayed for what reason."""

    done: int
    stayed: list[tuple[str, str]]


@routes.get("/")
def index() -> Response:
    """The first queue in which something is late, else the first in which anything waits."""
    counts = count_queues(visit.chain(), visit.now())
    late = [name for name, count in counts.items() if count.late]
    return answers.see(url_for("office.queues.show", queue=next(iter([*late, *counts]), QUEUES[0])))


@routes.get("/<queue>")
def show(queue: str) -> Response:
    return _page(_queue(queue, request.args.get("after", "")))


@routes.post("/<queue>")
def update(queue: str) -> Response:
    """One row by its own button, or all that are ticked."""
    if queue not in MOVES:
        abort(404)
    operation, one = visit.sent_operation_id(), request.form.get("one")
    before = _queue(queue, request.form.get("after", ""))
    chosen = chosen_ids([one] if one else request.form.getlist("chosen"))[:MOST]
    told = Told(0, [])
    for what in chosen:
        told = _move(before, what, f"{operation} {what}", told)
    if chosen and not told.stayed and not answers.asked_by_htmx():
        if told.done:
            flash(say("queues.done", count=told.done))
        return answers.see(url_for("office.queues.show", queue=queue))
    return _page(_queue(queue, ""), told, 422 if told.stayed or not chosen else 200)


def _move(queue: Queue, what: UUID, key: str, told: Told) -> Told:
    row = next((row for row in queue.rows if row.id == what), None)
    if row is not None and queue.name == QUESTIONNAIRES and not row.thing.first:
        why = say("queues.read_first")
    else:
        moved = move_on(queue.name, Step(visit.chain(), visit.actor(), key, what, visit.now(), secret()))
        why = moved.say(language()) if isinstance(moved, Refusal) else " ".join(refusals(moved))
    if not why:
        return Told(told.done + 1, told.stayed)
    who = (row.name or say("member.no_name")) if row is not None else _gone(queue.name, what)
    return Told(told.done, [*told.stayed, (who, why)])


def _gone(queue: str, what: UUID) -> str:
    """Who it was that somebody else has moved on meanwhile, where that can be told."""
    look = look_at_request(visit.chain(), what, visit.now()) if queue in REQUESTS else None
    return (look.name if look is not None else None) or say("queues.gone")


def _queue(name: str, after: str) -> Queue:
    if name not in QUEUES:
        abort(404)
    return list_queue(visit.chain(), name, visit.now(), place_of(after))


def _page(queue: Queue, told: Told | None = None, status: int = 200) -> Response:
    values: dict[str, Any] = {"queue": queue, "told": told, "moves": queue.name in MOVES}
    values["operation"] = visit.operation_id()
    values["unknown_year"] = unknown_year(queue, visit.today().date())
    values["after"] = request.args.get("after", "")
    values["waiting"] = lambda: total(queue.counts)
    piece = answers.asked_by_htmx()
    return answers.answer(TEMPLATE, block="work", status=status, queues=QUEUES, piece=piece, **values)
